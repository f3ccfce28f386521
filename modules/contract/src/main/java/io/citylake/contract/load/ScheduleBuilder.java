package io.citylake.contract.load;

import io.citylake.contract.Theme;
import io.citylake.contract.schedule.Arrival;
import io.citylake.contract.schedule.Cron;
import io.citylake.contract.schedule.DayRule;
import io.citylake.contract.schedule.InputDates;
import io.citylake.contract.schedule.Missed;
import io.citylake.contract.schedule.Needs;
import io.citylake.contract.schedule.Pool;
import io.citylake.contract.schedule.Priority;
import io.citylake.contract.schedule.Schedule;
import io.citylake.contract.schedule.Schedule.Days;
import io.citylake.contract.schedule.Scheduling;
import io.citylake.contract.schedule.When;
import io.citylake.contract.settings.Settings;
import io.citylake.contract.shape.View;
import io.citylake.model.TableName;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Makes schedules of files that are without a problem. */
final class ScheduleBuilder {
  private ScheduleBuilder() {}

  static Scheduling scheduling(View settings, ZoneId zone) {
    Map<String, Pool> pools = new TreeMap<>();
    settings.views("pools").forEach((name, pool) -> pools.put(name, pool(pool.value())));
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

  /** Of upkeep, of which one time makes good for all that were missed, unless it says otherwise. */
  static Schedule upkeep(View view, ZoneId zone) {
    Schedule read = schedule(view, zone);
    return view.has("missed") ? read : read.withMissed(Missed.LATEST);
  }

  private static Schedule schedule(View view, ZoneId zone) {
    return new Schedule(
        when(view),
        view.find("zone", ZoneId.class).orElse(zone),
        days(view),
        view.load("missed", Missed.class),
        view.find("deadline", Duration.class).orElse(null),
        Math.toIntExact(view.load("retries", Long.class)),
        view.find("pool", String.class).orElse(null),
        view.load("priority", Priority.class),
        new Needs(
            view.child("arrival").map(ScheduleBuilder::arrival).orElse(null),
            view.list("after", TableName.class),
            inputs(view)));
  }

  private static Pool pool(View view) {
    return new Pool(
        Math.toIntExact(view.load("places", Long.class)),
        view.find("hours", Pool.Hours.class).orElse(null));
  }

  private static @Nullable When when(View view) {
    if (view.has("every")) {
      return new When.Every(view.load("every", Duration.class));
    }
    if (view.has("cron")) {
      return Cron.parse(view.text("cron"));
    }
    // What is delivered for a date comes after it, at a time that nobody knows.
    return view.has("arrival") && !view.has("after") ? Cron.parse("@daily") : null;
  }

  private static Arrival arrival(View view) {
    boolean told = view.has("done-flag") || view.has("control");
    return new Arrival(
        view.find("files", String.class).orElse(null),
        Math.toIntExact(view.find("count", Long.class).orElse(told ? 0L : 1L)),
        view.find("done-flag", String.class).orElse(null),
        view.child("control")
            .map(
                each ->
                    new Arrival.Control(
                        each.text("path"),
                        each.text("file"),
                        each.find("bytes", String.class).orElse(null)))
            .orElse(null));
  }

  private static SortedMap<TableName, InputDates> inputs(View view) {
    SortedMap<TableName, InputDates> inputs = new TreeMap<>();
    view.map("inputs", InputDates.class)
        .forEach((table, dates) -> inputs.put(TableName.parse(table), dates.value()));
    return inputs;
  }

  private static @Nullable Days days(View view) {
    return view.find("calendar", String.class)
        .map(name -> new Days(name, view.find("on", DayRule.class).orElse(DayRule.WORKING_DAYS)))
        .orElse(null);
  }
}
