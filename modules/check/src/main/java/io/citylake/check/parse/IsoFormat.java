package io.citylake.check.parse;

/**
 * {@code yyyy-MM-dd}, with an optional time {@code HH:mm[:ss[.fraction]]} behind T or a space, with
 * an optional offset {@code Z}, {@code +08}, {@code +08:00}, {@code +0800} behind the time (ISO
 * 8601 extended format and RFC 3339).
 */
public final class IsoFormat implements TimeFormat {
  static final IsoFormat INSTANCE = new IsoFormat();

  private static final int BAD = -1;
  private static final int MOST_NANO_DIGITS = 9;
  private static final int MOST_OFFSET = 18 * 3600;

  private IsoFormat() {}

  @Override
  public boolean read(String text, TimeParts into) {
    into.clear();
    int end = text.length();
    if (end < 10 || text.charAt(4) != '-' || text.charAt(7) != '-') {
      return false;
    }
    int year = digits(text, 0, 4);
    int month = digits(text, 5, 2);
    int day = digits(text, 8, 2);
    if ((year | month | day) < 0) {
      return false;
    }
    into.set(TimeParts.YEAR, year);
    into.set(TimeParts.MONTH, month);
    into.set(TimeParts.DAY, day);
    if (end > 10) {
      char separator = text.charAt(10);
      boolean separated = separator == 'T' || separator == 't' || separator == ' ';
      if (!separated || !readTime(text, into)) {
        return false;
      }
    }
    return into.isTime();
  }

  private static boolean readTime(String text, TimeParts into) {
    int end = text.length();
    int hour = digits(text, 11, 2);
    int minute = digits(text, 14, 2);
    if ((hour | minute) < 0 || text.charAt(13) != ':') {
      return false;
    }
    into.set(TimeParts.HOUR, hour);
    into.set(TimeParts.MINUTE, minute);
    int at = 16;
    if (at < end && text.charAt(at) == ':') {
      int second = digits(text, 17, 2);
      if (second < 0) {
        return false;
      }
      into.set(TimeParts.SECOND, second);
      at = 19;
      if (at < end && (text.charAt(at) == '.' || text.charAt(at) == ',')) {
        at = readFraction(text, at + 1, into);
        if (at < 0) {
          return false;
        }
      }
    }
    return at == end || readOffset(text, at, into);
  }

  private static int readFraction(String text, int from, TimeParts into) {
    int at = from;
    int nano = 0;
    while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
      int digit = text.charAt(at) - '0';
      if (at - from < MOST_NANO_DIGITS) {
        nano = nano * 10 + digit;
      } else if (digit != 0) {
        into.fault = "a time finer than microseconds";
        return BAD;
      }
      at++;
    }
    int read = Math.min(at - from, MOST_NANO_DIGITS);
    into.set(TimeParts.NANO, (int) (nano * Powers.ofTen(MOST_NANO_DIGITS - read)));
    return read == 0 ? BAD : at;
  }

  private static boolean readOffset(String text, int from, TimeParts into) {
    int end = text.length();
    char sign = text.charAt(from);
    if (sign == 'Z' || sign == 'z') {
      into.offset = 0;
      return from + 1 == end;
    }
    int hours = digits(text, from + 1, 2);
    if ((sign != '+' && sign != '-') || hours < 0) {
      return false;
    }
    int at = from + 3;
    int minutes = 0;
    if (at < end) {
      at += text.charAt(at) == ':' ? 1 : 0;
      minutes = digits(text, at, 2);
      at += 2;
    }
    int seconds = hours * 3600 + minutes * 60;
    if (at != end || minutes < 0 || minutes > 59 || seconds > MOST_OFFSET) {
      return false;
    }
    into.offset = sign == '-' ? -seconds : seconds;
    return true;
  }

  /** That many ASCII digits, or a negative number where there are fewer. */
  public static int digits(String text, int from, int count) {
    if (from + count > text.length()) {
      return BAD;
    }
    int value = 0;
    for (int i = from; i < from + count; i++) {
      int digit = text.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        return BAD;
      }
      value = value * 10 + digit;
    }
    return value;
  }
}
