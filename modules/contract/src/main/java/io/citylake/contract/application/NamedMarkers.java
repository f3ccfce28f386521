package io.citylake.contract.application;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * A query with {@code :name} markers, and the same with {@code ?} in their places. What stands in
 * texts, quoted names and comments is no marker, nor is a cast's {@code ::}.
 *
 * @param names in the order of their places; a name may come more than once
 */
public record NamedMarkers(String positional, List<String> names) {
  public NamedMarkers {
    names = List.copyOf(names);
  }

  public static NamedMarkers parse(String sql) {
    return new Scan(sql, name -> "?").run();
  }

  /** The query with a null for each marker, for whoever only looks at it. */
  public static String withNulls(String sql) {
    return put(sql, name -> "NULL");
  }

  /** The query with each marker put otherwise, and what can't be a marker left as it is. */
  static String put(String sql, UnaryOperator<String> otherwise) {
    return new Scan(sql, otherwise).run().positional();
  }

  /** One pass over a text. */
  private static final class Scan {
    private final String sql;
    private final StringBuilder out = new StringBuilder();
    private final List<String> names = new ArrayList<>();
    private final UnaryOperator<String> put;
    private int at;

    Scan(String sql, UnaryOperator<String> put) {
      this.sql = sql;
      this.put = put;
    }

    NamedMarkers run() {
      while (at < sql.length()) {
        char c = sql.charAt(at);
        if (c == '\'' || c == '"' || c == '`') {
          copy(quotedEnd(c));
        } else if (sql.startsWith("--", at)) {
          copy(endAfter("\n"));
        } else if (sql.startsWith("/*", at)) {
          copy(endAfter("*/"));
        } else if (sql.startsWith("::", at)) {
          copy(at + 2);
        } else if (c == ':' && nameEnd() > at + 1) {
          int end = nameEnd();
          String name = sql.substring(at + 1, end);
          names.add(name);
          out.append(put.apply(name));
          at = end;
        } else {
          copy(at + 1);
        }
      }
      return new NamedMarkers(out.toString(), names);
    }

    private void copy(int until) {
      out.append(sql, at, Math.min(until, sql.length()));
      at = until;
    }

    private int quotedEnd(char quote) {
      int end = at + 1;
      while (end < sql.length() && sql.charAt(end) != quote) {
        // A backslash escapes in texts, and is itself in quoted names.
        end += sql.charAt(end) == '\\' && quote != '`' ? 2 : 1;
      }
      return end + 1;
    }

    private int endAfter(String mark) {
      int found = sql.indexOf(mark, at);
      return found < 0 ? sql.length() : found + mark.length();
    }

    private int nameEnd() {
      int end = at + 1;
      while (end < sql.length()
          && (Character.isLetterOrDigit(sql.charAt(end)) || sql.charAt(end) == '_')) {
        end++;
      }
      return end;
    }
  }
}
