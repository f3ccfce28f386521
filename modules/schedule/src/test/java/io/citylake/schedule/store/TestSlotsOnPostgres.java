package io.citylake.schedule.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.citylake.contract.settings.Settings.CatalogSettings;
import io.citylake.lake.catalog.CatalogDatabase;
import io.citylake.lake.catalog.DatabaseClock;
import io.citylake.lake.lease.LeaseSettings.Owner;
import io.citylake.model.JobName;
import io.citylake.model.TableName;
import io.citylake.schedule.Backfill;
import io.citylake.schedule.BackfillDates;
import io.citylake.schedule.BackfillDates.Which;
import io.citylake.schedule.Scheduler;
import io.citylake.schedule.SchedulerListener;
import io.citylake.schedule.SchedulerLoop;
import io.citylake.schedule.SchedulerSettings;
import io.citylake.schedule.SlotOutcome;
import io.citylake.schedule.plan.ScheduledTask;
import io.citylake.schedule.plan.ScheduledTasks;
import io.citylake.schedule.slot.Slot;
import io.citylake.schedule.slot.SlotId;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class TestSlotsOnPostgres extends DatabaseSlotsContract {
  private static EmbeddedPostgres server;

  @BeforeAll
  static void start() throws IOException {
    server = EmbeddedPostgres.start();
  }

  @AfterAll
  static void stop() throws IOException {
    server.close();
  }

  @Override
  CatalogSettings catalog() {
    return new CatalogSettings(server.getJdbcUrl("postgres", "postgres"), null, null);
  }

  @AfterEach
  void empty() {
    for (String table : new String[] {"slots", "slot_changes", "slot_marks", "slot_looks"}) {
      execute("DELETE FROM citylake_" + table);
    }
  }

  /** Each by its own connections, as processes of two machines have them. */
  @Test
  void twoSchedulersRunNothingTwice() throws Exception {
    List<ScheduledTask> tasks = new ArrayList<>();
    for (String name : List.of("a", "b", "c", "d")) {
      List<JobName> needs = name.equals("d") ? List.of(new JobName("t", "a")) : List.of();
      tasks.add(
          new ScheduledTask(
              new JobName("t", name),
              tasks.size(),
              new TableName("t", name),
              null,
              null,
              needs,
              null));
    }
    ScheduledTasks all = new ScheduledTasks(tasks, Map.of(), java.time.ZoneOffset.UTC);
    LocalDate from = LocalDate.of(2026, 1, 1);
    Backfill backfill =
        new Backfill(
            store(),
            all,
            new BackfillDates(from, from.plusDays(14), ZoneOffset.UTC, Which.SCHEDULED, Map.of()),
            new DatabaseClock(database));
    backfill.begin("wang", Backfill.Again.FAILED_ONLY);
    Map<SlotId, Integer> runs = new ConcurrentHashMap<>();
    ExecutorService machines = Executors.newFixedThreadPool(2);
    List<Future<Integer>> ran = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      ran.add(machines.submit(() -> work(all, backfill.series(), runs)));
    }
    int total = 0;
    for (Future<Integer> each : ran) {
      total += each.get();
    }
    machines.shutdown();
    assertThat(total).isEqualTo(60);
    assertThat(runs).hasSize(60);
    assertThat(runs.values()).containsOnly(1);
    assertThat(backfill.hasRun()).isTrue();
  }

  private int work(ScheduledTasks tasks, String series, Map<SlotId, Integer> runs) {
    AtomicInteger own = new AtomicInteger();
    try (CatalogDatabase connections = new CatalogDatabase(catalog());
        SchedulerProcess process = SchedulerProcess.open(connections, series, Owner.current())) {
      Clock clock = new DatabaseClock(connections);
      Scheduler scheduler =
          new Scheduler(
              new CatalogSlotStore(connections),
              tasks,
              new SchedulerSettings(series, process.name(), SchedulerSettings.ANY_JUMP),
              clock);
      new SchedulerLoop(
              scheduler,
              (slot, stop) -> {
                own.incrementAndGet();
                runs.merge(slot.id(), 1, Integer::sum);
                return new SlotOutcome(SlotOutcome.Kind.PASSED, "r", null, "");
              },
              new Silent(),
              clock,
              2)
          .runToEnd();
    }
    return own.get();
  }

  private static final class Silent implements SchedulerListener {
    @Override
    public void began(Slot slot) {}

    @Override
    public void ended(Slot slot) {}

    @Override
    public void held(Instant last, Instant now) {}
  }

  @Test
  void severalSchedulersOfSeveralMachinesShareTheWork() {
    try (SchedulerProcess here = SchedulerProcess.open(database, "schedule", Owner.current());
        SchedulerProcess there =
            SchedulerProcess.open(database, "schedule", new Owner("elsewhere", 1, 1))) {
      assertThat(here.name()).isNotEqualTo(there.name());
    }
  }
}
