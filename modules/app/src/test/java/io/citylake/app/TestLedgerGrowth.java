package io.citylake.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.citylake.contract.schedule.Cron;
import io.citylake.contract.schedule.Missed;
import io.citylake.contract.schedule.Schedule;
import io.citylake.contract.schedule.When;
import io.citylake.contract.settings.MaintainSettings.History;
import io.citylake.contract.settings.Settings.CatalogSettings;
import io.citylake.lake.catalog.CatalogDatabase;
import io.citylake.lake.history.HistoryPruning;
import io.citylake.lake.history.HistoryPruning.Part;
import io.citylake.lake.history.RunLedger;
import io.citylake.lake.history.RunOutcome;
import io.citylake.lake.history.RunRecord;
import io.citylake.lake.history.StageRecord;
import io.citylake.lake.lease.LeaseSettings;
import io.citylake.model.JobName;
import io.citylake.model.RunId;
import io.citylake.model.TableName;
import io.citylake.model.Tally;
import io.citylake.schedule.Scheduler;
import io.citylake.schedule.SchedulerSettings;
import io.citylake.schedule.SimulatedClock;
import io.citylake.schedule.SlotOutcome;
import io.citylake.schedule.plan.ScheduledTask;
import io.citylake.schedule.plan.ScheduledTasks;
import io.citylake.schedule.slot.Slot;
import io.citylake.schedule.store.CatalogSlotStore;
import io.citylake.schedule.store.SchedulerProcess;
import io.citylake.schedule.time.Timetable;
import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a week leaves in the catalog's database, over an executor that only writes its runs: four
 * jobs of every quarter of an hour that mostly find nothing, and twenty of every day.
 */
class TestLedgerGrowth {
  private static final ZoneId ZONE = ZoneId.of("Asia/Shanghai");
  private static final Instant START = Instant.parse("2026-03-01T16:00:00Z");
  private static final int OFTEN = 4;
  private static final int DAILY = 20;
  private static final int DAYS = 7;

  /**
   * A kilobyte and a half, as measured, for a slot that ran, with its changes, its run and its
   * stages.
   */
  private static final long MOST_BYTES_OF_A_SLOT = 2_500;

  @TempDir private Path directory;
  private final Random random = new Random(3);
  private final SimulatedClock clock = new SimulatedClock(START);

  @Test
  void aWeekStaysSmallAndOldWeeksGo() {
    try (CatalogDatabase database =
        new CatalogDatabase(
            new CatalogSettings("jdbc:sqlite:" + directory.resolve("c.db"), null, null))) {
      long empty = used(database);
      int slots = play(database);
      long grown = used(database) - empty;
      System.out.printf(
          "TestLedgerGrowth: %d slots a day, %,d KB a day, %,d bytes a slot%n",
          slots / DAYS, grown / DAYS / 1024, grown / slots);
      assertThat(slots).isEqualTo(DAYS * (OFTEN * 96 + DAILY));
      assertThat(grown / slots).isLessThan(MOST_BYTES_OF_A_SLOT);

      // As upkeep does it, once all of the week is old.
      Instant later = clock.instant().plus(Duration.ofDays(500));
      HistoryPruning pruning = new HistoryPruning(database);
      History keep = History.standard();
      assertThat(pruning.prune(Part.RUNS, later.minus(keep.runs()))).isPositive();
      pruning.prune(Part.STAGES, later.minus(keep.stages()));
      pruning.prune(Part.MOMENTS, later.minus(keep.moments()));
      pruning.prune(Part.SLOTS, later.minus(keep.slots()));
      long left = used(database) - empty;
      System.out.printf("TestLedgerGrowth: %,d KB of the week are left for good%n", left / 1024);
      assertThat(left).isLessThan(grown / 5);
      // Whose the rows are.
      assertThat(RunLedger.open(database).list(Optional.of(JobName.parse("t.d0")), 100))
          .hasSize(DAYS);
    }
  }

  private int play(CatalogDatabase database) {
    List<ScheduledTask> tasks = new ArrayList<>();
    for (int i = 0; i < OFTEN; i++) {
      tasks.add(task("q" + i, new When.Every(Duration.ofMinutes(15)), tasks.size()));
    }
    for (int i = 0; i < DAILY; i++) {
      tasks.add(task("d" + i, Cron.parse("30 2 * * *"), tasks.size()));
    }
    RunLedger ledger = RunLedger.open(database);
    int ran = 0;
    try (SchedulerProcess process =
        SchedulerProcess.open(database, "schedule", LeaseSettings.Owner.current())) {
      Scheduler scheduler =
          new Scheduler(
              new CatalogSlotStore(database),
              new ScheduledTasks(tasks, Map.of(), ZONE),
              new SchedulerSettings("schedule", process.name(), SchedulerSettings.ANY_JUMP),
              clock);
      scheduler.look(0);
      Instant end = START.plus(Duration.ofDays(DAYS));
      while (clock.instant().isBefore(end)) {
        clock.set(clock.instant().plus(Duration.ofMinutes(15)));
        for (Slot slot : scheduler.look(100).claimed()) {
          boolean often = slot.id().task().job().startsWith("q");
          boolean nothing = often && random.nextInt(10) > 0;
          RunId run = record(ledger, slot, nothing ? RunOutcome.NOTHING_NEW : RunOutcome.PUBLISHED);
          scheduler.ended(
              slot,
              new SlotOutcome(
                  SlotOutcome.Kind.PASSED,
                  run.value(),
                  null,
                  "published: read 100 accepted 98 quarantined 1 duplicates 1"));
          ran++;
        }
      }
    }
    return ran;
  }

  private RunId record(RunLedger ledger, Slot slot, RunOutcome outcome) {
    Instant at = clock.instant();
    RunId id = RunId.create(at, random);
    boolean published = outcome == RunOutcome.PUBLISHED;
    ledger.record(
        new RunRecord(
            id,
            slot.id().task(),
            new TableName("t", slot.id().task().job()),
            "load",
            slot.businessDate(),
            at,
            at.plusSeconds(2),
            outcome,
            published
                ? new Tally(100, 98, 1, 1, 0, 0, 0, Map.of("level:range", 1L), Map.of())
                : Tally.none(),
            published ? "{\"files\": 120}" : null,
            published ? "{\"files\": 121}" : null,
            null,
            null));
    ledger.recordStages(
        id,
        Stream.of("begin", "list", "stage", "audit", "publish")
            .limit(published ? 5 : 2)
            .map(stage -> new StageRecord(stage, at, Duration.ofMillis(120)))
            .toList());
    return id;
  }

  private static ScheduledTask task(String name, When when, int order) {
    Schedule schedule = new Schedule(when, ZONE, null, Missed.ALL, null, 3, null);
    return new ScheduledTask(
        JobName.parse("t." + name),
        order,
        new TableName("t", name),
        schedule,
        new Timetable(schedule, null),
        List.of(),
        null);
  }

  /** Pages in use; those that are free are used again. */
  private static long used(CatalogDatabase database) {
    return database.call(
        connection -> {
          try (PreparedStatement query =
                  connection.prepareStatement(
                      "SELECT (page_count - freelist_count) * page_size FROM pragma_page_count(),"
                          + " pragma_freelist_count(), pragma_page_size()");
              ResultSet row = query.executeQuery()) {
            row.next();
            return row.getLong(1);
          }
        });
  }
}
