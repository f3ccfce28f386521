package io.citylake.city.environment;

import io.citylake.city.CityRequest;
import io.citylake.city.entity.Dice;
import io.citylake.city.entity.GridCell;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.List;

/**
 * A case of the governance grid with all its steps, past and to come. Handled within twenty hours
 * it is in time whatever the calendar; handled after {@link #SLOW_DAYS} days or more it is late
 * whatever the calendar, because no limit with the longest holidays takes that long. On two of
 * eight days, the first two of the registers among them, the first case is a good row and takes the
 * least and the most of the slow: so even a small city has one that was handled late and one that
 * is overdue a month after.
 *
 * @param fault the rule that its row breaks, as {@code column:rule}; mostly empty
 */
record GridCase(
    String id,
    CaseClass kind,
    GridCell cell,
    LocalDateTime reported,
    LocalDateTime filed,
    LocalDateTime dispatched,
    LocalDateTime handled,
    LocalDateTime verified,
    LocalDateTime closed,
    boolean slow,
    String fault) {
  /** Working days; with nine days of holidays and two weekends they are over in 18 days. */
  static final int LONGEST_LIMIT = 5;

  static final int SLOW_DAYS = 26;
  private static final int MOST_SLOW_DAYS = 60;
  private static final int PLANT_EVERY = 8;
  private static final List<String> FAULTS =
      List.of(
          "class_code:code",
          "handled_at:after",
          "reported_at:type",
          "channel:in",
          "description:length");
  private static final int SLOW_PER_MYRIAD = 400;
  private static final int BAD_PER_MYRIAD = 60;

  static GridCase of(long seed, LocalDate day, int number) {
    Dice dice = Dice.of(seed, "grid-case", day.toEpochDay() * 100_000 + number);
    long planted = number == 0 ? day.toEpochDay() % PLANT_EVERY : 0;
    boolean least = planted == 1;
    boolean most = planted == 2;
    boolean slow = dice.chance(SLOW_PER_MYRIAD) || least || most;
    // Inspectors walk from seven to nine.
    LocalDateTime reported = day.atTime(7, 0).plusSeconds(dice.below(14 * 3_600));
    LocalDateTime filed = reported.plusMinutes(dice.between(5, 60));
    LocalDateTime dispatched = filed.plusMinutes(dice.between(5, 120));
    LocalDateTime handled =
        slow
            ? dispatched.plusDays(slowDays(dice, least, most)).plusMinutes(dice.below(600))
            : dispatched.plusMinutes(dice.between(30, 1_200));
    LocalDateTime verified = handled.plusMinutes(dice.between(10, 300));
    String fault = dice.chance(BAD_PER_MYRIAD) && !least && !most ? dice.pick(FAULTS) : "";
    return new GridCase(
        "WG%s%05d".formatted(DayTime.digits(day), number),
        dice.pick(CaseClass.ALL),
        dice.pick(GridCell.ALL),
        reported,
        filed,
        dispatched,
        handled,
        verified,
        verified.plusMinutes(dice.between(5, 120)),
        slow,
        fault);
  }

  private static int slowDays(Dice dice, boolean least, boolean most) {
    int drawn = dice.between(SLOW_DAYS, MOST_SLOW_DAYS);
    return least ? SLOW_DAYS : most ? MOST_SLOW_DAYS : drawn;
  }

  /** A third fewer at weekends. */
  static int perDay(CityRequest request, LocalDate day) {
    int full = Math.min(99_999, request.scaled(4_000, 3));
    return day.getDayOfWeek().compareTo(DayOfWeek.FRIDAY) > 0 ? full * 2 / 3 : full;
  }

  /** The rule that its row breaks as it is before the moment: a step to come breaks none. */
  String fault(LocalDateTime moment) {
    return fault.equals("handled_at:after") && !dispatched.isBefore(moment) ? "" : fault;
  }

  /** What it waits for at the moment. */
  String stage(LocalDateTime moment) {
    List<LocalDateTime> steps = List.of(filed, dispatched, handled, verified, closed);
    List<String> names = List.of("待立案", "待派遣", "待处置", "待核查", "待结案", "已结案");
    return names.get((int) steps.stream().filter(step -> step.isBefore(moment)).count());
  }

  /** The newest step before the moment. */
  LocalDateTime updated(LocalDateTime moment) {
    LocalDateTime newest = reported;
    for (LocalDateTime step : List.of(filed, dispatched, handled, verified, closed)) {
      newest = step.isBefore(moment) ? step : newest;
    }
    return newest;
  }
}
