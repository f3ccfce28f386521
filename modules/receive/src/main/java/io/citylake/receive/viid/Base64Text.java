package io.citylake.receive.viid;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;

/**
 * Base64 as devices write it into JSON: with white space, escapes, a data URL's head, or without
 * padding. It is decoded in parts, so that an image takes no memory beside its body.
 */
final class Base64Text {
  private static final byte[] HEAD = "data:".getBytes(StandardCharsets.US_ASCII);
  private static final int LONGEST_HEAD = 105;
  private static final int PART = 1 << 12;
  private static final int SPACE = -1;
  private static final int FAULT = -2;

  private final byte[] body;
  private final int until;
  private final Target target;

  /** Characters that are not decoded yet. */
  private final byte[] waiting = new byte[PART];

  private int at;
  private int waits;
  private boolean ended;

  /** Where decoded bytes go; they are gone once it returns. */
  @FunctionalInterface
  interface Target {
    void take(byte[] from, int offset, int length);
  }

  private Base64Text(byte[] body, int from, int until, Target target) {
    this.body = body;
    this.at = from;
    this.until = until;
    this.target = target;
  }

  /**
   * Decodes the text of a JSON string.
   *
   * @return false where it is no base64; some of it may have been given on then
   */
  static boolean decode(byte[] body, int from, int until, Target target) {
    return new Base64Text(body, from, until, target).decode();
  }

  private boolean decode() {
    skipHead();
    try {
      while (at < until) {
        int c = next();
        if (c == FAULT) {
          return false;
        }
        if (c != SPACE) {
          if (waits == PART) {
            flush();
          }
          waiting[waits++] = (byte) c;
        }
      }
      flush();
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private void skipHead() {
    if (until - at < HEAD.length
        || !Arrays.equals(body, at, at + HEAD.length, HEAD, 0, HEAD.length)) {
      return;
    }
    for (int i = at; i < Math.min(until, at + LONGEST_HEAD + 1); i++) {
      if (body[i] == ',') {
        at = i + 1;
        return;
      }
    }
  }

  /** Whole groups; padding before the end is refused by the next one. */
  private void flush() {
    if (waits > 0) {
      if (ended) {
        throw new IllegalArgumentException("It goes on after its padding");
      }
      ended = waiting[waits - 1] == '=';
      byte[] decoded = Base64.getDecoder().decode(Arrays.copyOf(waiting, waits));
      target.take(decoded, 0, decoded.length);
      waits = 0;
    }
  }

  /** The next character that stands for itself. */
  private int next() {
    int c = body[at++];
    if (c == '\\') {
      return at < until ? escaped(body[at++]) : FAULT;
    }
    return plain(c);
  }

  private static int plain(int c) {
    if (c == ' ' || (c >= '\t' && c <= '\r')) {
      return SPACE;
    }
    return c < 0 || c == '"' ? FAULT : c;
  }

  private int escaped(int c) {
    return switch (c) {
      case '/' -> '/';
      case 'n', 'r', 't', 'f' -> SPACE;
      case 'u' -> hex();
      default -> FAULT;
    };
  }

  private int hex() {
    int value = 0;
    for (int i = 0; i < 4; i++) {
      int digit = at < until ? Character.digit(body[at++], 16) : -1;
      if (digit < 0) {
        return FAULT;
      }
      value = value * 16 + digit;
    }
    return value < 128 ? plain(value) : FAULT;
  }
}
