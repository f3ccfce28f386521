package io.citylake.city.industry;

import io.citylake.city.CityRequest;
import io.citylake.city.entity.Dice;
import io.citylake.city.entity.Firm;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.List;

/**
 * A connected machine. Its hour meter follows from the day alone, so that any day can be made
 * alone; the list says of a neglected one that it was last serviced 0.95 intervals before the
 * month, and of any other at most 0.3, which a month's running does not bring to 0.9.
 *
 * @param baseTenths of its hour meter when the city is founded, in tenths of an hour
 * @param dailyTenths that the meter moves a day
 * @param interval between services, in hours
 * @param utilisation that is usual for it, in percent
 */
record Machine(
    int index,
    Firm firm,
    String kind,
    int baseTenths,
    int dailyTenths,
    int interval,
    int servicePercent,
    int utilisation) {
  static final int COUNT = 400;

  private static final int FIRMS = 80;
  private static final int NEGLECTED_EVERY = 37;
  private static final int WORN_EVERY = 53;
  private static final List<String> KINDS = List.of("数控机床", "注塑机", "工业机器人", "贴片机", "空压机");

  static Machine of(long seed, int index) {
    Dice dice = Dice.of(seed, "machine", index);
    return new Machine(
        index,
        Makers.of(seed).large(index % FIRMS),
        KINDS.get(index % KINDS.size()),
        dice.between(60_000, 300_000),
        dice.between(80, 200),
        dice.between(22, 40) * 100,
        neglected(index) ? 95 : dice.between(0, 30),
        dice.between(55, 90));
  }

  String id() {
    return "JC-%04d".formatted(index + 1);
  }

  /** In tenths of an hour. */
  long meter(LocalDate day, int second) {
    long days = ChronoUnit.DAYS.between(CityRequest.FOUNDED, day);
    return baseTenths + dailyTenths * days + dailyTenths * (long) second / 86_400;
  }

  /** Its meter at the last service, as the list of this month says. */
  long servicedAt(LocalDate monthStart) {
    return meter(monthStart, 0) - interval * 10L * servicePercent / 100;
  }

  boolean worn() {
    return index % WORN_EVERY == 7;
  }

  /** Why it is due for maintenance; empty if it is not. */
  String due() {
    boolean hours = neglected(index);
    return hours && worn() ? "both" : hours ? "hours" : worn() ? "vibration" : "";
  }

  private static boolean neglected(int index) {
    return index % NEGLECTED_EVERY == 5;
  }
}
