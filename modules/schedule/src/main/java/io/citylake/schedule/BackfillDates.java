package io.citylake.schedule;

import io.citylake.contract.job.Calendar;
import io.citylake.contract.schedule.DayRule;
import io.citylake.contract.schedule.Schedule;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import io.citylake.schedule.plan.ScheduledTask;
import io.citylake.schedule.time.Firing;
import io.citylake.schedule.time.Timetable;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The business dates of a backfill.
 *
 * @param to the last one
 * @param zone of those that have no schedule
 * @param calendars of the workspace, by name
 */
public record BackfillDates(
    LocalDate from, LocalDate to, ZoneId zone, Which which, Map<String, Calendar> calendars) {
  public BackfillDates {
    calendars = Map.copyOf(calendars);
  }

  /** Which of them a task has. */
  public enum Which {
    /** Those that its schedule has, by its moments and its calendar. */
    SCHEDULED,
    EACH
  }

  /** Why a task has a date or not. */
  enum Answer {
    HAS,
    /** Its schedule has no moment for it. */
    NO_MOMENT,
    /** Its calendar leaves out each moment that it has. */
    DAY_OFF,
    /** It has no moments of its own. */
    AS_ITS_INPUTS
  }

  Stream<LocalDate> each() {
    return from.datesUntil(to.plusDays(1));
  }

  /**
   * Whether a task has a date.
   *
   * @throws CityLakeException BACKFILL_DAY_UNKNOWN where its calendar doesn't say
   */
  Answer of(ScheduledTask task, LocalDate date) {
    if (which == Which.EACH) {
      return Answer.HAS;
    }
    Schedule declared = task.declared();
    if (declared == null || declared.when() == null) {
      return Answer.AS_ITS_INPUTS;
    }
    Schedule.Days days = declared.days();
    Timetable timetable =
        new Timetable(declared, days == null ? null : calendars.get(days.calendar()));
    List<Firing> moments = timetable.of(date);
    if (moments.isEmpty()) {
      return Answer.NO_MOMENT;
    }
    List<DayRule.Answer> answers =
        moments.stream().map(each -> timetable.answer(each.at())).distinct().toList();
    if (answers.contains(DayRule.Answer.YES)) {
      return Answer.HAS;
    }
    if (answers.contains(DayRule.Answer.UNKNOWN)) {
      throw new CityLakeException(
          ErrorCode.BACKFILL_DAY_UNKNOWN,
          "Cannot tell whether %s has %s: calendar %s has no holidays of the years that decide; add them to conf/calendars, or take every date by --all-dates"
              .formatted(task.name(), date, timetable.calendarName()));
    }
    return Answer.DAY_OFF;
  }
}
