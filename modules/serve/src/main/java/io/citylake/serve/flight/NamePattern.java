package io.citylake.serve.flight;

import java.util.Arrays;
import java.util.Locale;

/**
 * A filter of SQL's kind: {@code %} for any characters, {@code _} for one, a backslash escapes.
 * Case doesn't count, as in statements: the JDBC driver has tools believe that names without quotes
 * are stored in upper case. Takes a time of at most both lengths' product.
 */
final class NamePattern {
  private static final int LONGEST = 1_000;

  /** Of a pattern's characters; the others are themselves. */
  private static final int ANY = -1;

  private static final int ONE = -2;

  private final int[] pattern;

  private NamePattern(int[] pattern) {
    this.pattern = pattern;
  }

  static NamePattern any() {
    return of("%");
  }

  /** Whatever is longer than any name matches none. */
  static NamePattern of(String text) {
    String lower = text.toLowerCase(Locale.ROOT);
    int[] parsed = new int[lower.length()];
    int length = 0;
    for (int i = 0; i < lower.length(); i++) {
      char c = lower.charAt(i);
      if (c == '\\' && i + 1 < lower.length()) {
        i++;
        parsed[length] = lower.charAt(i);
      } else {
        parsed[length] = c == '%' ? ANY : c == '_' ? ONE : c;
      }
      length++;
    }
    return new NamePattern(Arrays.copyOf(parsed, length));
  }

  boolean matches(String name) {
    return pattern.length <= LONGEST && matchesLower(name.toLowerCase(Locale.ROOT));
  }

  /** Goes back to the last {@code %} only, which takes one character more then. */
  private boolean matchesLower(String name) {
    int at = 0;
    int next = 0;
    int lastAny = -1;
    int taken = 0;
    while (at < name.length()) {
      if (next < pattern.length && (pattern[next] == ONE || pattern[next] == name.charAt(at))) {
        next++;
        at++;
      } else if (next < pattern.length && pattern[next] == ANY) {
        lastAny = next++;
        taken = at;
      } else if (lastAny >= 0) {
        next = lastAny + 1;
        at = ++taken;
      } else {
        return false;
      }
    }
    while (next < pattern.length && pattern[next] == ANY) {
      next++;
    }
    return next == pattern.length;
  }
}
