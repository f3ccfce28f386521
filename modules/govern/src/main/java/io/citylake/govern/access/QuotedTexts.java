package io.citylake.govern.access;

import java.util.ArrayList;
import java.util.List;

/** Where the quoted constants of a statement stand; a quote in a comment ends with the comment. */
final class QuotedTexts {
  private final String text;
  private final List<Quoted> found = new ArrayList<>();
  private int at;
  private int counted;
  private int codePoints;

  private QuotedTexts(String text) {
    this.text = text;
  }

  /**
   * One constant.
   *
   * @param start of the opening quote, or of the letter before it
   * @param end behind the closing quote
   * @param codePoint where it starts, in characters
   * @param content without its quotes, as it is written
   */
  record Quoted(int start, int end, int codePoint, String content) {}

  static List<Quoted> of(String text) {
    QuotedTexts texts = new QuotedTexts(text);
    texts.read();
    return texts.found;
  }

  /** Those that aren't in a comment, and names in quotes too. */
  static List<Quoted> outsideOfComments(String text) {
    QuotedTexts texts = new QuotedTexts(text);
    while (texts.at < text.length()) {
      if (text.startsWith("--", texts.at)) {
        texts.at = texts.end("\n");
      } else if (text.startsWith("/*", texts.at) && !text.startsWith("/*+", texts.at)) {
        texts.at = texts.end("*/");
      } else if (text.charAt(texts.at) == '`') {
        int start = texts.at;
        texts.step(text.length());
        texts.found.add(new Quoted(start, texts.at, 0, ""));
      } else {
        texts.step(text.length());
      }
    }
    return texts.found;
  }

  private int end(String last) {
    int next = text.indexOf(last, at + 2);
    return next < 0 ? text.length() : next + last.length();
  }

  private void read() {
    while (at < text.length()) {
      if (text.startsWith("--", at)) {
        comment("\n");
      } else if (text.startsWith("/*", at)) {
        comment("*/");
      } else {
        step(text.length());
      }
    }
  }

  /** Its quotes end with it. */
  private void comment(String last) {
    int next = text.indexOf(last, at + 2);
    int end = next < 0 ? text.length() : next;
    at += 2;
    while (at < end) {
      step(end);
    }
  }

  private void step(int until) {
    char c = text.charAt(at);
    if (c == '`') {
      int end = text.indexOf('`', at + 1);
      at = end < 0 || end >= until ? until : end + 1;
    } else if (c == '\'' || c == '"') {
      boolean raw = isRaw();
      int start = raw ? at - 1 : at;
      codePoints += text.codePointCount(counted, start);
      counted = start;
      int open = at;
      close(c, raw, until);
      found.add(
          new Quoted(start, at, codePoints, text.substring(open + 1, Math.max(open + 1, at - 1))));
    } else {
      at++;
    }
  }

  /** An r before a quote makes a backslash one as any other character. */
  private boolean isRaw() {
    return at > 0
        && (text.charAt(at - 1) == 'r' || text.charAt(at - 1) == 'R')
        && (at == 1 || !Character.isLetterOrDigit(text.charAt(at - 2)));
  }

  private void close(char quote, boolean raw, int until) {
    at++;
    while (at < until) {
      char c = text.charAt(at);
      at++;
      if (c == '\\' && !raw) {
        at = Math.min(at + 1, until);
      } else if (c == quote) {
        if (at >= until || text.charAt(at) != quote) {
          return;
        }
        // A quote that is doubled stands for itself.
        at++;
      }
    }
  }
}
