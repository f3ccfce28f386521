package io.citylake.serve.flight;

import java.util.ArrayList;
import java.util.List;

/** Finds the {@code ?} of a statement that stand outside texts, quoted names and comments. */
final class ParameterMarks {
  static final String NULL = "NULL";

  private final String sql;
  private int at;

  private ParameterMarks(String sql) {
    this.sql = sql;
  }

  /** Where they are, from 0. */
  static List<Integer> find(String sql) {
    return new ParameterMarks(sql).find();
  }

  /** The same with NULL in their places. */
  static String withNulls(String sql, List<Integer> marks) {
    StringBuilder text = new StringBuilder();
    int from = 0;
    for (int mark : marks) {
      text.append(sql, from, mark).append(NULL);
      from = mark + 1;
    }
    return text.append(sql, from, sql.length()).toString();
  }

  private List<Integer> find() {
    List<Integer> marks = new ArrayList<>();
    while (at < sql.length()) {
      char c = sql.charAt(at);
      if (c == '\'' || c == '"' || c == '`') {
        skipQuoted(c);
      } else if (sql.startsWith("--", at)) {
        skipPast("\n");
      } else if (sql.startsWith("/*", at)) {
        at += 2;
        skipPast("*/");
      } else {
        if (c == '?') {
          marks.add(at);
        }
        at++;
      }
    }
    return marks;
  }

  private void skipQuoted(char quote) {
    at++;
    while (at < sql.length() && sql.charAt(at) != quote) {
      // A backslash escapes in texts, and is itself in quoted names.
      at += sql.charAt(at) == '\\' && quote != '`' ? 2 : 1;
    }
    at++;
  }

  private void skipPast(String end) {
    int found = sql.indexOf(end, at);
    at = found < 0 ? sql.length() : found + end.length();
  }
}
