package io.citylake.schedule.export;

import io.citylake.contract.schedule.Cron;
import io.citylake.contract.schedule.Schedule;
import io.citylake.contract.schedule.When;
import io.citylake.model.JobName;
import io.citylake.schedule.time.Timetable;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Objects;

/** What moments are in the words of all schedulers. */
final class Moments {
  private Moments() {}

  /** The time of day of what runs once on it. */
  static LocalTime once(Timetable timetable) {
    Cron.Times times = ((Cron) Objects.requireNonNull(timetable.schedule().when())).times();
    return LocalTime.of(times.hours().get(0), times.minutes().get(0), times.seconds().get(0));
  }

  static void requireNamed(ZoneId zone, String whose) {
    if (!ZoneId.getAvailableZoneIds().contains(zone.getId())) {
      throw ExportRefusals.zone(zone, whose);
    }
  }

  static Pulse pulse(JobName name, Timetable timetable) {
    Schedule schedule = timetable.schedule();
    When when = Objects.requireNonNull(schedule.when());
    Cron cron =
        when instanceof When.Every every ? EverySaid.asCron(name, schedule, every) : (Cron) when;
    Cron.Times times = cron.times();
    if (times.seconds().size() > 1) {
      throw ExportRefusals.seconds(name, when);
    }
    return new Pulse(
        false, schedule.zone(), times.hours(), times.minutes(), times.seconds().get(0));
  }
}
