package io.citylake.contract.dataset;

import io.citylake.contract.dataset.ColumnType.Simple;
import java.util.ArrayList;
import java.util.List;

/** The columns that tables have besides their contract's. */
public final class ServiceColumns {
  public static final String SOURCE = "_source";
  public static final String PLACE = "_place";
  public static final String RUN_ID = "_run_id";
  public static final String INGESTED_AT = "_ingested_at";
  public static final String VALID_FROM = "valid_from";
  public static final String VALID_TO = "valid_to";

  /** Where a row came from, after the contract's columns and in this order, in every table. */
  public static final List<ServiceColumn> ORIGIN =
      List.of(
          new ServiceColumn(SOURCE, Simple.STRING, "来源 / Where the row came from"),
          new ServiceColumn(PLACE, Simple.LONG, "位置 / Line or row in the source"),
          new ServiceColumn(RUN_ID, Simple.STRING, "批次 / The run that loaded it"),
          new ServiceColumn(INGESTED_AT, Simple.TIMESTAMP, "入湖时间 / When it was loaded"));

  /** Whether a row that is kept among the displaced ones is a deletion of its key. */
  public static final String DELETION = "_deletion";

  /** When a version holds, {@code [from, to)}, after {@link #ORIGIN} in tables with a history. */
  public static final List<ServiceColumn> VALIDITY =
      List.of(
          new ServiceColumn(VALID_FROM, Simple.DATE, "起始日期 / First day of validity"),
          new ServiceColumn(VALID_TO, Simple.DATE, "截止日期 / Day after the last; null is open"));

  /** What a displaced row has besides the target's columns. */
  public static final ServiceColumn DISPLACED =
      new ServiceColumn(DELETION, Simple.BOOLEAN, "删除 / Whether it deletes its key");

  /**
   * One of them.
   *
   * @param doc for people, in both languages
   */
  public record ServiceColumn(String name, ColumnType type, String doc) {}

  private ServiceColumns() {}

  /** Those of a table that is written in this way. */
  public static List<ServiceColumn> of(WriteMode mode) {
    if (!mode.keepsHistory()) {
      return ORIGIN;
    }
    List<ServiceColumn> all = new ArrayList<>(ORIGIN);
    all.addAll(VALIDITY);
    return List.copyOf(all);
  }

  public static List<String> names(List<ServiceColumn> columns) {
    return columns.stream().map(ServiceColumn::name).toList();
  }
}
