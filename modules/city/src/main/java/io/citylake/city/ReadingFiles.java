package io.citylake.city;

import java.io.IOException;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * Device messages as the gateway collects them, one JSON object a line and one file an hour of
 * arrival. Some clocks stand at 1970, some values are stuck, some messages come twice or late.
 */
final class ReadingFiles {
  private static final int SECONDS_A_DAY = 86_400;
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSS'+08:00'");
  private static final LocalDateTime EPOCH = LocalDateTime.of(1970, 1, 1, 8, 0);

  private final CityRequest request;
  private final long perDay;
  private final JobCount count = new JobCount("iot_sensing.readings");
  private final List<Device> devices;
  private final List<String> again = new ArrayList<>();

  ReadingFiles(CityRequest request) {
    this.request = request;
    this.perDay = request.scaled(2_466_000, 240);
    this.devices =
        IntStream.range(0, Device.COUNT).mapToObj(i -> Device.of(request.seed(), i)).toList();
  }

  JobTruth write() throws IOException {
    for (LocalDate day = request.from(); day.isBefore(request.until()); day = day.plusDays(1)) {
      for (int hour = 0; hour < 24; hour++) {
        write(day, hour);
      }
    }
    return count.truth();
  }

  private void write(LocalDate day, int hour) throws IOException {
    String name =
        String.format(Locale.ROOT, "iot_sensing/readings/%s/readings-%02d.ndjson", day, hour);
    count.file(name);
    try (TextFile file = TextFile.open(request.to().resolve(name), TextFile.UTF_8)) {
      for (long i = perDay * hour / 24; i < perDay * (hour + 1) / 24; i++) {
        file.line(message(day, i));
      }
      // The gateway's buffer is sent once more at the end of its hour.
      for (String line : again) {
        file.line(line);
        count.duplicate();
      }
      again.clear();
    }
  }

  private String message(LocalDate day, long number) {
    Dice dice = Dice.of(request.seed(), "reading", (day.toEpochDay() << 36) + number);
    Device device = devices.get((int) ((number * 7919 + day.toEpochDay()) % Device.COUNT));
    LocalDateTime arrival = day.atStartOfDay().plusSeconds(number * SECONDS_A_DAY / perDay);
    int luck = dice.below(10_000);
    boolean late = luck >= 200 && luck < 300;
    LocalDateTime at = late ? lateTime(day, number, dice, arrival) : arrival;
    long value = device.stuck() ? device.kind().base() : value(device, arrival, dice);
    String id = device.id();
    String battery = Integer.toString(dice.between(20, 101));
    String valueText = Amount.hundredths(value).toPlainString();
    String fault = "";
    switch (luck) {
      case 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14 -> {
        at = EPOCH.plusSeconds(dice.below(SECONDS_A_DAY));
        fault = "event_time:range";
      }
      case 15, 16, 17, 18, 19 -> {
        valueText = "999999";
        fault = "value:range";
      }
      case 20, 21, 22, 23 -> {
        valueText = "\"ERR\"";
        fault = "value:type";
      }
      case 24, 25, 26 -> {
        id = "";
        fault = "device_id:required";
      }
      case 27, 28, 29 -> {
        battery = "255";
        fault = "battery:range";
      }
      case 30, 31 -> fault = "record";
      default -> {}
    }
    String line = json(device, id, at, valueText, battery, arrival);
    if (fault.equals("record")) {
      line = line.substring(0, line.length() / 2);
    }
    note(fault, line, value, luck, device, late);
    return line;
  }

  private void note(String fault, String line, long value, int luck, Device device, boolean late) {
    if (!fault.isEmpty()) {
      count.bad(fault);
      return;
    }
    count.accept();
    count.sum("value", BigDecimal.valueOf(value, 2));
    if (luck >= 300 && luck < 350) {
      again.add(line);
    }
    if (late) {
      count.remark("late");
    }
    if (device.stuck()) {
      count.remark("stuck");
    }
  }

  /**
   * An hour to two days before arrival. The microseconds tell apart what one device sends late
   * within any three days, so that only messages that are sent twice share device and time.
   */
  private LocalDateTime lateTime(LocalDate day, long number, Dice dice, LocalDateTime arrival) {
    long micros = 1 + number / Device.COUNT % 300_000 + 300_000 * (day.toEpochDay() % 3);
    return arrival.minusSeconds(dice.between(3_600, 2 * SECONDS_A_DAY)).plusNanos(micros * 1_000);
  }

  /** A day's swing as a triangle (its peak at two in the afternoon), and noise; integers only. */
  private static long value(Device device, LocalDateTime at, Dice dice) {
    int minutes = at.getHour() * 60 + at.getMinute();
    int distance = Math.abs(minutes - 14 * 60);
    int fromPeak = Math.min(distance, 1_440 - distance);
    Device.Kind kind = device.kind();
    long swing = (long) kind.swing() * (360 - fromPeak) / 360;
    long noise = dice.between(-kind.swing() / 10 - 1, kind.swing() / 10 + 1);
    return Math.max(0, Math.min(kind.most(), kind.base() + swing + noise));
  }

  private static String json(
      Device device,
      String id,
      LocalDateTime at,
      String value,
      String battery,
      LocalDateTime arrival) {
    return "{\"device\":{\"id\":\""
        + id
        + "\",\"kind\":\""
        + device.kind().code()
        + "\",\"street\":\""
        + device.street().code()
        + "\"},\"ts\":\""
        + TIME.format(at)
        + "\",\"position\":{\"lon\":"
        + degrees(device.lon())
        + ",\"lat\":"
        + degrees(device.lat())
        + "},\"value\":"
        + value
        + ",\"battery\":"
        + battery
        + ",\"received\":\""
        + TIME.format(arrival)
        + "\"}";
  }

  static String degrees(int hundredThousandths) {
    return BigDecimal.valueOf(hundredThousandths, 5).toPlainString();
  }
}
