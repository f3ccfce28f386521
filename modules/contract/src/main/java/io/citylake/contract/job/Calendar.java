package io.citylake.contract.job;

import io.citylake.contract.Title;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.util.Collections;
import java.util.NavigableSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Which days are worked: weekdays, less holidays, plus make-up days (调休). */
public record Calendar(
    String name,
    Title title,
    NavigableSet<LocalDate> holidays,
    NavigableSet<LocalDate> makeUpDays) {
  public Calendar {
    holidays = Collections.unmodifiableNavigableSet(new TreeSet<>(holidays));
    makeUpDays = Collections.unmodifiableNavigableSet(new TreeSet<>(makeUpDays));
  }

  /** Whether the holidays of a year are known, which are never none. */
  public boolean knows(int year) {
    @Nullable LocalDate first = holidays.ceiling(LocalDate.of(year, 1, 1));
    return first != null && first.getYear() == year;
  }

  public boolean isWorkingDay(LocalDate day) {
    return makeUpDays.contains(day) || (!isWeekend(day) && !holidays.contains(day));
  }

  public static boolean isWeekend(LocalDate day) {
    return day.getDayOfWeek() == DayOfWeek.SATURDAY || day.getDayOfWeek() == DayOfWeek.SUNDAY;
  }
}
