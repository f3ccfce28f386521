package io.citylake.check.parse;

/**
 * Unicode's white space, with the no-break and ideographic spaces that Java's own trim keeps, and
 * marks that nobody sees: two keys that differ in them look the same and are not.
 */
final class WhiteSpace {
  private WhiteSpace() {}

  static boolean is(char c) {
    return c <= ' '
        ? c != 0 && Character.isWhitespace(c)
        : c >= 0x85 && (Character.isSpaceChar(c) || c == 0x85 || c == 0x200C || c == 0x200D);
  }

  /** A mark of direction or layout, or of byte order, without any content of its own. */
  private static boolean isMark(char c) {
    return c >= 0xAD
        && (c == 0xAD
            || c == 0x200B
            || c == 0x200E
            || c == 0x200F
            || (c >= 0x202A && c <= 0x202E)
            || (c >= 0x2060 && c <= 0x2064)
            || (c >= 0x2066 && c <= 0x2069)
            || c == 0xFEFF);
  }

  /** The text without invisible marks; the same instance where there are none. */
  static String withoutMarks(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (isMark(text.charAt(i))) {
        StringBuilder visible = new StringBuilder(text.length());
        for (int at = 0; at < text.length(); at++) {
          if (!isMark(text.charAt(at))) {
            visible.append(text.charAt(at));
          }
        }
        return visible.toString();
      }
    }
    return text;
  }

  /** The text without outer white space; the same instance where there is none. */
  static String trim(String text) {
    int from = 0;
    int until = text.length();
    while (from < until && is(text.charAt(from))) {
      from++;
    }
    while (until > from && is(text.charAt(until - 1))) {
      until--;
    }
    return text.substring(from, until);
  }
}
