package io.citylake.govern.gate;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * Questions at random of the table {@code $t} that {@link TestMetadataOnlyQueriesSpark} makes:
 * totals by what may and may not be one value in each file, with conditions that hold for whole
 * files, for some rows, for none, or for nobody knows.
 */
final class DrawnStatements {
  private static final Map<String, List<String>> CONSTANTS =
      new TreeMap<>(
          Map.of(
              "day",
              List.of(
                  "date'2026-01-31'",
                  "'2026-02-01'",
                  "date'2026-02-28'",
                  "date'2025-12-31'",
                  "timestamp'2026-02-01 00:00:00'",
                  "timestamp'2026-01-31 12:00:00'"),
              "kind",
              List.of("'a'", "'b'", "'zz'", "''", "'" + "长".repeat(20) + "0'"),
              "n",
              List.of("0", "-3", "4", "2.5", "4L", "'4'", "9000000000"),
              "big",
              List.of("9000000000", "-1", "0"),
              "amount",
              List.of("0.10", "-12345678.99", "0", "0.1D", "0.105"),
              "score",
              List.of("0.0D", "-0.0D", "double('NaN')", "1.5D", "1"),
              "note",
              List.of("'x'", "'" + "y".repeat(40) + "1'", "''"),
              "at",
              List.of(
                  "timestamp'2026-01-31 23:59:59.999999'",
                  "timestamp'2026-02-01 07:59:59'",
                  "date'2026-02-01'",
                  "'2026-02-01'")));

  private static final List<String> COLUMNS = List.copyOf(CONSTANTS.keySet());
  private static final List<String> OPERATORS = List.of("=", "<>", "<", "<=", ">", ">=", "<=>");

  /** What manifests know comes more often. */
  private static final List<String> BOUNDED = List.of("day", "n", "big", "amount", "at");

  private static final List<String> PARTED = List.of("day", "kind");
  private static final List<String> FILE_KEYS =
      List.of("day", "kind", "trunc(day, 'MONTH')", "trunc(day, 'YEAR')", "year(day)");

  private static final List<String> KEYS =
      List.of(
          "day",
          "kind",
          "n",
          "at",
          "note",
          "score",
          "trunc(day, 'MONTH')",
          "trunc(day, 'YEAR')",
          "year(day)",
          "month(day)",
          "year(at)",
          "CAST(at AS date)",
          "date_trunc('DAY', at)");

  private final Random draw;

  DrawnStatements(Random draw) {
    this.draw = draw;
  }

  String next() {
    return switch (draw.nextInt(10)) {
      case 0 -> "SELECT DISTINCT " + String.join(", ", keys()) + " FROM $t" + where();
      case 1 -> "SELECT * FROM (" + totals() + ") x WHERE a0 IS NOT NULL";
      case 2 ->
          "SELECT 'all', count(*), max(day) FROM $t%s UNION ALL SELECT kind, count(n), min(day) FROM $t%s GROUP BY kind"
              .formatted(where(), where());
      case 3 ->
          "SELECT d, count(*), max(c), min(m) FROM (SELECT day AS d, n AS c, amount AS m FROM $t%s) q WHERE d %s date'2026-02-01' GROUP BY d"
              .formatted(where(), one(OPERATORS));
      case 4 ->
          "WITH w AS (SELECT * FROM $t%s) SELECT count(*), (SELECT max(day) FROM w), (SELECT %s FROM $t%s) FROM w"
              .formatted(where(), total(), where());
      default -> totals();
    };
  }

  private String totals() {
    List<String> keys = draw.nextInt(3) == 0 ? List.of() : keys();
    List<String> list = new ArrayList<>(draw.nextInt(4) > 0 ? keys : List.of());
    for (int i = draw.nextInt(3); i >= 0; i--) {
      list.add(total() + " AS a" + i);
    }
    String grouped = String.join(", ", keys);
    String group = draw.nextInt(12) == 0 ? "ROLLUP (" + grouped + ")" : grouped;
    return "SELECT "
        + String.join(", ", list)
        + " FROM $t"
        + where()
        + (keys.isEmpty() ? "" : " GROUP BY " + group)
        + (draw.nextInt(5) == 0 ? " HAVING " + one(List.of("count(*) > 1", "max(n) > 0")) : "");
  }

  private List<String> keys() {
    return IntStream.rangeClosed(0, draw.nextInt(2))
        .mapToObj(i -> one(often() ? FILE_KEYS : KEYS))
        .distinct()
        .toList();
  }

  private String total() {
    String column = one(often() ? BOUNDED : COLUMNS);
    return switch (draw.nextInt(14)) {
      case 0, 1 -> "count(*)";
      case 2 -> "count(1)";
      case 3, 4 -> "count(" + column + ")";
      case 5, 6 -> "min(" + column + ")";
      case 7, 8 -> "max(" + column + ")";
      case 9 -> "max(n) - min(n)";
      case 10 -> "coalesce(max(n), -99) + count(*)";
      case 11 -> one(List.of("count(DISTINCT kind)", "sum(n)", "count(NULL)", "count(n, kind)"));
      case 12 -> "count(*) FILTER (WHERE " + leaf() + ")";
      default ->
          one(List.of("max(CAST(n AS bigint))", "min(trunc(day, 'MONTH'))", "max(-n)", "min(1)"));
    };
  }

  private String where() {
    return draw.nextInt(3) == 0 ? "" : " WHERE " + condition(draw.nextInt(3));
  }

  private String condition(int depth) {
    if (depth == 0) {
      return leaf();
    }
    Supplier<String> inner = () -> condition(draw.nextInt(depth));
    return switch (draw.nextInt(4)) {
      case 0 -> "(" + inner.get() + " OR " + inner.get() + ")";
      case 1 -> "NOT (" + inner.get() + ")";
      default -> "(" + inner.get() + " AND " + inner.get() + ")";
    };
  }

  private String leaf() {
    String column = one(often() ? PARTED : COLUMNS);
    List<String> constants = CONSTANTS.get(column);
    String constant = draw.nextInt(20) == 0 ? "null" : one(constants);
    return switch (draw.nextInt(11)) {
      case 0 -> column + " IS NULL";
      case 1 -> column + " IS NOT NULL";
      case 2 -> column + " IN (" + one(constants) + ", " + constant + ")";
      case 3 -> column + " NOT IN (" + one(constants) + ", " + constant + ")";
      case 4 -> "NOT " + column + " " + one(OPERATORS) + " " + constant;
      case 5 -> constant + " " + one(OPERATORS) + " " + column;
      case 6 -> column + " BETWEEN " + one(constants) + " AND " + one(constants);
      case 7 -> one(List.of("true", "n + 1 > 2", "kind LIKE 'a%'", "n < big", "false"));
      default -> column + " " + one(OPERATORS) + " " + constant;
    };
  }

  private boolean often() {
    return draw.nextInt(4) > 0;
  }

  private String one(List<String> values) {
    return values.get(draw.nextInt(values.size()));
  }
}
