package io.citylake.serve.flight;

/** Counts the {@code ?} of a statement that stand outside texts, quoted names and comments. */
final class ParameterMarks {
  private final String sql;
  private int at;

  private ParameterMarks(String sql) {
    this.sql = sql;
  }

  static int count(String sql) {
    return new ParameterMarks(sql).count();
  }

  private int count() {
    int count = 0;
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
        count += c == '?' ? 1 : 0;
        at++;
      }
    }
    return count;
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
