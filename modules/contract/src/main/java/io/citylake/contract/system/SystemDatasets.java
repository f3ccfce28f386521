package io.citylake.contract.system;

import io.citylake.contract.Theme;
import io.citylake.contract.Title;
import io.citylake.contract.dataset.ColumnContract;
import io.citylake.contract.dataset.ColumnType;
import io.citylake.contract.dataset.ColumnType.Simple;
import io.citylake.contract.dataset.DatasetContract;
import io.citylake.contract.dataset.WriteMode;
import io.citylake.model.TableName;
import java.time.ZoneOffset;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What the lake says of itself in SQL: contracts as those of any table, so that the same policies
 * decide on them. Nothing is stored for them: their rows are made when they are asked for.
 *
 * <p>Texts that may quote rows or say who did something have grade 3, as people's data has; names
 * of files grade 2.
 */
public final class SystemDatasets {
  public static final TableName RUNS = name("runs");
  public static final TableName STAGES = name("stages");
  public static final TableName SLOTS = name("slots");
  public static final TableName FRESHNESS = name("freshness");
  public static final TableName DELIVERIES = name("deliveries");
  public static final TableName ALERTS = name("alerts");

  /** Where they are. */
  public static final Theme THEME =
      new Theme(
          TableName.SYSTEM,
          new Title("平台自身", "The platform itself"),
          "CityLake",
          List.of(),
          null,
          null);

  private static final String LAYER = "sys";
  private static final int OF_FILES = 2;
  private static final int OF_TEXTS = 3;
  private static final ColumnType TEXT = Simple.STRING;
  private static final ColumnType COUNT = Simple.LONG;
  private static final ColumnType TIME = Simple.TIMESTAMP;

  private static final SortedMap<TableName, DatasetContract> ALL =
      all(List.of(runs(), stages(), slots(), freshness(), deliveries(), alerts()));

  private SystemDatasets() {}

  public static SortedMap<TableName, DatasetContract> all() {
    return ALL;
  }

  /** These beside others. */
  public static SortedMap<TableName, DatasetContract> with(
      SortedMap<TableName, DatasetContract> datasets) {
    SortedMap<TableName, DatasetContract> both = new TreeMap<>(datasets);
    both.putAll(ALL);
    return Collections.unmodifiableSortedMap(both);
  }

  private static SortedMap<TableName, DatasetContract> all(List<DatasetContract> contracts) {
    SortedMap<TableName, DatasetContract> all = new TreeMap<>();
    contracts.forEach(each -> all.put(each.name(), each));
    return Collections.unmodifiableSortedMap(all);
  }

  private static DatasetContract runs() {
    return table(
        RUNS,
        new Title("运行", "Runs"),
        "a run of a job or step",
        List.of("run_id"),
        plain("run_id", TEXT, "运行编号", "The run"),
        plain("job", TEXT, "作业", "The job or step"),
        plain("target", TEXT, "目标表", "The table"),
        plain("kind", TEXT, "种类", "load, replay, step, discard, withdraw or settle"),
        plain("business_date", Simple.DATE, "业务日期", "The business date"),
        plain("started_at", TIME, "开始时间", "When it began"),
        plain("ended_at", TIME, "结束时间", "When it ended; null while it runs"),
        plain("outcome", TEXT, "结果", "What came of it"),
        plain("read", COUNT, "读取行数", "Rows read"),
        plain("accepted", COUNT, "接收行数", "Rows accepted"),
        plain("quarantined", COUNT, "隔离行数", "Rows refused"),
        plain("duplicates", COUNT, "重复行数", "Rows that repeat a key"),
        plain("skipped", COUNT, "跳过行数", "Rows that were in the table already"),
        plain("warned", COUNT, "警告行数", "Rows accepted with a warning"),
        plain("error_code", TEXT, "错误代码", "The code of a failure"),
        graded("message", TEXT, "说明", "What went wrong", OF_TEXTS));
  }

  private static DatasetContract stages() {
    return table(
        STAGES,
        new Title("运行阶段", "Stages of runs"),
        "a stage of a run that has ended",
        List.of("run_id", "ordinal"),
        plain("run_id", TEXT, "运行编号", "The run"),
        plain("ordinal", Simple.INT, "序号", "Its place in the run, from 0"),
        plain("stage", TEXT, "阶段", "begin, list, look, stage, audit or publish"),
        plain("started_at", TIME, "开始时间", "When it began"),
        plain("millis", COUNT, "耗时（毫秒）", "How long it took, in milliseconds"),
        plain("job", TEXT, "作业", "The job or step"),
        plain("target", TEXT, "目标表", "The table"));
  }

