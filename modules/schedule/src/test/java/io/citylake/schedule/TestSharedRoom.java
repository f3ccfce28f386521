package io.citylake.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import io.citylake.contract.Workspace;
import io.citylake.contract.load.WorkspaceLoader;
import io.citylake.contract.settings.Environment;
import io.citylake.model.JobName;
import io.citylake.schedule.plan.ScheduledTasks;
import io.citylake.schedule.slot.Slot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The schedule and backfills of jobs that it doesn't have share pools and tables. */
class TestSharedRoom {
  private static final LocalDate DAY = LocalDate.of(2026, 4, 1);

  @TempDir private Path home;
  private final ScheduleFixture lake = new ScheduleFixture();
  private Workspace workspace;

  @BeforeEach
  void open() throws IOException {
    write("conf/themes/t.yaml", "title: {zh: 水, en: Water}\nowner: 水务局\n");
    write("conf/citylake.yaml", "zone: Asia/Shanghai\npools: {department: 1}\n");
    for (String table : List.of("ods_one", "ods_two", "ods_own")) {
      write(
          "conf/themes/t/%s.yaml".formatted(table),
          """
          title: {zh: 位, en: Level}
          layer: ods
          grain: one
          columns: [{name: level, type: string}]
          """);
    }
    job("one", "ods_one", "schedule: {cron: \"0 2 * * *\", pool: department}");
    job("two", "ods_two", "schedule: {cron: \"0 2 * * *\", pool: department}");
    job("byhand", "ods_own", "");
    job("owner", "ods_own", "schedule: {cron: \"0 2 * * *\"}");
    workspace = WorkspaceLoader.loadOrThrow(home, Environment.of(Map.of()), DAY);
  }

  private void job(String name, String table, String schedule) throws IOException {
    write(
        "jobs/t/%s.yaml".formatted(name),
        """
        title: {zh: 位, en: Level}
        target: t.%s
        %s
        source: {files: {path: "landing/%s/${bizdate}.csv", format: csv}}
        columns: {level: level}
        """
            .formatted(table, schedule, name));
  }

  private void write(String file, String text) throws IOException {
    Path path = home.resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, text);
  }

  private Scheduler schedule() {
    List<JobName> all = List.copyOf(workspace.tasks().keySet());
    lake.store.enter("p");
    return new Scheduler(
        lake.store,
        ScheduledTasks.of(workspace, all, name -> Set.of()),
        new SchedulerSettings("schedule", "p", SchedulerSettings.ANY_JUMP),
        lake.clock);
  }

  private Scheduler backfill(String job) {
    ScheduledTasks tasks =
        ScheduledTasks.chosen(workspace, List.of(ScheduleFixture.task(job)), name -> Set.of());
    Backfill backfill = new Backfill(lake.store, tasks, lake.dates(DAY, DAY), lake.clock);
    backfill.begin("wang", Backfill.Again.FAILED_ONLY);
    String process = "of " + job;
    lake.store.enter(process, backfill.series());
    return new Scheduler(
        lake.store,
        tasks,
        new SchedulerSettings(backfill.series(), process, SchedulerSettings.ANY_JUMP),
        lake.clock);
  }

  @Test
  void aBackfillTakesNoPlaceThatTheScheduleHas() {
    Scheduler schedule = schedule();
    schedule.look(9);
    lake.clock.set(ScheduleFixture.at("2026-04-29T02:00"));
    List<Slot> running = schedule.look(9).claimed();
    assertThat(ScheduleFixture.names(running))
        .containsExactlyInAnyOrder("one@2026-04-28", "owner@2026-04-28");
    Scheduler two = backfill("two");
    assertThat(two.look(9).claimed()).as("its pool's only place is taken").isEmpty();
    Scheduler byhand = backfill("byhand");
    assertThat(byhand.look(9).claimed()).as("its table is written").isEmpty();
    running.forEach(each -> schedule.ended(each, ScheduleFixture.passed()));
    schedule.look(9).claimed().forEach(each -> schedule.ended(each, ScheduleFixture.passed()));
    assertThat(two.look(9).claimed()).hasSize(1);
    assertThat(byhand.look(9).claimed()).hasSize(1);
  }

  @Test
  void theScheduleWaitsForTheTableThatABackfillWrites() {
    Scheduler schedule = schedule();
    schedule.look(9);
    Scheduler byhand = backfill("byhand");
    Slot running = byhand.look(9).claimed().get(0);
    Scheduler two = backfill("two");
    assertThat(two.look(9).claimed()).hasSize(1);
    assertThat(backfill("one").look(9).claimed()).as("two backfills, too").isEmpty();
    lake.clock.set(ScheduleFixture.at("2026-04-29T02:00"));
    assertThat(schedule.look(9).claimed()).as("no place, and a table that is written").isEmpty();
    byhand.ended(running, ScheduleFixture.passed());
    assertThat(ScheduleFixture.names(schedule.look(9).claimed()))
        .containsExactly("owner@2026-04-28");
  }
}
