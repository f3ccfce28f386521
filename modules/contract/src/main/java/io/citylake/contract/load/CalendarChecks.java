package io.citylake.contract.load;

import io.citylake.contract.job.Calendar;
import io.citylake.contract.shape.View;
import io.citylake.contract.shape.View.Placed;
import java.time.LocalDate;
import java.util.List;

/** What the days of a calendar must be together. */
final class CalendarChecks {
  private CalendarChecks() {}

  static void run(View calendar, Diagnostics findings) {
    List<LocalDate> holidays = calendar.list("holidays", LocalDate.class);
    for (Placed<LocalDate> day : calendar.placed("make-up-days", LocalDate.class)) {
      if (holidays.contains(day.value())) {
        findings.add(
            day.place(), "%s is a holiday and a make-up day; it is one".formatted(day.value()));
      } else if (!Calendar.isWeekend(day.value())) {
        findings.add(
            day.place(),
            "make-up day %s is no Saturday or Sunday: weekdays are worked as they are"
                .formatted(day.value()));
      }
    }
  }
}
