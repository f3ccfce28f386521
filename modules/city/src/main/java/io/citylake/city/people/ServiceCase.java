package io.citylake.city.people;

import io.citylake.city.CityRequest;
import io.citylake.city.entity.Amount;
import io.citylake.city.entity.Dice;
import io.citylake.city.entity.Firm;
import io.citylake.city.entity.Person;
import io.citylake.city.entity.Street;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;

/**
 * A case that was accepted on a day, and how it ends; fixed by seed, day and number. It ends within
 * as many calendar days as working days are promised, so it is never late; but every fifth day's
 * first takes 26 days, which is late in any calendar: with nine days of holidays and four weekends
 * nine of them are working days, and five are promised.
 *
 * @param steps that it took
 * @param rejected whether the papers were sent back
 * @param fault the rule that its row breaks, as {@code column:rule}; empty if it is good
 */
record ServiceCase(
    String number,
    ServiceItem item,
    boolean byFirm,
    String applicant,
    Street street,
    String channel,
    LocalDateTime accepted,
    LocalDateTime finished,
    int steps,
    boolean rejected,
    boolean voided,
    String fault) {
  private static final List<String> CHANNELS = List.of("窗口", "网上", "网上", "自助终端", "掌上");
  private static final int LATE_DAYS = 26;

  /** All of a day; at weekends a third, since the windows are closed. */
  static List<ServiceCase> of(CityRequest request, LocalDate day) {
    int perDay = request.scaled(1_500, 24);
    DayOfWeek weekday = day.getDayOfWeek();
    boolean weekend = weekday == DayOfWeek.SATURDAY || weekday == DayOfWeek.SUNDAY;
    List<ServiceCase> cases = new ArrayList<>();
    for (int i = 0; i < (weekend ? perDay / 3 : perDay); i++) {
      cases.add(of(request.seed(), day, i));
    }
    return cases;
  }

  private static ServiceCase of(long seed, LocalDate day, int number) {
    Dice dice = Dice.of(seed, "service_case", (day.toEpochDay() << 24) + number);
    boolean late = number == 0 && day.toEpochDay() % 5 == 0;
    ServiceItem drawn = dice.pick(ServiceItem.ALL);
    ServiceItem item = late ? ServiceItem.ALL.get(6) : drawn;
    boolean byFirm = item.department().equals("市场监管局") || item.department().equals("税务局");
    String applicant =
        byFirm
            ? Firm.of(seed, dice.below(Firm.COUNT)).creditCode()
            : Person.of(seed, dice.below(1_000)).idHash();
    LocalDateTime accepted = day.atTime(9, 0).plusSeconds(dice.below(8 * 3_600));
    int most = Math.max(120, item.promisedDays() * 1_440);
    LocalDateTime finished =
        late
            ? accepted.plusDays(LATE_DAYS)
            : accepted.plusSeconds(60L * dice.between(2, most) + 30);
    int steps = item.oneStop() ? dice.between(1, 3) : dice.between(1, item.steps() + 1);
    return new ServiceCase(
        "GS" + DateTimeFormatter.BASIC_ISO_DATE.format(day) + Amount.padded(number, 6),
        item,
        byFirm,
        applicant,
        dice.pick(Street.ALL),
        dice.pick(CHANNELS),
        accepted,
        finished,
        steps,
        dice.chance(300) && !late,
        dice.chance(100) && !late,
        late ? "" : fault(dice.below(10_000)));
  }

  /** Of 10,000 rows 30 are bad. */
  private static String fault(int luck) {
    return luck >= 30
        ? ""
        : luck < 10 ? "steps:range" : luck < 20 ? "channel:in" : "case_no:matches";
  }

  boolean finishedBy(LocalDate day) {
    return !finished.toLocalDate().isAfter(day);
  }

  /** Whether its row is good and shows: nobody took it back or sent it back. */
  boolean counts() {
    return fault.isEmpty() && !voided && !rejected;
  }

  boolean late() {
    return finished.isAfter(accepted.plusDays(LATE_DAYS - 1));
  }

  /** In whole minutes. */
  long minutes() {
    return Duration.between(accepted, finished).toMinutes();
  }
}
