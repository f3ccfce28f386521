package io.citylake.transform;

import io.citylake.contract.dataset.ServiceColumns;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Pieces of MERGE statements over column names. */
final class SqlText {
  /** The columns that every table has besides its contract's. */
  static final List<String> ORIGIN = ServiceColumns.names(ServiceColumns.ORIGIN);

  private SqlText() {}

  static String quote(String name) {
    return "`" + name.replace("`", "``") + "`";
  }

  /** {@code t.`a` = s.`a` AND …} */
  static String sameKey(List<String> key) {
    return key.stream()
        .map(name -> "t." + quote(name) + " = s." + quote(name))
        .collect(Collectors.joining(" AND "));
  }

  /** {@code `a` = s.`a`, …} */
  static String assignments(List<String> columns) {
    return columns.stream()
        .map(name -> "t." + quote(name) + " = s." + quote(name))
        .collect(Collectors.joining(", "));
  }

  /** {@code (`a`, …) VALUES (s.`a`, …)} */
  static String insertion(List<String> columns) {
    String names = columns.stream().map(SqlText::quote).collect(Collectors.joining(", "));
    String values =
        columns.stream().map(name -> "s." + quote(name)).collect(Collectors.joining(", "));
    return "(" + names + ") VALUES (" + values + ")";
  }

  /** Two lists as one. */
  static List<String> both(List<String> left, List<String> right) {
    List<String> all = new ArrayList<>(left);
    all.addAll(right);
    return all;
  }
}