  private static DatasetContract slots() {
    return table(
        SLOTS,
        new Title("调度时段", "Slots of schedules"),
        "a job or step for a business date or a moment",
        List.of("series", "job", "slot"),
        plain("series", TEXT, "系列", "schedule, or a backfill or simulation"),
        plain("job", TEXT, "作业", "The job or step"),
        plain("slot", TEXT, "时段", "The business date, else the moment in UTC"),
        plain("business_date", Simple.DATE, "业务日期", "The business date"),
        plain("scheduled_at", TIME, "计划时间", "When its time is"),
        plain("state", TEXT, "状态", "How it stands"),
        graded("reason", TEXT, "原因", "Why: a kind, | and its detail", OF_TEXTS),
        plain("tries", Simple.INT, "失败次数", "Tries that failed since a person last asked"),
        plain("run_id", TEXT, "运行编号", "Its last run; null for none"),
        plain("began_at", TIME, "开始时间", "When it began last"),
        plain("ended_at", TIME, "结束时间", "When that ended"));
  }

  private static DatasetContract freshness() {
    return table(
        FRESHNESS,
        new Title("数据新鲜度", "Freshness of tables"),
        "a table that a contract declares",
        List.of("table_name"),
        plain("table_name", TEXT, "表", "The table"),
        plain("update_cycle", TEXT, "更新周期", "The update cycle that is declared"),
        plain("updated_at", TIME, "最近更新", "When it changed last; null where it never had rows"),
        plain("newest_at", TIME, "最新数据时间", "How far its data goes; null where nothing says"),
        plain("age_seconds", COUNT, "数据龄（秒）", "How old that is, in seconds"),
        plain("late", Simple.BOOLEAN, "是否迟到", "Older than twice its cycle"),
        plain("row_count", COUNT, "行数", "Its rows; null where metadata doesn't say"));
  }

  private static DatasetContract deliveries() {
    return table(
        DELIVERIES,
        new Title("交付文件", "Delivered files"),
        "a file that a job has met",
        List.of("id"),
        plain("id", TEXT, "交付编号", "The delivery, as citylake deliveries names it"),
        plain("job", TEXT, "作业", "The job"),
        plain("target", TEXT, "目标表", "The table"),
        graded("source", TEXT, "来源文件", "The file", OF_FILES),
        plain("modified_at", TIME, "文件时间", "When the file was changed last"),
        plain("state", TEXT, "状态", "loaded, copy, withdrawn or unreadable"));
  }

  private static DatasetContract alerts() {
    return table(
        ALERTS,
        new Title("告警", "Alerts"),
        "a cause from when it was first seen until it is over",
        List.of("alert_id"),
        plain("alert_id", TEXT, "告警编号", "The alert, as citylake alert names it"),
        plain("kind", TEXT, "种类", "What goes wrong"),
        plain("severity", TEXT, "级别", "warning, error or critical"),
        plain("theme", TEXT, "主题", "The theme; null where it is about none"),
        plain("job", TEXT, "作业", "The job or step; null where it is about none"),
        plain("slot", TEXT, "时段", "Its slot; null for none"),
        plain("owner", TEXT, "责任部门", "The department that answers for it"),
        graded("text_zh", TEXT, "说明（中文）", "What is wrong, in Chinese", OF_TEXTS),
        graded("text_en", TEXT, "说明（英文）", "What is wrong, in English", OF_TEXTS),
        plain("since", TIME, "起始时间", "Since when it is so"),
        plain("began_at", TIME, "发现时间", "When it was first seen"),
        plain("acked_at", TIME, "确认时间", "When somebody took it on; null before"),
        plain("ended_at", TIME, "结束时间", "When it was over; null while it lasts"));
  }

  private static TableName name(String table) {
    return new TableName(TableName.SYSTEM, table);
  }

  private static ColumnContract plain(String name, ColumnType type, String zh, String en) {
    return graded(name, type, zh, en, 1);
  }

  private static ColumnContract graded(
      String name, ColumnType type, String zh, String en, int grade) {
    return new ColumnContract(
        name, type, new Title(zh, en), null, false, grade, null, List.of(), List.of());
  }

  private static DatasetContract table(
      TableName name, Title title, String grain, List<String> key, ColumnContract... columns) {
    return new DatasetContract(
        name,
        title,
        LAYER,
        grain,
        "CityLake",
        key,
        null,
        WriteMode.APPEND,
        null,
        List.of(columns),
        List.of(),
        List.of(),
        null,
        null,
        ZoneOffset.UTC,
        List.of(),
        List.of(),
        List.of());
  }
}
