package io.citylake.contract.load;

import io.citylake.contract.Theme;
import io.citylake.contract.schedule.Cron;
import io.citylake.contract.schedule.DayRule;
import io.citylake.contract.schedule.Missed;
import io.citylake.contract.schedule.Schedule;
import io.citylake.contract.schedule.Schedule.Days;
import io.citylake.contract.schedule.Scheduling;
import io.citylake.contract.schedule.When;
import io.citylake.contract.settings.Settings;
import io.citylake.contract.shape.View;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Makes schedules of files that are without a problem. */
final class ScheduleBuilder {
  private ScheduleBuilder() {}

  static Scheduling scheduling(View settings, ZoneId zone) {
    Map<String, Integer> pools = new TreeMap<>();
    settings
        .map("pools", Long.class)
        .forEach((name, most) -> pools.put(name, Math.toIntExact(most.value())));
    return new Scheduling(
        build(settings, zone).orElse(null),
        settings.find("timeout", Duration.class).orElse(null),
        pools);
  }

  /** A task's own time limit, else its theme's, else the settings'; null for none. */
  static @Nullable Duration timeout(View task, Theme theme, Settings settings) {
    return task.find("timeout", Duration.class)
        .or(() -> Optional.ofNullable(theme.timeout()))
        .orElse(settings.scheduling().timeout());
  }

  /** The schedule of a file that may have one. */
  static Optional<Schedule> build(View file, ZoneId zone) {
    return file.child("schedule").map(view -> schedule(view, zone));
  }

  private static Schedule schedule(View view, ZoneId zone) {
    return new Schedule(
        when(view),
        view.find("zone", ZoneId.class).orElse(zone),
        days(view),
        view.load("missed", Missed.class),
        view.find("deadline", Duration.class).orElse(null),
        Math.toIntExact(view.load("retries", Long.class)),
        view.find("pool", String.class).orElse(null));
  }

  private static When when(View view) {
    return view.find("every", Duration.class)
        .<When>map(When.Every::new)
        .orElseGet(() -> Cron.parse(view.text("cron")));
  }

  private static @Nullable Days days(View view) {
    return view.find("calendar", String.class)
        .map(name -> new Days(name, view.find("on", DayRule.class).orElse(DayRule.WORKING_DAYS)))
        .orElse(null);
  }
}
