package io.citylake.city.industry;

import io.citylake.city.JobCount;
import io.citylake.city.Part;
import io.citylake.city.entity.Dice;
import io.citylake.city.file.ByteLine;
import io.citylake.city.file.Lines;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalDate;

/**
 * The messages of a day. Good ones are never spoiled: what is wrong comes beside them, and resets
 * and wild values come while a truck stands, so that the distance of a day is known exactly.
 */
final class TruckDay {
  private static final long MICROS = 1_000_000;
  private static final int SECONDS_A_DAY = 86_400;
  private static final long WILD = 8_888_888;
  private static final byte[] OFFSET = ByteLine.bytes("+08:00");
  private static final byte[] SPEED = ByteLine.bytes("\",\"speed\":");
  private static final byte[] PRESSURE = ByteLine.bytes(",\"mpa\":");
  private static final byte[] LON = ByteLine.bytes(",\"lon\":");
  private static final byte[] LAT = ByteLine.bytes(",\"lat\":");
  private static final byte[] ODOMETER = ByteLine.bytes(",\"odo\":");

  private final Part part;
  private final LocalDate day;
  private final int each;
  private final Lines lines;
  private final JobCount count;
  private final ByteLine line = new ByteLine();
  private final BigDecimal co2;
  private final BigDecimal pollutants;
  private byte[] head = {};
  private long tenths;
  private BigDecimal co2Kg = BigDecimal.ZERO;
  private BigDecimal pollutantsKg = BigDecimal.ZERO;

  TruckDay(Part part, int each, Lines lines, JobCount count) {
    this.part = part;
    this.day = part.day();
    this.each = each;
    this.lines = lines;
    this.count = count;
    this.co2 = Factor.of("diesel_truck_co2", day).value();
    this.pollutants = Factor.of("diesel_truck_pollutants", day).value();
  }

  void write(Truck truck) throws IOException {
    Dice dice = part.dice("truck-day", truck.index());
    Truck.Day today = truck.on(day);
    head = ByteLine.bytes("{\"plate\":\"" + truck.plate() + "\",\"ts\":\"");
    if (wild(truck)) {
      extra(dice, Truck.MORNING, today.odometer(Truck.MORNING));
      extra(dice, Truck.MORNING + 1, WILD);
      extra(dice, Truck.MORNING + 2, today.odometer(Truck.MORNING));
      count.remark("odometer_wild");
    }
    for (int i = 0; i < each; i++) {
      // The first a little before it drives off, the last a little after it has arrived.
      int span = Truck.EVENING - Truck.MORNING + 120;
      int second = Truck.MORNING - 60 + (int) ((long) span * i / (each - 1));
      good(dice, second * MICROS, today.odometer(second));
    }
    if (truck.resetsOn(day)) {
      // It shows the old value just before noon, and nothing just after.
      extra(dice, Truck.NOON - 1, today.beforeNoon() + today.driven(Truck.NOON));
      extra(dice, Truck.NOON, 0);
      count.remark("odometer_reset");
    }
    if (truck.index() % 170 == 3) {
      bad(dice);
    }
    add(today.today());
  }

  void end() {
    count.find("hydrogen_fleet.avoided", day + " km", BigDecimal.valueOf(tenths, 1));
    count.find("hydrogen_fleet.avoided", day + " co2_kg", co2Kg);
    count.find("hydrogen_fleet.avoided", day + " pollutants_kg", pollutantsKg);
  }

  private void add(long today) {
    BigDecimal km = BigDecimal.valueOf(today, 1);
    tenths += today;
    co2Kg = co2Kg.add(km.multiply(co2).setScale(3, RoundingMode.HALF_UP));
    pollutantsKg = pollutantsKg.add(km.multiply(pollutants).setScale(3, RoundingMode.HALF_UP));
  }

  private boolean wild(Truck truck) {
    return (truck.index() + day.toEpochDay()) % 83 == 0;
  }

  /** Half a second later, so that no regular message has its time. */
  private void extra(Dice dice, int second, long odometer) throws IOException {
    good(dice, second * MICROS + MICROS / 2, odometer);
  }

  private void good(Dice dice, long micros, long odometer) throws IOException {
    put(dice, day.toEpochDay() * SECONDS_A_DAY * MICROS + micros);
    lines.line(line.text(ODOMETER).fixed(odometer, 1).put('}'));
    count.accept();
    if (dice.chance(40)) {
      lines.line(line);
      count.duplicate();
    }
  }

  private void bad(Dice dice) throws IOException {
    boolean old = dice.chance(5_000);
    put(dice, old ? 0 : day.toEpochDay() * SECONDS_A_DAY * MICROS);
    lines.line(line.text(ODOMETER).text(old ? "1.0}" : "\"FFFF\"}"));
    count.bad(old ? "event_time:range" : "odometer:type");
  }

  private void put(Dice dice, long micros) {
    line.clear().text(head).time(micros, OFFSET);
    line.text(SPEED).fixed(dice.below(880), 1);
    line.text(PRESSURE).fixed(dice.between(50, 350), 1);
    line.text(LON).fixed(10_390_000 + dice.below(30_000), 5);
    line.text(LAT).fixed(3_050_000 + dice.below(30_000), 5);
  }
}
