package io.citylake.city.file;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.LocalDate;
import java.util.Arrays;

/**
 * A line that is put together byte by byte in a buffer that is used again and again, because
 * formatting strings would take longer than all else. Each method appends and returns the line
 * itself. Used by one thread.
 */
public final class ByteLine {
  private static final long MICROS_A_DAY = 86_400_000_000L;
  private static final byte[] LEAST = bytes("-9223372036854775808");
  private static final long BILLION = 1_000_000_000;
  private static final byte[] HEX = bytes("0123456789abcdef");
  private static final byte[] PAIRS = pairs();

  private byte[] buffer = new byte[512];
  private int length;
  private long day = Long.MIN_VALUE;
  private final byte[] date = new byte[10];

  /** Text that is appended often: made once, kept as a constant. */
  public static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** Begins anew. */
  public ByteLine clear() {
    length = 0;
    return this;
  }

  public int length() {
    return length;
  }

  /** Cuts the line off, as a broken transmission does. */
  public ByteLine cut(int newLength) {
    length = Math.min(length, newLength);
    return this;
  }

  public ByteLine text(byte[] utf8) {
    room(utf8.length);
    System.arraycopy(utf8, 0, buffer, length, utf8.length);
    length += utf8.length;
    return this;
  }

  public ByteLine text(String text) {
    return text(bytes(text));
  }

  public ByteLine number(long value) {
    if (value < 0) {
      return value == Long.MIN_VALUE ? text(LEAST) : put('-').number(-value);
    }
    return digits(value, width(value));
  }

  /** A decimal with so many digits after its point, given without it: 1234 and 2 are 12.34. */
  public ByteLine fixed(long unscaled, int digits) {
    if (digits == 0) {
      return number(unscaled);
    }
    long positive = unscaled;
    if (unscaled < 0) {
      put('-');
      positive = -unscaled;
    }
    long unit = 1;
    for (int i = 0; i < digits; i++) {
      unit *= 10;
    }
    return number(positive / unit).put('.').digits(positive % unit, digits);
  }

  /** A number of at most 18 digits, with leading zeros to this width. */
  public ByteLine digits(long value, int width) {
    room(width);
    int until = length + width;
    long rest = value;
    for (; rest > Integer.MAX_VALUE && until - length > 9; rest /= BILLION) {
      until -= 9;
      pairs((int) (rest % BILLION), until, until + 9);
    }
    pairs((int) (rest > Integer.MAX_VALUE ? rest % BILLION : rest), length, until);
    length += width;
    return this;
  }

  /** Two digits at a time and in 32 bits, because most of a feed's bytes are digits. */
  private void pairs(int value, int from, int until) {
    int rest = value;
    int i = until;
    for (; i - 1 > from; rest /= 100) {
      int pair = rest % 100 * 2;
      buffer[--i] = PAIRS[pair + 1];
      buffer[--i] = PAIRS[pair];
    }
    if (i > from) {
      buffer[--i] = (byte) ('0' + rest % 10);
    }
  }

  /** Each byte as two hexadecimal digits in lower case. */
  public ByteLine hex(byte[] bytes) {
    room(2 * bytes.length);
    for (byte each : bytes) {
      buffer[length++] = HEX[each >> 4 & 15];
      buffer[length++] = HEX[each & 15];
    }
    return this;
  }

  /**
   * A local time to the microsecond, {@code 2026-01-31T08:00:00.000000}, and what follows it.
   *
   * @param micros of local time since 1970-01-01T00:00 there; years 1 to 9999
   * @param offset as it is written after the time, such as {@code +08:00}; may be empty
   */
  public ByteLine time(long micros, byte[] offset) {
    date(micros).put('T').clock(micros);
    put('.').digits(Math.floorMod(micros, 1_000_000L), 6);
    return text(offset);
  }

  /** A local time to the second, {@code 2026-01-31 08:00:00}. */
  public ByteLine dateTime(long micros) {
    return date(micros).put(' ').clock(micros);
  }

  /** The date of a local time, {@code 2026-01-31}. */
  public ByteLine date(long micros) {
    long epochDay = Math.floorDiv(micros, MICROS_A_DAY);
    if (epochDay != day) {
      day = epochDay;
      System.arraycopy(bytes(LocalDate.ofEpochDay(epochDay).toString()), 0, date, 0, 10);
    }
    return text(date);
  }

  private ByteLine clock(long micros) {
    int second = (int) (Math.floorMod(micros, MICROS_A_DAY) / 1_000_000);
    return digits(second / 3_600, 2)
        .put(':')
        .digits(second / 60 % 60, 2)
        .put(':')
        .digits(second % 60, 2);
  }

  /** One ASCII character. */
  public ByteLine put(char ascii) {
    room(1);
    buffer[length++] = (byte) ascii;
    return this;
  }

  /** A copy of what is there, to be appended again later. */
  public byte[] copy() {
    return Arrays.copyOf(buffer, length);
  }

  /** Takes what is there into a digest. */
  public void addTo(MessageDigest digest) {
    digest.update(buffer, 0, length);
  }

  void copyTo(byte[] target, int at) {
    System.arraycopy(buffer, 0, target, at, length);
  }

  private void room(int more) {
    if (length + more > buffer.length) {
      buffer = Arrays.copyOf(buffer, Math.max(buffer.length * 2, length + more));
    }
  }

  private static int width(long value) {
    int width = 1;
    for (long limit = 10; width < 19 && value >= limit; limit *= 10) {
      width++;
    }
    return width;
  }

  /** 00 to 99. */
  private static byte[] pairs() {
    byte[] pairs = new byte[200];
    for (int i = 0; i < 100; i++) {
      pairs[2 * i] = (byte) ('0' + i / 10);
      pairs[2 * i + 1] = (byte) ('0' + i % 10);
    }
    return pairs;
  }

  @Override
  public String toString() {
    return new String(buffer, 0, length, StandardCharsets.UTF_8);
  }
}
