package io.citylake.check.parse;

/** Unicode's white space, with the no-break and ideographic spaces that Java's own trim keeps. */
final class WhiteSpace {
  private WhiteSpace() {}

  static boolean is(char c) {
    return c <= ' '
        ? c != 0 && Character.isWhitespace(c)
        : c >= 0x85 && (Character.isSpaceChar(c) || c == 0x85);
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
