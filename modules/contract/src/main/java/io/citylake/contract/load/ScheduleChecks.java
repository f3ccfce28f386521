package io.citylake.contract.load;

import io.citylake.contract.schedule.Cron;
import io.citylake.contract.schedule.When;
import io.citylake.contract.shape.View;
import java.time.Duration;
import java.util.Optional;

/** What a schedule must say. */
final class ScheduleChecks {
  private static final Duration SHORTEST = Duration.ofSeconds(1);

  private final Drafts drafts;
  private final Diagnostics findings;

  ScheduleChecks(Drafts drafts, Diagnostics findings) {
    this.drafts = drafts;
    this.findings = findings;
  }

  /** Of a file that may have a schedule. */
  void of(View file) {
    file.child("schedule").ifPresent(this::run);
    file.find("timeout", Duration.class)
        .filter(timeout -> timeout.compareTo(SHORTEST) < 0)
        .ifPresent(
            timeout -> findings.add(file.place("timeout"), "'timeout' must be a second at least"));
  }

  void run(View schedule) {
    schedule
        .find("cron", String.class)
        .flatMap(ScheduleChecks::mistake)
        .ifPresent(mistake -> findings.add(schedule.place("cron"), mistake));
    schedule
        .find("every", Duration.class)
        .filter(every -> every.compareTo(When.Every.SHORTEST) < 0)
        .ifPresent(
            every -> findings.add(schedule.place("every"), "'every' must be a minute at least"));
    schedule
        .find("calendar", String.class)
        .filter(name -> !drafts.calendars().containsKey(name))
        .ifPresent(
            name ->
                findings.unknown(
                    schedule.place("calendar"), "calendar", name, drafts.calendars().keySet()));
    if (schedule.has("on") && !schedule.has("calendar")) {
      findings.add(schedule.place("on"), "'on' needs a 'calendar'");
    }
    schedule
        .find("pool", String.class)
        .filter(name -> !drafts.settings().map("pools", Long.class).containsKey(name))
        .ifPresent(
            name ->
                findings.unknown(
                    schedule.place("pool"),
                    "pool",
                    name,
                    drafts.settings().map("pools", Long.class).keySet()));
  }

  private static Optional<String> mistake(String cron) {
    try {
      Cron.parse(cron);
      return Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.of("'cron' " + String.valueOf(e.getMessage()).replaceFirst("^it ", ""));
    }
  }
}
