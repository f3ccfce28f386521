package io.citylake.city.file;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
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
    long rest = value;
    for (int i = length + width - 1; i >= length; i--) {
      buffer[i] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
    length += width;
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

  void writeTo(OutputStream out) throws IOException {
    out.write(buffer, 0, length);
  }

  private void room(int more) {
    if (length + more > buffer.length) {
      buffer = Arrays.copyOf(buffer, Math.max(buffer.length * 2, length + more));
    }
  }

  private static int width(long value) {
    int width = 1;
    for (long rest = value; rest >= 10; rest /= 10) {
      width++;
    }
    return width;
  }

  @Override
  public String toString() {
    return new String(buffer, 0, length, StandardCharsets.UTF_8);
  }
}
