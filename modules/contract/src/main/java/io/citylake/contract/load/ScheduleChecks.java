package io.citylake.contract.load;

import io.citylake.contract.schedule.Cron;
import io.citylake.contract.schedule.InputDates;
import io.citylake.contract.schedule.When;
import io.citylake.contract.shape.View;
import io.citylake.model.TableName;
import java.time.Duration;
import java.util.List;
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

  /** Whose schedule it is. */
  enum Place {
    JOB,
    STEP,
    /** A theme's or the settings', for jobs that have none. */
    STANDARD
  }

  /** Of a file that may have a schedule. */
  void of(View file, Place place) {
    file.child("schedule").ifPresent(schedule -> schedule(schedule, place));
    file.find("timeout", Duration.class)
        .filter(timeout -> timeout.compareTo(SHORTEST) < 0)
        .ifPresent(
            timeout -> findings.add(file.place("timeout"), "'timeout' must be a second at least"));
  }

  /** Of upkeep: it has its own place, so it shares none. */
  void upkeep(View maintain) {
    maintain
        .child("schedule")
        .ifPresent(
            schedule -> {
              schedule(schedule, Place.STANDARD);
              for (String key : List.of("pool", "priority")) {
                if (schedule.has(key)) {
                  findings.add(
                      schedule.place(key),
                      "'%s' doesn't go with maintain: it has a place of its own beside what else runs; see 'hours'"
                          .formatted(key));
                }
              }
            });
  }

  private void schedule(View schedule, Place place) {
    moments(schedule, place);
    needs(schedule, place);
    run(schedule);
  }

  private void moments(View schedule, Place place) {
    boolean cron = schedule.has("cron");
    boolean every = schedule.has("every");
    if (cron && every) {
      findings.add(
          schedule.place(), "'schedule' must have exactly one of cron, every, not cron and every");
    }
    boolean told = place == Place.JOB && (schedule.has("arrival") || schedule.has("after"));
    if (!cron && !every && place != Place.STEP && !told) {
      findings.add(
          schedule.place(),
          place == Place.JOB
              ? "'schedule' of a job must have cron, every, arrival or after"
              : "'schedule' must have cron or every");
    }
    boolean daily = place == Place.JOB && schedule.has("arrival") && !schedule.has("after");
    for (String key : List.of("calendar", "missed", "zone")) {
      if (!cron && !every && !daily && schedule.has(key)) {
        findings.add(
            schedule.place(key),
            "'%s' needs 'cron' or 'every': what follows others has their days".formatted(key));
      }
    }
  }

  private void needs(View schedule, Place place) {
    for (String key : List.of("arrival", "after", "inputs")) {
      boolean fits = place == Place.JOB || (place == Place.STEP && !key.equals("arrival"));
      if (schedule.has(key) && !fits) {
        findings.add(
            schedule.place(key),
            place == Place.STEP
                ? "'arrival' goes with jobs: a step reads tables"
                : "'%s' goes with a job or step".formatted(key));
      }
    }
    for (View.Placed<TableName> table : schedule.placed("after", TableName.class)) {
      table(table.value(), table.place());
    }
    schedule
        .map("inputs", InputDates.class)
        .forEach(
            (name, dates) -> {
              try {
                table(TableName.parse(name), dates.place());
              } catch (IllegalArgumentException e) {
                findings.add(
                    dates.place(), "'%s' is no table: expected theme.table".formatted(name));
              }
            });
  }

  private void table(TableName table, io.citylake.contract.yaml.Place place) {
    if (!drafts.datasets().containsKey(table)) {
      findings.unknown(
          place,
          "table",
          table.toString(),
          drafts.datasets().keySet().stream().map(TableName::toString).toList());
    }
  }

  private void run(View schedule) {
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
        .filter(name -> !drafts.settings().views("pools").containsKey(name))
        .ifPresent(
            name ->
                findings.unknown(
                    schedule.place("pool"),
                    "pool",
                    name,
                    drafts.settings().views("pools").keySet()));
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
