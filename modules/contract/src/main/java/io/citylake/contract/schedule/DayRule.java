package io.citylake.contract.schedule;

import io.citylake.contract.job.Calendar;
import java.time.LocalDate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * On which of the days that a schedule names it runs, by a calendar.
 *
 * @param nth of the working days of a month, from 1; 0 where the kind needs none
 */
public record DayRule(Kind kind, int nth) {
  /** What a day must be. */
  public enum Kind {
    WORKING_DAY,
    NTH_WORKING_DAY,
    LAST_WORKING_DAY,
    /** The last working day before days off of which one at least is a holiday. */
    BEFORE_HOLIDAY
  }

  /** Whether a day is one. */
  public enum Answer {
    YES,
    NO,
    /** The calendar has not all of the days that decide. */
    UNKNOWN
  }

  /** What a calendar alone means. */
  public static final DayRule WORKING_DAYS = new DayRule(Kind.WORKING_DAY, 0);

  private static final Pattern NTH = Pattern.compile("working-day-([1-9]|1\\d|2[0-3])");

  /** Reads {@code working-day}, {@code working-day-3}, {@code last-working-day}. */
  public static DayRule parse(String text) {
    Matcher nth = NTH.matcher(text);
    if (nth.matches()) {
      return new DayRule(Kind.NTH_WORKING_DAY, Integer.parseInt(nth.group(1)));
    }
    return switch (text) {
      case "working-day" -> WORKING_DAYS;
      case "last-working-day" -> new DayRule(Kind.LAST_WORKING_DAY, 0);
      case "before-holiday" -> new DayRule(Kind.BEFORE_HOLIDAY, 0);
      default -> throw new IllegalArgumentException("it is no rule for days");
    };
  }

  /** Whether a day is one by this calendar. */
  public Answer answer(LocalDate day, Calendar calendar) {
    if (!calendar.knows(day.getYear())) {
      return Answer.UNKNOWN;
    }
    if (!calendar.isWorkingDay(day)) {
      return Answer.NO;
    }
    return switch (kind) {
      case WORKING_DAY -> Answer.YES;
      case NTH_WORKING_DAY -> answer(workedUntil(day, calendar) == nth);
      case LAST_WORKING_DAY -> answer(!isWorkedAfter(day, calendar));
      case BEFORE_HOLIDAY -> beforeHoliday(day, calendar);
    };
  }

  private static Answer answer(boolean yes) {
    return yes ? Answer.YES : Answer.NO;
  }

  private static long workedUntil(LocalDate day, Calendar calendar) {
    return day.withDayOfMonth(1).datesUntil(day.plusDays(1)).filter(calendar::isWorkingDay).count();
  }

  private static boolean isWorkedAfter(LocalDate day, Calendar calendar) {
    LocalDate next = day.withDayOfMonth(day.lengthOfMonth()).plusDays(1);
    return day.plusDays(1).datesUntil(next).anyMatch(calendar::isWorkingDay);
  }

  private static Answer beforeHoliday(LocalDate day, Calendar calendar) {
    for (LocalDate next = day.plusDays(1); ; next = next.plusDays(1)) {
      if (!calendar.knows(next.getYear())) {
        return Answer.UNKNOWN;
      }
      if (calendar.isWorkingDay(next)) {
        return Answer.NO;
      }
      if (calendar.holidays().contains(next)) {
        return Answer.YES;
      }
    }
  }

  @Override
  public String toString() {
    return switch (kind) {
      case WORKING_DAY -> "working-day";
      case NTH_WORKING_DAY -> "working-day-" + nth;
      case LAST_WORKING_DAY -> "last-working-day";
      case BEFORE_HOLIDAY -> "before-holiday";
    };
  }
}
