package io.citylake.city.mobility;

import io.citylake.city.JobCount;
import io.citylake.city.Part;
import io.citylake.city.entity.Device;
import io.citylake.city.entity.Dice;
import io.citylake.city.file.ByteLine;
import io.citylake.city.file.Lines;
import io.citylake.city.mobility.Sensing.Condition;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/** The messages of one hour, and their counts. Used by one thread. */
final class ReadingHour {
  private static final int SECONDS_AN_HOUR = 3_600;
  private static final long MICROS = 1_000_000;
  private static final int MINUTES_A_DAY = 1_440;
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

  private final Part part;
  private final long epochDay;
  private final int from;
  private final Lines lines;
  private final JobCount count;
  private final DeviceTexts devices;
  private final ByteLine line = new ByteLine();
  private final List<byte[]> again = new ArrayList<>();
  private long good;
  private long hundredths;
  private long late;
  private long stuck;

  ReadingHour(Part part, Lines lines, JobCount count) {
    this.part = part;
    this.epochDay = part.day().toEpochDay();
    this.from = part.from().getHour() * SECONDS_AN_HOUR;
    this.lines = lines;
    this.count = count;
    this.devices = DeviceTexts.of(part.seed());
  }

  /** What this device sends in the hour. */
  void write(int index) throws IOException {
    Device device = devices.device(index);
    Condition condition = Condition.of(device);
    if (condition == Condition.DEAD || condition == Condition.DISABLED) {
      return;
    }
    int perDay = Sensing.perDay(part.request(), index);
    int interval = Sensing.interval(perDay);
    int offset = Sensing.offset(index, perDay);
    int skew = Sensing.skewMinutes(device, condition) * 60;
    int slot = Math.max(0, Math.floorDiv(from - offset + interval - 1, interval));
    for (; slot < perDay; slot++) {
      int second = offset + slot * interval;
      if (second >= from + SECONDS_AN_HOUR) {
        return;
      }
      // What a slow clock would date to the day before is not sent, so that days stay whole.
      boolean today = second + skew >= 0;
      if (today && !Sensing.silentAt(condition, second)) {
        write(device, condition, slot, second, skew);
      }
    }
  }

  private void write(Device device, Condition condition, int slot, int second, int skew)
      throws IOException {
    long number = (epochDay << 40) + ((long) device.index() << 20) + slot;
    Dice dice = Dice.of(part.seed(), "reading", number);
    int luck = dice.below(10_000);
    long sent = (epochDay * Sensing.SECONDS_A_DAY + second) * MICROS;
    // What a fast clock sends is dated by its arrival, and so that is on its day too.
    boolean isLate = luck >= 200 && luck < 300 && skew <= 0;
    long received = sent + dice.below(2_000_000) + (isLate ? delay(dice) : 0);
    long at = sent + skew * MICROS;
    long value =
        condition == Condition.STUCK || condition == Condition.STILL
            ? device.kind().base()
            : value(device, second / 60, dice);
    int battery = dice.between(20, 101);
    if (condition == Condition.OLD_CLOCK) {
      bad(device, Fault.OLD, at, value, battery, received);
      return;
    }
    put(device, Fault.NONE, at, value, battery, received);
    lines.line(line);
    good++;
    hundredths += value;
    late += isLate ? 1 : 0;
    stuck += condition == Condition.STUCK ? 1 : 0;
    if (luck >= 300 && luck < 350) {
      again.add(line.copy());
    }
    Fault fault = Fault.of(luck);
    if (fault != Fault.NONE) {
      bad(device, fault, at, value, battery, received);
    }
  }

  /** Beside the good ones, which are never spoiled: their schedule is what gaps are judged by. */
  private void bad(Device device, Fault fault, long at, long value, int battery, long received)
      throws IOException {
    put(
        device,
        fault,
        fault == Fault.OLD ? at % (Sensing.SECONDS_A_DAY * MICROS) : at,
        value,
        battery,
        received);
    lines.line(line);
    count.bad(fault.label);
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
    count.find("iot_sensing.readings", part.day().toString(), BigDecimal.valueOf(good));
  }

  private void put(Device device, Fault fault, long at, long value, int battery, long received) {
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
    line.text(RECEIVED).time(received, OFFSET).text(END);
    if (fault == Fault.CUT) {
      line.cut(line.length() / 2);
    }
  }

  /** One to six hours. */
  private static long delay(Dice dice) {
    return dice.between(SECONDS_AN_HOUR, 6 * SECONDS_AN_HOUR) * MICROS;
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
