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

  private final Part part;
  private final LocalDate day;
  private final int each;
  private final Lines lines;
  private final JobCount count;
  private final ByteLine line = new ByteLine();
  private final BigDecimal co2;
  private final BigDecimal pollutants;
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
    if (wild(truck)) {
      extra(truck, dice, Truck.MORNING, truck.odometer(day, Truck.MORNING));
      extra(truck, dice, Truck.MORNING + 1, WILD);
      extra(truck, dice, Truck.MORNING + 2, truck.odometer(day, Truck.MORNING));
      count.remark("odometer_wild");
    }
    for (int i = 0; i < each; i++) {
      // The first a little before it drives off, the last a little after it has arrived.
      int span = Truck.EVENING - Truck.MORNING + 120;
      int second = Truck.MORNING - 60 + (int) ((long) span * i / (each - 1));
      good(truck, dice, second * MICROS, truck.odometer(day, second));
    }
    if (truck.resetsOn(day)) {
      // It shows the old value just before noon, and nothing just after.
      extra(truck, dice, Truck.NOON - 1, old(truck));
      extra(truck, dice, Truck.NOON, 0);
      count.remark("odometer_reset");
    }
    if (truck.index() % 170 == 3) {
      bad(truck, dice);
    }
    add(truck);
  }

  void end() {
    count.find("hydrogen_fleet.avoided", day + " km", BigDecimal.valueOf(tenths, 1));
    count.find("hydrogen_fleet.avoided", day + " co2_kg", co2Kg);
    count.find("hydrogen_fleet.avoided", day + " pollutants_kg", pollutantsKg);
  }

  private void add(Truck truck) {
    long today = truck.driven(day.plusDays(1)) - truck.driven(day);
    BigDecimal km = BigDecimal.valueOf(today, 1);
    tenths += today;
    co2Kg = co2Kg.add(km.multiply(co2).setScale(3, RoundingMode.HALF_UP));
    pollutantsKg = pollutantsKg.add(km.multiply(pollutants).setScale(3, RoundingMode.HALF_UP));
  }

  /** All that it has driven before the reset. */
  private long old(Truck truck) {
    long before = truck.odometer(day, Truck.MORNING);
    return before + truck.driven(day, Truck.NOON) - truck.driven(day, Truck.MORNING);
  }

  private boolean wild(Truck truck) {
    return (truck.index() + day.toEpochDay()) % 83 == 0;
  }

  /** Half a second later, so that no regular message has its time. */
  private void extra(Truck truck, Dice dice, int second, long odometer) throws IOException {
    good(truck, dice, second * MICROS + MICROS / 2, odometer);
  }

  private void good(Truck truck, Dice dice, long micros, long odometer) throws IOException {
    put(truck, dice, day.toEpochDay() * SECONDS_A_DAY * MICROS + micros);
    lines.line(line.text(",\"odo\":").fixed(odometer, 1).put('}'));
    count.accept();
    if (dice.chance(40)) {
      lines.line(line);
      count.duplicate();
    }
  }

  private void bad(Truck truck, Dice dice) throws IOException {
    boolean old = dice.chance(5_000);
    put(truck, dice, old ? 0 : day.toEpochDay() * SECONDS_A_DAY * MICROS);
    lines.line(line.text(",\"odo\":").text(old ? "1.0}" : "\"FFFF\"}"));
    count.bad(old ? "event_time:range" : "odometer:type");
  }

  private void put(Truck truck, Dice dice, long micros) {
    line.clear().text("{\"plate\":\"").text(truck.plate());
    line.text("\",\"ts\":\"").time(micros, OFFSET);
    line.text("\",\"speed\":").fixed(dice.below(880), 1);
    line.text(",\"mpa\":").fixed(dice.between(50, 350), 1);
    line.text(",\"lon\":").fixed(10_390_000 + dice.below(30_000), 5);
    line.text(",\"lat\":").fixed(3_050_000 + dice.below(30_000), 5);
  }
}
