package io.citylake.transform.step;

import io.citylake.contract.Title;
import io.citylake.contract.dataset.DatasetContract;
import io.citylake.contract.dataset.WriteMode;
import io.citylake.contract.job.Refresh;
import io.citylake.contract.job.Step;
import io.citylake.model.JobName;
import io.citylake.model.TableName;
import io.citylake.transform.Contracts;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Shapes of steps over {@code t.ev} and {@code t.dev}, each into {@code t.dws_drawn}.
 *
 * @param columns of the target, written {@code name type}
 */
record DrawnStep(String name, Refresh refresh, List<String> columns, String sql) {
  static final TableName TARGET = TableName.parse("t.dws_drawn");
  private static final TableName EV = TableName.parse("t.ev");
  private static final TableName DEV = TableName.parse("t.dev");

  static final List<DrawnStep> ALL =
      List.of(
          new DrawnStep(
              "filter",
              new Refresh.Append(EV),
              List.of("id int", "area string", "n int"),
              "SELECT id, area, n FROM t.ev WHERE n > 2"),
          grouped("day", Refresh.By.PARTITION, "day date", "cast(at AS date)"),
          grouped("hour", Refresh.By.KEY, "hour timestamp", "date_trunc('HOUR', at)"),
          grouped("month", Refresh.By.KEY, "month timestamp", "date_trunc('MONTH', at)"),
          grouped("instant", Refresh.By.KEY, "at timestamp", "at"),
          grouped("instant partition", Refresh.By.PARTITION, "at timestamp", "at"),
          grouped("text", Refresh.By.KEY, "area string", "area"),
          grouped("text partition", Refresh.By.PARTITION, "area string", "area"),
          grouped("decimal", Refresh.By.KEY, "price decimal(12,2)", "price"),
          grouped("nullable", Refresh.By.KEY, "n int", "n"),
          grouped("double", Refresh.By.KEY, "val double", "val"),
          grouped("boolean", Refresh.By.KEY, "late boolean", "at > TIMESTAMP'2026-02-01 00:00:00'"),
          grouped("expression", Refresh.By.KEY, "area string", "lower(area)"),
          new DrawnStep(
              "two columns",
              groups(Refresh.By.PARTITION, List.of("day", "n"), "cast(at AS date)", "n"),
              List.of("day date", "n int", "times long"),
              "SELECT cast(at AS date) AS day, n, count(*) AS times FROM t.ev GROUP BY 1, 2"),
          new DrawnStep(
              "having",
              groups(Refresh.By.KEY, List.of("day"), "cast(at AS date)"),
              List.of("day date", "times long"),
              "SELECT cast(at AS date) AS day, count(*) AS times FROM t.ev GROUP BY 1"
                  + " HAVING count(*) > 1"),
          new DrawnStep(
              "distinct",
              groups(Refresh.By.KEY, List.of("area", "at"), "area", "date_trunc('HOUR', at)"),
              List.of("area string", "at timestamp"),
              "SELECT DISTINCT area, date_trunc('HOUR', at) AS at FROM t.ev"),
          new DrawnStep(
              "window",
              groups(Refresh.By.KEY, List.of("area"), "area"),
              List.of("area string", "id int", "place long"),
              "SELECT area, id, row_number() OVER (PARTITION BY area ORDER BY at, id, n, price,"
                  + " val) AS place FROM t.ev"),
          new DrawnStep(
              "join",
              groups(
                  Refresh.By.KEY,
                  List.of("area"),
                  Map.of(EV, List.of("area"), DEV, List.of("area"))),
              List.of("area string", "times long", "best string"),
              "SELECT e.area, count(*) AS times, max(d.name) AS best FROM t.ev e"
                  + " LEFT JOIN t.dev d ON e.area = d.area GROUP BY e.area"),
          new DrawnStep(
              "union",
              groups(
                  Refresh.By.KEY,
                  List.of("area"),
                  Map.of(EV, List.of("area"), DEV, List.of("area"))),
              List.of("area string", "times long"),
              "SELECT area, count(*) AS times FROM (SELECT area FROM t.ev UNION ALL"
                  + " SELECT area FROM t.dev) GROUP BY area"),
          new DrawnStep(
              "look-up",
              groups(Refresh.By.KEY, List.of("day"), "cast(at AS date)"),
              List.of("day date", "best string"),
              "SELECT cast(at AS date) AS day, max(d.name) AS best FROM t.ev e"
                  + " LEFT JOIN t.dev d ON e.area = d.area GROUP BY 1"),
          new DrawnStep(
              "failing expression",
              groups(Refresh.By.KEY, List.of("day"), "cast(raw AS date)"),
              List.of("day date", "times long"),
              "SELECT cast(raw AS date) AS day, count(*) AS times FROM t.ev"
                  + " WHERE raw RLIKE '^[0-9]{4}-[0-9]{2}-[0-9]{2}$' GROUP BY 1"));

  private static DrawnStep grouped(String name, Refresh.By by, String column, String expression) {
    String group = column.split(" ", -1)[0];
    return new DrawnStep(
        name,
        groups(by, List.of(group), expression),
        List.of(column, "times long", "worth decimal(38,2)"),
        "SELECT %s AS %s, count(*) AS times, sum(price) AS worth FROM t.ev GROUP BY 1"
            .formatted(expression, group));
  }

  private static Refresh groups(Refresh.By by, List<String> columns, String... expressions) {
    return groups(by, columns, Map.of(EV, List.of(expressions)));
  }

  private static Refresh groups(
      Refresh.By by, List<String> columns, Map<TableName, List<String>> changes) {
    return new Refresh.Groups(by, columns, new TreeMap<>(changes));
  }

  DatasetContract target() {
    return Contracts.dataset(
        WriteMode.APPEND, List.of(), null, null, columns.toArray(String[]::new));
  }

  String ddl() {
    String partition =
        refresh instanceof Refresh.Groups groups && groups.by() == Refresh.By.PARTITION
            ? " PARTITIONED BY (" + String.join(", ", groups.columns()) + ")"
            : "";
    return "CREATE TABLE lake."
        + TARGET
        + " ("
        + String.join(", ", columns).replace(" string", " STRING").replace(" long", " BIGINT")
        + ") USING iceberg"
        + partition;
  }

  Step step() {
    return new Step(
        new JobName("t", "dws_drawn"),
        new Title("抽", "Drawn"),
        "",
        TARGET,
        refresh,
        sql,
        "jobs/t/dws_drawn.sql",
        null,
        null,
        List.of());
  }
}
