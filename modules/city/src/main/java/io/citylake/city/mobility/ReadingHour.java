package io.citylake.city.mobility;

import io.citylake.city.JobCount;
import io.citylake.city.entity.Device;
import io.citylake.city.entity.Dice;
import io.citylake.city.file.ByteLine;
import io.citylake.city.file.Lines;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;

/** The messages of one hour, and their counts. Used by one thread. */
final class ReadingHour {
  private static final int SECONDS_A_DAY = 86_400;
  private static final long MICROS = 1_000_000;
  private static final int MINUTES_A_DAY = 1_440;
  private static final long EIGHT_O_CLOCK = 8 * 3_600 * MICROS;
  private static final byte[] OFFSET = ByteLine.bytes("+08:00");
  private static final byte[] START = ByteLine.bytes("{\"device\":{\"id\":\"");
  private static final byte[] BATTERY = ByteLine.bytes(",\"battery\":");
  private static final byte[] RECEIVED = ByteLine.bytes(",\"received\":\"");
  private static final byte[] END = ByteLine.bytes("\"}");
  private static final byte[] HT = ByteLine.bytes("HT-");
  private static final byte[] TOO_MUCH = ByteLine.bytes("999999");
  private static final byte[] ERROR = ByteLine.bytes("\"ERR\"");

  /** What is wrong with a message; the label is the rule that it breaks. */
  private enum Fault {
    NONE(""),
    OLD("event_time:range"),
    TOO_MUCH("value:range"),
    NO_NUMBER("value:type"),
    NO_ID("device_id:required"),
    FULLER_THAN_FULL("battery:range"),
    CUT("record");

    private final String label;

    Fault(String label) {
      this.label = label;
    }

    /** Of 10,000 messages 32 are bad. */
    static Fault of(int luck) {
      return luck >= 32
          ? NONE
          : luck < 15
              ? OLD
              : luck < 20
                  ? TOO_MUCH
                  : luck < 24 ? NO_NUMBER : luck < 27 ? NO_ID : luck < 30 ? FULLER_THAN_FULL : CUT;
    }
  }

  private final long seed;
  private final long epochDay;
  private final long perDay;
  private final Lines lines;
  private final JobCount count;
  private final DeviceTexts devices;
  private final ByteLine line = new ByteLine();
  private final List<byte[]> again = new ArrayList<>();
  private long good;
  private long hundredths;
  private long late;
  private long stuck;

  ReadingHour(long seed, LocalDate day, long perDay, Lines lines, JobCount count) {
    this.seed = seed;
    this.epochDay = day.toEpochDay();
    this.perDay = perDay;
    this.lines = lines;
    this.count = count;
    this.devices = DeviceTexts.of(seed);
  }

  /** The message with this number of the day's. */
  void write(long number) throws IOException {
    Dice dice = Dice.of(seed, "reading", (epochDay << 36) + number);
    Device device = devices.device((int) ((number * 7919 + epochDay) % Device.COUNT));
    long second = number * SECONDS_A_DAY / perDay;
    long arrival = (epochDay * SECONDS_A_DAY + second) * MICROS;
    int luck = dice.below(10_000);
    Fault fault = Fault.of(luck);
    boolean isLate = luck >= 200 && luck < 300;
    long at = isLate ? arrival - delay(number, dice) : arrival;
    long value = device.stuck() ? device.kind().base() : value(device, (int) second / 60, dice);
    int battery = dice.between(20, 101);
    if (fault == Fault.OLD) {
      at = EIGHT_O_CLOCK + dice.below(SECONDS_A_DAY) * MICROS;
    }
    put(device, fault, at, value, battery, arrival);
    lines.line(line);
    if (fault != Fault.NONE) {
      count.bad(fault.label);
      return;
    }
    good++;
    hundredths += value;
    late += isLate ? 1 : 0;
    stuck += device.stuck() ? 1 : 0;
    if (luck >= 300 && luck < 350) {
      again.add(line.copy());
    }
  }

  /** The gateway's buffer is sent once more at the end of its hour. */
  void end() throws IOException {
    for (byte[] each : again) {
      lines.line(line.clear().text(each));
    }
    count.duplicate(again.size());
    count.accept(good);
    count.sum("value", BigDecimal.valueOf(hundredths, 2));
    count.remark("late", late);
    count.remark("stuck", stuck);
  }

  private void put(Device device, Fault fault, long at, long value, int battery, long arrival) {
    line.clear().text(START);
    if (fault != Fault.NO_ID) {
      line.text(HT).digits(device.index(), 6);
    }
    line.text(devices.afterId(device.index())).time(at, OFFSET);
    line.text(devices.place(device.index()));
    if (fault == Fault.TOO_MUCH) {
      line.text(TOO_MUCH);
    } else if (fault == Fault.NO_NUMBER) {
      line.text(ERROR);
    } else {
      line.fixed(value, 2);
    }
    line.text(BATTERY).number(fault == Fault.FULLER_THAN_FULL ? 255 : battery);
    line.text(RECEIVED).time(arrival, OFFSET).text(END);
    if (fault == Fault.CUT) {
      line.cut(line.length() / 2);
    }
  }

  /**
   * An hour to two days. The microseconds tell apart what one device sends late within any three
   * days, so that only messages that are sent twice share device and time.
   */
  private long delay(long number, Dice dice) {
    long micros = 1 + number / Device.COUNT % 300_000 + 300_000 * (epochDay % 3);
    return dice.between(3_600, 2 * SECONDS_A_DAY) * MICROS - micros;
  }

  /** A day's swing as a triangle (its peak at two in the afternoon), and noise; integers only. */
  private static long value(Device device, int minute, Dice dice) {
    int distance = Math.abs(minute - 14 * 60);
    int fromPeak = Math.min(distance, MINUTES_A_DAY - distance);
    Device.Kind kind = device.kind();
    long swing = (long) kind.swing() * (360 - fromPeak) / 360;
    long noise = dice.between(-kind.swing() / 10 - 1, kind.swing() / 10 + 1);
    return Math.max(0, Math.min(kind.most(), kind.base() + swing + noise));
  }
}
