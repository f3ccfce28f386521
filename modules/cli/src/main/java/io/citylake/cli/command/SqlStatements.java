package io.citylake.cli.command;

import java.util.ArrayList;
import java.util.List;

/**
 * Splits a script into statements at semicolons that stand outside of quotes and comments. Comments
 * stay with their statement; a statement of nothing but comments is dropped.
 */
final class SqlStatements {
  private final String script;
  private final List<String> statements = new ArrayList<>();
  private int start;
  private boolean substance;

  private SqlStatements(String script) {
    this.script = script;
  }

  static List<String> split(String script) {
    return new SqlStatements(script).split();
  }

  private List<String> split() {
    int i = 0;
    while (i < script.length()) {
      char c = script.charAt(i);
      if (c == '\'' || c == '"' || c == '`') {
        substance = true;
        i = afterQuote(i, c);
      } else if (script.startsWith("--", i)) {
        i = after("\n", i + 2);
      } else if (script.startsWith("/*", i)) {
        i = after("*/", i + 2);
      } else if (c == ';') {
        end(i);
        i++;
      } else {
        substance |= !Character.isWhitespace(c);
        i++;
      }
    }
    end(script.length());
    return statements;
  }

  private void end(int at) {
    if (substance) {
      statements.add(script.substring(start, at).strip());
    }
    start = at + 1;
    substance = false;
  }

  private int after(String mark, int from) {
    int found = script.indexOf(mark, from);
    return found < 0 ? script.length() : found + mark.length();
  }

  private int afterQuote(int open, char quote) {
    for (int i = open + 1; i < script.length(); i++) {
      if (script.charAt(i) == '\\' && quote != '`') {
        i++;
      } else if (script.charAt(i) == quote) {
        return i + 1;
      }
    }
    return script.length();
  }
}
