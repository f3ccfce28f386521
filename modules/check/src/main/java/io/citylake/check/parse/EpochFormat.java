package io.citylake.check.parse;

/** Seconds or milliseconds since 1970-01-01T00:00Z, with decimals down to the microsecond. */
final class EpochFormat implements TimeFormat {
  /** What 1 of the unit is in microseconds, as a power of ten. */
  private final int power;

  EpochFormat(int power) {
    this.power = power;
  }

  @Override
  public boolean read(String text, TimeParts into) {
    into.clear();
    int end = text.length();
    int at = 0;
    boolean negative = end > 0 && text.charAt(0) == '-';
    if (negative) {
      at = 1;
    }
    long count = 0;
    int whole = 0;
    int decimals = -1;
    for (; at < end; at++) {
      char c = text.charAt(at);
      if (c == '.' && decimals < 0 && whole > 0) {
        decimals = 0;
      } else if (c < '0' || c > '9') {
        return false;
      } else if (decimals < 0) {
        whole++;
        count = count * 10 + (c - '0');
      } else if (decimals < power) {
        decimals++;
        count = count * 10 + (c - '0');
      } else if (c != '0') {
        into.fault = "a time finer than microseconds";
        return false;
      }
      if (whole > NumberScan.LONG_DIGITS - power) {
        into.fault = "an instant outside the years 1 to 9999";
        return false;
      }
    }
    if (whole == 0 || text.charAt(end - 1) == '.') {
      return false;
    }
    count *= Powers.ofTen(power - Math.max(decimals, 0));
    into.counted = true;
    into.micros = negative ? -count : count;
    return true;
  }
}
