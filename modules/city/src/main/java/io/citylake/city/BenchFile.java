package io.citylake.city;

import io.citylake.city.entity.Device;
import io.citylake.city.entity.Dice;
import io.citylake.city.entity.Street;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** One file of the benchmark: the rows {@code [from, until)} of all. Used by one thread. */
final class BenchFile {
  private static final LocalDate FIRST_DAY = LocalDate.of(2026, 1, 1);
  private static final int SECONDS_A_DAY = 86_400;
  private static final List<String> FAULTS =
      List.of(
          "value:type",
          "value:range",
          "event_time:range",
          "battery:range",
          "quality:in",
          "device_id:required");
  private static final byte[][] KINDS =
      Device.KINDS.stream().map(kind -> ascii(kind.code())).toArray(byte[][]::new);
  private static final byte[][] STREETS =
      Street.ALL.stream().map(street -> ascii(street.code())).toArray(byte[][]::new);
  private static final byte[][] QUALITIES = {ascii("good"), ascii("good"), ascii("suspect")};
  private static final byte[] OLD = ascii("1970-01-01 00:00:00");
  private static final byte[] ERROR = ascii("ERR");
  private static final byte[] TOO_MUCH = ascii("999999.00");
  private static final byte[] UNKNOWN = ascii("???");

  private final long seed;
  private final long rows;
  private final long from;
  private final long until;
  private final long[] faults = new long[FAULTS.size()];
  private final byte[] line = new byte[256];
  private final byte[] time = ascii("2026-01-01 00:00:00");
  private long day = -1;
  private int at;
  private long bytes;
  private long valueHundredths;

  BenchFile(long seed, long rows, long from, long until) {
    this.seed = Dice.mix(seed);
    this.rows = rows;
    this.from = from;
    this.until = until;
  }

  void write(OutputStream out) throws IOException {
    byte[] header = ascii(BenchFiles.HEADER + "\n");
    out.write(header);
    bytes += header.length;
    for (long i = from; i < until; i++) {
      at = 0;
      row(i);
      out.write(line, 0, at);
      bytes += at;
    }
  }

  long bytes() {
    return bytes;
  }

  long valueHundredths() {
    return valueHundredths;
  }

  SortedMap<String, Long> reasons() {
    SortedMap<String, Long> reasons = new TreeMap<>();
    for (int i = 0; i < faults.length; i++) {
      if (faults[i] > 0) {
        reasons.put(FAULTS.get(i), faults[i]);
      }
    }
    return reasons;
  }

  private void row(long number) {
    long mixed = Dice.mix(seed + number);
    long more = Dice.mix(mixed);
    int fault = Long.remainderUnsigned(more, BenchFiles.BAD_EVERY) == 0 ? fault(mixed) : -1;
    int device = part(mixed, 0, Device.COUNT);
    if (fault != 5) {
      put((byte) 'H');
      put((byte) 'T');
      put((byte) '-');
      digits(device, 6);
    }
    comma();
    if (fault == 2) {
      put(OLD);
    } else {
      time(number);
    }
    comma();
    put(KINDS[device % KINDS.length]);
    comma();
    put(STREETS[device % STREETS.length]);
    comma();
    fraction(10_390_000 + part(mixed, 14, 20_000), 100_000, 5);
    comma();
    fraction(3_053_000 + part(mixed, 32, 25_000), 100_000, 5);
    comma();
    value(part(more, 4, 50_000), fault);
    comma();
    digits(fault == 3 ? 255 : 10 + part(more, 20, 90), fault == 3 ? 3 : 2);
    comma();
    put(fault == 4 ? UNKNOWN : QUALITIES[part(more, 30, QUALITIES.length)]);
    put((byte) '\n');
  }

  private int fault(long mixed) {
    int fault = part(Dice.mix(mixed + 1), 0, FAULTS.size());
    faults[fault]++;
    return fault;
  }

  private void value(int hundredths, int fault) {
    if (fault == 0) {
      put(ERROR);
    } else if (fault == 1) {
      put(TOO_MUCH);
    } else {
      fraction(hundredths, 100, 2);
      if (fault < 0) {
        valueHundredths += hundredths;
      }
    }
  }

  /** A number below the bound out of thirty bits from the shift on. */
  private static int part(long bits, int shift, int bound) {
    return (int) (((bits >>> shift & 0x3FFFFFFF) * bound) >>> 30);
  }

  private void time(long number) {
    long second = (long) ((double) number / rows * BenchFiles.DAYS * SECONDS_A_DAY);
    if (second / SECONDS_A_DAY != day) {
      day = second / SECONDS_A_DAY;
      byte[] date = ascii(FIRST_DAY.plusDays(day).toString());
      System.arraycopy(date, 0, time, 0, date.length);
    }
    int rest = (int) (second % SECONDS_A_DAY);
    two(11, rest / 3_600);
    two(14, rest / 60 % 60);
    two(17, rest % 60);
    put(time);
  }

  private void two(int offset, int value) {
    time[offset] = (byte) ('0' + value / 10);
    time[offset + 1] = (byte) ('0' + value % 10);
  }

  private void fraction(int value, int unit, int places) {
    int whole = value / unit;
    digits(whole, whole < 10 ? 1 : whole < 100 ? 2 : 3);
    put((byte) '.');
    digits(value % unit, places);
  }

  private void digits(int value, int places) {
    int rest = value;
    for (int i = places - 1; i >= 0; i--) {
      line[at + i] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
    at += places;
  }

  private void comma() {
    put((byte) ',');
  }

  private void put(byte value) {
    line[at++] = value;
  }

  private void put(byte[] text) {
    System.arraycopy(text, 0, line, at, text.length);
    at += text.length;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
