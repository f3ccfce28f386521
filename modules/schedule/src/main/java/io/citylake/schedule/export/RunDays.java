package io.citylake.schedule.export;

import io.citylake.contract.schedule.Cron;
import io.citylake.contract.schedule.DayRule;
import io.citylake.contract.schedule.When;
import io.citylake.schedule.time.Timetable;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The local days on which something runs: listed one by one where a cron text or a calendar leaves
 * some out, as far as the calendar knows, and at most until the end of the year after the first.
 *
 * @param days null for all
 * @param until the last that is decided; null where all are
 */
record RunDays(@Nullable List<LocalDate> days, @Nullable LocalDate until) {

  static RunDays of(Timetable timetable, LocalDate start) {
    When when = timetable.schedule().when();
    boolean everyDay = !(when instanceof Cron cron) || cron.isEveryDay();
    if (everyDay && timetable.schedule().days() == null) {
      return new RunDays(null, null);
    }
    LocalDate end = LocalDate.of(start.getYear() + 1, 12, 31);
    List<LocalDate> days = new ArrayList<>();
    for (LocalDate day = start; !day.isAfter(end); day = day.plusDays(1)) {
      if (when instanceof Cron cron && !cron.names(day)) {
        continue;
      }
      DayRule.Answer answer = timetable.answer(day);
      if (answer == DayRule.Answer.UNKNOWN) {
        return new RunDays(days, day.minusDays(1));
      }
      if (answer == DayRule.Answer.YES) {
        days.add(day);
      }
    }
    return new RunDays(days, end);
  }
}
