package io.citylake.contract.schedule;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.temporal.TemporalAdjusters;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Which days the two day fields of a cron text name. */
final class CronDays {
  private static final Pattern LAST_BUT = Pattern.compile("L-(\\d{1,2})");
  private static final Pattern NEAREST = Pattern.compile("(\\d{1,2})W");
  private static final Pattern LAST_OF_KIND = Pattern.compile("(\\d|[A-Z]{3})L");
  private static final Pattern NTH_OF_KIND = Pattern.compile("(\\d|[A-Z]{3})#([1-5])");

  private final CronField daysOfWeek;
  private final List<Predicate<LocalDate>> ofMonth = new ArrayList<>();
  private final List<Predicate<LocalDate>> ofWeek = new ArrayList<>();
  private final boolean either;

  /**
   * @param daysOfWeek how days of the week are counted
   */
  CronDays(String month, String week, CronField daysOfWeek) {
    this.daysOfWeek = daysOfWeek;
    boolean quartz = daysOfWeek.least() == 1;
    if (quartz && !isAny(month) && !isAny(week)) {
      throw new IllegalArgumentException(
          "it names both days of the month and days of the week; of six or seven fields, write ? for one of them");
    }
    if (!isAny(month)) {
      for (String part : month.toUpperCase(Locale.ROOT).split(",", -1)) {
        ofMonth.add(ofMonth(part));
      }
    }
    if (!isAny(week)) {
      for (String part : week.toUpperCase(Locale.ROOT).split(",", -1)) {
        ofWeek.add(ofWeek(part));
      }
    }
    // As cron itself: a field that begins with a star narrows the other, else either may match.
    either = !month.startsWith("*") && !week.startsWith("*") && !isAny(month) && !isAny(week);
  }

  private static boolean isAny(String field) {
    return field.equals("*") || field.equals("?");
  }

  /** Whether both fields name any day. */
  boolean isEvery() {
    return ofMonth.isEmpty() && ofWeek.isEmpty();
  }

  boolean match(LocalDate day) {
    boolean month = ofMonth.isEmpty() || ofMonth.stream().anyMatch(each -> each.test(day));
    boolean week = ofWeek.isEmpty() || ofWeek.stream().anyMatch(each -> each.test(day));
    return either ? month || week : month && week;
  }

  private static Predicate<LocalDate> ofMonth(String part) {
    Matcher lastBut = LAST_BUT.matcher(part);
    Matcher nearest = NEAREST.matcher(part);
    if (part.equals("L")) {
      return day -> day.getDayOfMonth() == day.lengthOfMonth();
    }
    if (part.equals("LW")) {
      return day -> day.equals(weekdayNear(day.withDayOfMonth(day.lengthOfMonth())));
    }
    if (lastBut.matches()) {
      int back = Integer.parseInt(lastBut.group(1));
      return day -> day.getDayOfMonth() == day.lengthOfMonth() - back;
    }
    if (nearest.matches()) {
      int wanted = CronField.DAY_OF_MONTH.number(nearest.group(1));
      return day ->
          wanted <= day.lengthOfMonth() && day.equals(weekdayNear(day.withDayOfMonth(wanted)));
    }
    BitSet numbers = CronField.DAY_OF_MONTH.numbers(part);
    return day -> numbers.get(day.getDayOfMonth());
  }

  /** The weekday nearest to a day, within its month. */
  private static LocalDate weekdayNear(LocalDate day) {
    return switch (day.getDayOfWeek()) {
      case SATURDAY -> day.getDayOfMonth() == 1 ? day.plusDays(2) : day.minusDays(1);
      case SUNDAY ->
          day.getDayOfMonth() == day.lengthOfMonth() ? day.minusDays(2) : day.plusDays(1);
      case MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY -> day;
    };
  }

  private Predicate<LocalDate> ofWeek(String part) {
    Matcher last = LAST_OF_KIND.matcher(part);
    Matcher nth = NTH_OF_KIND.matcher(part);
    if (part.equals("L")) {
      return day -> day.getDayOfWeek() == DayOfWeek.SATURDAY;
    }
    if (last.matches()) {
      DayOfWeek kind = kind(daysOfWeek.number(last.group(1)));
      return day -> day.equals(day.with(TemporalAdjusters.lastInMonth(kind)));
    }
    if (nth.matches()) {
      DayOfWeek kind = kind(daysOfWeek.number(nth.group(1)));
      int which = Integer.parseInt(nth.group(2));
      return day -> day.getDayOfWeek() == kind && (day.getDayOfMonth() + 6) / 7 == which;
    }
    BitSet numbers = daysOfWeek.numbers(part);
    return day -> {
      int sundayIsZero = day.getDayOfWeek().getValue() % 7;
      return daysOfWeek.least() == 1
          ? numbers.get(sundayIsZero + 1)
          : numbers.get(sundayIsZero) || (sundayIsZero == 0 && numbers.get(7));
    };
  }

  private DayOfWeek kind(int number) {
    int sundayIsZero = daysOfWeek.least() == 1 ? number - 1 : number % 7;
    return sundayIsZero == 0 ? DayOfWeek.SUNDAY : DayOfWeek.of(sundayIsZero);
  }
}
