package io.citylake.lake.filter;

import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Tables and conditions at random, with nulls, NaN and both zeros wherever they may be. */
final class DrawnConditions {
  static final String COLUMNS =
      "id INT, kind STRING, day DATE, flag BOOLEAN, n INT, score DOUBLE, ratio FLOAT,"
          + " at TIMESTAMP, part STRUCT<x: INT, y: DOUBLE>";

  /** What may be a column of a partition, also where a contract wouldn't allow it. */
  static final List<String> LAYOUTS =
      List.of(
          "kind",
          "kind, day",
          "flag",
          "n",
          "day",
          "months(day), kind",
          "truncate(1, kind)",
          "days(at)",
          "bucket(2, kind), flag",
          "score",
          "ratio, kind",
          "");

  private static final Map<String, List<String>> VALUES =
      new TreeMap<>(
          Map.of(
              "kind",
              List.of("'a'", "'ab'", "'b'", "''", "'zz'"),
              "day",
              List.of("DATE'2026-01-31'", "DATE'2026-02-01'", "DATE'2026-02-28'"),
              "flag",
              List.of("true", "false"),
              "n",
              List.of("-3", "0", "4", "7"),
              "score",
              List.of("double('NaN')", "-0.0D", "0.0D", "1.5D", "-2.0D", "double('Infinity')"),
              "ratio",
              List.of("float('NaN')", "float(-0.0D)", "float(0.0D)", "float(1.5D)", "float(-9)"),
              "at",
              List.of(
                  "TIMESTAMP'2026-02-01 00:00:00'",
                  "TIMESTAMP'2026-01-31 23:59:59.999999'",
                  "TIMESTAMP'2026-02-01 08:00:00'")));

  /** What isn't a column by itself, with what it is compared to. */
  private static final Map<String, List<String>> TERMS =
      new TreeMap<>(
          Map.of(
              "part.x", VALUES.get("n"),
              "part.y", VALUES.get("score"),
              "n + 1", VALUES.get("n"),
              "abs(score)", VALUES.get("score"),
              "CAST(ratio AS DOUBLE)", VALUES.get("score"),
              "upper(kind)", List.of("'A'", "'ZZ'"),
              "lake.system.bucket(2, kind)", List.of("0", "1"),
              "lake.system.truncate(1, kind)", List.of("'a'", "'b'"),
              "lake.system.months(day)", List.of("672", "673"),
              "coalesce(kind, 'zz')", VALUES.get("kind")));

  private static final List<String> OPERATORS = List.of("=", "<>", "<", "<=", ">", ">=", "<=>");

  private final Random draw;

  DrawnConditions(Random draw) {
    this.draw = draw;
  }

  String rows(int firstId) {
    return IntStream.rangeClosed(0, draw.nextInt(4))
        .mapToObj(
            i ->
                "(%d, %s, %s, %s, %s, %s, %s, %s, %s)"
                    .formatted(
                        firstId + i,
                        value("kind"),
                        value("day"),
                        value("flag"),
                        value("n"),
                        value("score"),
                        value("ratio"),
                        value("at"),
                        draw.nextInt(4) == 0
                            ? "null"
                            : "named_struct('x', %s, 'y', %s)"
                                .formatted(value("n"), value("score"))))
        .collect(Collectors.joining(", "));
  }

  private String value(String column) {
    String type =
        switch (column) {
          case "kind" -> "STRING";
          case "day" -> "DATE";
          case "flag" -> "BOOLEAN";
          case "n" -> "INT";
          case "score" -> "DOUBLE";
          case "ratio" -> "FLOAT";
          default -> "TIMESTAMP";
        };
    String value = draw.nextInt(4) == 0 ? "null" : one(VALUES.get(column));
    return "CAST(" + value + " AS " + type + ")";
  }

  String next() {
    return condition(draw.nextInt(4));
  }

  private String condition(int depth) {
    if (depth == 0) {
      return leaf();
    }
    Supplier<String> inner = () -> condition(draw.nextInt(depth));
    return switch (draw.nextInt(8)) {
      case 0, 1, 2 -> "(" + inner.get() + " OR " + inner.get() + ")";
      case 3, 4 -> "NOT (" + inner.get() + ")";
      case 5 -> "(CASE WHEN " + inner.get() + " THEN " + inner.get() + " ELSE " + leaf() + " END)";
      default -> "(" + inner.get() + " AND " + inner.get() + ")";
    };
  }

  private String leaf() {
    Map<String, List<String>> from = draw.nextInt(4) == 0 ? TERMS : VALUES;
    String term = one(List.copyOf(from.keySet()));
    List<String> constants = from.get(term);
    String constant = draw.nextInt(20) == 0 ? "null" : one(constants);
    return switch (draw.nextInt(13)) {
      case 0 -> term + " IS NULL";
      case 1 -> term + " IS NOT NULL";
      case 2 -> term + " IN (" + one(constants) + ", " + constant + ")";
      case 3 -> term + " NOT IN (" + one(constants) + ", " + constant + ")";
      case 4 -> "NOT " + term + " " + one(OPERATORS) + " " + constant;
      case 5 -> constant + " " + one(OPERATORS) + " " + term;
      case 6 -> term + " BETWEEN " + one(constants) + " AND " + one(constants);
      case 7 -> one(List.of("true", "flag", "NOT flag", "isnan(score)", "n < part.x", "false"));
      case 8 -> one(List.of("", "NOT ")) + "kind LIKE " + one(List.of("'a%'", "'%b'", "'zz%'"));
      case 9 -> one(List.of("n", "score")) + one(List.of("", " NOT")) + " IN (" + many() + ")";
      default -> term + " " + one(OPERATORS) + " " + constant;
    };
  }

  /** So many that Spark makes a set of them. */
  private String many() {
    return IntStream.range(0, 12 + draw.nextInt(3))
        .mapToObj(i -> draw.nextInt(40) == 0 ? "null" : Integer.toString(i - draw.nextInt(2)))
        .collect(Collectors.joining(", "));
  }

  private <T> T one(List<T> values) {
    return values.get(draw.nextInt(values.size()));
  }
}
