package io.citylake.schedule.export;

import io.citylake.contract.schedule.Cron;
import io.citylake.contract.schedule.Missed;
import io.citylake.contract.schedule.Schedule;
import io.citylake.contract.schedule.When;
import io.citylake.model.JobName;
import io.citylake.schedule.time.Firing;
import io.citylake.schedule.time.Timetable;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;

/** A distance as a cron text, where one has the very same moments. */
final class EverySaid {
  private static final Duration HOUR = Duration.ofHours(1);

  /** From one change of the clocks to the next but one. */
  private static final Duration TRIED = Duration.ofDays(400);

  private EverySaid() {}

  static Cron asCron(JobName name, Schedule schedule, When.Every every) {
    ZoneId zone = schedule.zone();
    Cron cron = Cron.parse(text(every.distance()));
    Instant from = LocalDate.of(2026, 1, 1).atStartOfDay(zone).toInstant();
    if (!moments(every, zone, from).equals(moments(cron, zone, from))) {
      throw ExportRefusals.distance(name, every, zone);
    }
    return cron;
  }

  /** One that has the same moments where any has. */
  private static String text(Duration distance) {
    long minutes = Math.max(1, distance.toMinutes());
    if (minutes < HOUR.toMinutes()) {
      return "*/%d * * * *".formatted(minutes);
    }
    return distance.toHours() < 24 ? "0 */%d * * *".formatted(distance.toHours()) : "0 0 * * *";
  }

  private static List<Instant> moments(When when, ZoneId zone, Instant from) {
    Schedule schedule = new Schedule(when, zone, null, Missed.ALL, null, 0, null);
    return new Timetable(schedule, null)
        .firings(from, from.plus(TRIED)).stream().map(Firing::at).toList();
  }
}
