package io.citylake.serve.flight;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Finds the {@code ?} of a statement that stand outside texts, quoted names and comments. */
final class ParameterMarks {
  private static final String NULL = "NULL";

  /** A number of rows can't be null; as long as NULL, so that places in the text are the same. */
  private static final String ONE = "   1";

  /** How much longer a statement gets for each mark. */
  static final int LONGER = NULL.length() - "?".length();

  private static final Pattern BEFORE_COUNT =
      Pattern.compile("\\b(?:LIMIT|OFFSET)\\s*$", Pattern.CASE_INSENSITIVE);

  /** Between the word and its mark. */
  private static final int FARTHEST = 40;

  private final String sql;
  private int at;

  private ParameterMarks(String sql) {
    this.sql = sql;
  }

  /** Where they are, from 0. */
  static List<Integer> find(String sql) {
    return new ParameterMarks(sql).find();
  }

  /** Whether a mark stands for a number of rows. */
  static boolean isCount(String sql, int mark) {
    return BEFORE_COUNT.matcher(sql).region(Math.max(0, mark - FARTHEST), mark).find();
  }

  /** The same with NULL in their places, or 1 where a number of rows is expected. */
  static String withNulls(String sql, List<Integer> marks) {
    StringBuilder text = new StringBuilder();
    int from = 0;
    for (int mark : marks) {
      text.append(sql, from, mark).append(isCount(sql, mark) ? ONE : NULL);
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
