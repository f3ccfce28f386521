package io.citylake.city.industry;

import io.citylake.city.CityRequest;
import io.citylake.city.entity.Dice;
import io.citylake.city.entity.Firm;
import io.citylake.city.entity.Vehicle;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.List;

/**
 * A hydrogen truck. How far it has driven follows from the day alone, so that any day can be made
 * alone: 211 km a day on average, most from Monday to Friday. Each truck's odometer is reset once
 * in 500 days, at noon, while it stands; so one truck's is on any day.
 *
 * @param kilometres of its odometer when the city is founded
 * @param pace in tenths of a kilometre for each point of a weekday
 */
record Truck(long seed, int index, int kilometres, int pace) {
  static final int COUNT = Vehicle.HYDROGEN_TRUCKS;

  static final int MORNING = 6 * 3_600;
  static final int NOON = 12 * 3_600;
  static final int EVENING = 20 * 3_600;

  private static final int[] POINTS = {11, 11, 11, 11, 11, 8, 5};
  private static final int POINTS_A_WEEK = 68;
  private static final int JITTER = 150;
  // 143 is the inverse of 7 modulo 500: the days on which the truck 7 x day mod 500 is this one.
  private static final int RESET_STRIDE = 143;
  private static final List<String> KINDS = List.of("牵引车", "厢式货车", "自卸车");

  static Truck of(long seed, int index) {
    Dice dice = Dice.of(seed, "truck", index);
    return new Truck(seed, index, dice.between(20_000, 90_000), dice.between(150, 285));
  }

  String plate() {
    return Vehicle.hydrogenTruckPlate(index);
  }

  String kind() {
    return KINDS.get(index % KINDS.size());
  }

  Firm operator() {
    return Makers.of(seed).carrier(index);
  }

  /** Driven from the founding to the start of the day, in tenths of a kilometre. */
  long driven(LocalDate day) {
    long days = ChronoUnit.DAYS.between(CityRequest.FOUNDED, day);
    int weekday = CityRequest.FOUNDED.getDayOfWeek().getValue() - 1;
    long points = days / 7 * POINTS_A_WEEK;
    for (int i = 0; i < days % 7; i++) {
      points += POINTS[(weekday + i) % 7];
    }
    return pace * points + Dice.of(seed, "truck-" + index, day.toEpochDay()).below(JITTER);
  }

  /** Driven from the founding to the second of the day; it drives from morning to evening. */
  long driven(LocalDate day, int second) {
    long start = driven(day);
    long today = driven(day.plusDays(1)) - start;
    int at = Math.max(0, Math.min(second, EVENING) - MORNING);
    return start + today * at / (EVENING - MORNING);
  }

  /** What the odometer shows, in tenths of a kilometre. */
  long odometer(LocalDate day, int second) {
    LocalDate reset = lastReset(second >= NOON ? day : day.minusDays(1));
    long driven = driven(day, second);
    return reset.isBefore(CityRequest.FOUNDED)
        ? kilometres * 10L + driven
        : driven - driven(reset, NOON);
  }

  /** A day of it, for those who ask for many seconds. */
  Day on(LocalDate day) {
    long start = driven(day);
    return new Day(
        start,
        driven(day.plusDays(1)) - start,
        odometer(day, 0) - start,
        odometer(day, NOON) - driven(day, NOON));
  }

  /**
   * What {@link #odometer} says on one day, worked out once.
   *
   * @param start driven before the day, and {@code today} on it, in tenths of a kilometre
   * @param beforeNoon what the odometer shows beyond what was driven
   */
  record Day(long start, long today, long beforeNoon, long fromNoon) {
    long driven(int second) {
      int at = Math.max(0, Math.min(second, EVENING) - MORNING);
      return start + today * at / (EVENING - MORNING);
    }

    long odometer(int second) {
      return driven(second) + (second < NOON ? beforeNoon : fromNoon);
    }
  }

  boolean resetsOn(LocalDate day) {
    return lastReset(day).equals(day);
  }

  /** The newest reset up to the noon of the day. */
  private LocalDate lastReset(LocalDate day) {
    long ago = Math.floorMod(day.toEpochDay() - (long) index * RESET_STRIDE % COUNT, (long) COUNT);
    return day.minusDays(ago);
  }

  /** Every second day. */
  boolean refuels(LocalDate day) {
    return (day.toEpochDay() + index) % 2 == 0;
  }
}
