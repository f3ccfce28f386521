package io.citylake.govern.access;

/**
 * A statement with its long comments and runs of blanks told by their length. What is in quotes or
 * in a hint stays, and of a comment its ends.
 */
final class ShortenedText {
  private static final int LONG = 200;
  private static final int END = 80;

  private final String text;
  private final StringBuilder made = new StringBuilder();
  private int at;

  private ShortenedText(String text) {
    this.text = text;
  }

  static String of(String text) {
    return text.length() <= LONG ? text : new ShortenedText(text).read();
  }

  private String read() {
    for (QuotedTexts.Quoted each : QuotedTexts.outsideOfComments(text)) {
      plain(each.start());
      made.append(text, at, Math.max(at, each.end()));
      at = Math.max(at, each.end());
    }
    plain(text.length());
    return made.toString();
  }

  /** Up to where something quoted begins. */
  private void plain(int until) {
    while (at < until) {
      if (text.startsWith("--", at)) {
        comment(lineEnd(until));
      } else if (text.startsWith("/*", at) && !text.startsWith("/*+", at)) {
        int end = text.indexOf("*/", at + 2);
        comment(end < 0 || end + 2 > until ? until : end + 2);
      } else if (Character.isWhitespace(text.charAt(at))) {
        blanks(until);
      } else {
        made.append(text.charAt(at));
        at++;
      }
    }
  }

  private int lineEnd(int until) {
    int end = at;
    while (end < until && text.charAt(end) != '\n' && text.charAt(end) != '\r') {
      end++;
    }
    return end;
  }

  private void comment(int end) {
    int length = end - at;
    if (length <= LONG) {
      made.append(text, at, end);
    } else {
      made.append(text, at, at + END)
          .append("… (%d characters) …".formatted(length - 2 * END))
          .append(text, end - END, end);
    }
    at = end;
  }

  private void blanks(int until) {
    int end = at;
    while (end < until && Character.isWhitespace(text.charAt(end))) {
      end++;
    }
    if (end - at <= LONG) {
      made.append(text, at, end);
    } else {
      made.append(" (%d blanks) ".formatted(end - at));
    }
    at = end;
  }
}
