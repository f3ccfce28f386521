package io.citylake.cli.schedule;

import io.citylake.cli.print.Listing;
import io.citylake.cli.print.OutputFormat;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Prints rows whose heads people read in their language, and programs in English. */
final class SlotTable {
  private static final Map<String, String> ZH =
      Map.ofEntries(
          Map.entry("job", "作业"),
          Map.entry("when", "时间表"),
          Map.entry("zone", "时区"),
          Map.entry("days", "日历"),
          Map.entry("next", "下一次"),
          Map.entry("slot", "时段"),
          Map.entry("business_date", "业务日期"),
          Map.entry("state", "状态"),
          Map.entry("paused", "暂停"),
          Map.entry("at", "时间"),
          Map.entry("runs", "是否执行"),
          Map.entry("scheduled", "计划时间"),
          Map.entry("tries", "重试次数"),
          Map.entry("seconds", "秒"),
          Map.entry("run", "运行"),
          Map.entry("reason", "原因"),
          Map.entry("from", "原状态"),
          Map.entry("to", "新状态"),
          Map.entry("by", "操作者"),
          Map.entry("alert", "告警"),
          Map.entry("severity", "级别"),
          Map.entry("kind", "类别"),
          Map.entry("text", "内容"),
          Map.entry("told", "通知"),
          Map.entry("event", "事件"),
          Map.entry("why", "原因"),
          Map.entry("mute", "静音"),
          Map.entry("selector", "范围"),
          Map.entry("until", "截止"),
          Map.entry("theme", "专题"),
          Map.entry("title", "名称"),
          Map.entry("since", "自"),
          Map.entry("cause", "根因"),
          Map.entry("owner", "责任部门"),
          Map.entry("look", "查看"),
          Map.entry("due", "应到时间"),
          Map.entry("expected", "预计到达"));

  private final List<String> columns;

  SlotTable(String... columns) {
    this.columns = List.of(columns);
  }

  void print(
      PrintWriter out,
      OutputFormat format,
      Locale locale,
      List<? extends List<? extends @Nullable Object>> rows) {
    boolean translated = format == OutputFormat.table && locale.equals(Locale.CHINESE);
    String[] heads =
        columns.stream()
            .map(each -> translated ? ZH.getOrDefault(each, each) : each)
            .toArray(String[]::new);
    new Listing(heads).print(out, format, rows.iterator());
  }

  static List<@Nullable Object> row(@Nullable Object... cells) {
    return Arrays.asList(cells);
  }
}
