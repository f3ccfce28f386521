package io.citylake.contract.job;

import io.citylake.contract.Title;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;

/** Which days are worked: weekdays, less holidays, plus make-up days (调休). */
public record Calendar(
    String name, Title title, Set<LocalDate> holidays, Set<LocalDate> makeUpDays) {
  public Calendar {
    holidays = Collections.unmodifiableSet(new TreeSet<>(holidays));
    makeUpDays = Collections.unmodifiableSet(new TreeSet<>(makeUpDays));
  }

  public boolean isWorkingDay(LocalDate day) {
    if (makeUpDays.contains(day)) {
      return true;
    }
    boolean weekend =
        day.getDayOfWeek() == DayOfWeek.SATURDAY || day.getDayOfWeek() == DayOfWeek.SUNDAY;
    return !weekend && !holidays.contains(day);
  }
}
