package io.citylake.bench;

import com.sun.management.OperatingSystemMXBean;
import io.citylake.app.EmbeddedLake;
import io.citylake.app.LakeHost;
import io.citylake.contract.Workspace;
import io.citylake.contract.load.WorkspaceLoader;
import io.citylake.contract.settings.Environment;
import io.citylake.lake.history.MaintenanceLog.Entry;
import io.citylake.lake.history.RunOutcome;
import io.citylake.lake.metadata.TableRefs;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import io.citylake.model.JobName;
import io.citylake.model.TableName;
import io.citylake.publish.plan.Planner.Drops;
import io.citylake.run.batch.JobResult;
import io.citylake.run.round.RunListener;
import io.citylake.run.round.RunRequest;
import io.citylake.run.round.RunRequest.FailurePolicy;
import io.citylake.run.round.RunRequest.Mode;
import io.citylake.run.session.SparkStarter;
import io.citylake.schedule.SimulatedClock;
import io.citylake.upkeep.Maintenance;
import io.citylake.upkeep.Maintenance.Scope;
import io.citylake.upkeep.UpkeepPolicy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Table;
import org.apache.iceberg.io.CloseableIterable;

/**
 * Days of a table that is loaded all the time, each with its upkeep: whether what a load, a reader
 * and upkeep itself have to do stays as it was, however long this goes on.
 *
 * <p>A day is an hour of loads every fifteen seconds, the step that follows them, upkeep, and the
 * step again, which then has nothing to do. Time is played, and goes on by a day each time. Iceberg
 * stamps snapshots by the machine's clock, so upkeep is told when the day began by that one:
 * snapshots of the days before are older than a day.
 */
public final class UpkeepBench {
  private static final TableName DERIVED = TableName.parse("bench.dws_day");
  private static final JobName STEP = JobName.parse("bench.dws_day");
  private static final Duration BETWEEN = Duration.ofSeconds(15);

  /** So many loads after one another, planning is measured once. */
  private static final int PLANNED_EACH = 24;

  private final Path directory;
  private final Play play;
  private final Clock machine;

  /**
   * What is played.
   *
   * @param commits of each day
   * @param rows of each commit
   * @param longest after which no other day is begun
   */
  public record Play(int days, int commits, int rows, Duration longest) {
    public Play {
      if (days < 1 || commits < 1 || rows < LiveLoad.DEVICES) {
        throw new CityLakeException(
            ErrorCode.USAGE,
            "Cannot play this: there must be a day, a commit and %d rows at least (days=%d, commits=%d, rows=%d)"
                .formatted(LiveLoad.DEVICES, days, commits, rows));
      }
    }
  }

  /**
   * @param machine the machine's own, by which Iceberg stamps
   */
  public UpkeepBench(Path directory, Play play, Clock machine) {
    this.directory = directory;
    this.play = play;
    this.machine = machine;
  }

  /**
   * Plays and measures. What was measured is written after each day, so that little is lost where
   * the process is ended.
   *
   * @param progress hears a line after each day
   */
  public UpkeepReport run(Consumer<String> progress) {
    BenchWorkspace.makeFollowed(directory);
    // After the machine's clock, so that nothing that it stamps is of the future.
    LocalDate first = LocalDate.ofInstant(machine.instant(), ZoneOffset.UTC).plusDays(3);
    Workspace workspace = WorkspaceLoader.loadOrThrow(directory, Environment.of(Map.of()), first);
    ZoneId zone = workspace.settings().zone();
    SimulatedClock clock = new SimulatedClock(first.atStartOfDay(zone).toInstant());
    UpkeepReport report = new UpkeepReport(play);
    LakeHost host = new LakeHost(Environment.of(Map.of()), clock, SparkStarter.owned());
    try (EmbeddedLake lake = EmbeddedLake.open(workspace, first, host)) {
      lake.apply(lake.plan(Drops.REFUSE), Drops.REFUSE);
      try (LiveLoad load = new LiveLoad(lake, clock)) {
        Days days = new Days(lake, load, clock, report);
        long end = System.nanoTime() + play.longest().toNanos();
        for (int day = 0; day < play.days() && System.nanoTime() < end; day++) {
          days.play(first.plusDays(day));
          progress.accept(report.line());
          report.write(directory.resolve("bench_upkeep.json"));
        }
      }
    }
    return report;
  }

  private final class Days {
    private final EmbeddedLake lake;
    private final LiveLoad load;
    private final SimulatedClock clock;
    private final UpkeepReport report;
    private final ZoneId zone;

    Days(EmbeddedLake lake, LiveLoad load, SimulatedClock clock, UpkeepReport report) {
      this.lake = lake;
      this.load = load;
      this.clock = clock;
      this.report = report;
      this.zone = lake.workspace().settings().zone();
    }

    void play(LocalDate day) {
      // As releases are thinned by the hour, the hour begins anew.
      clock.set(day.atTime(8, 0).atZone(zone).toInstant());
      Instant began = machine.instant();
      report.begin();
      for (int i = 0; i < play.commits(); i++) {
        load();
        if (i % PLANNED_EACH == PLANNED_EACH - 1) {
          plan();
        }
        clock.set(clock.instant().plus(BETWEEN));
      }
      report.derived(derive(day));
      clock.set(day.atTime(23, 0).atZone(zone).toInstant());
      maintain(began);
      report.derivedAnew(derive(day));
      Map<TableName, UpkeepReport.State> states = new TreeMap<>();
      for (TableName table : List.of(LiveLoad.TABLE, DERIVED)) {
        states.put(table, state(table));
      }
      report.end(states);
    }

    private void load() {
      long start = System.nanoTime();
      boolean published;
      try {
        published = load.run(play.rows());
      } catch (RuntimeException e) {
        report.failed(String.valueOf(e.getMessage()));
        return;
      }
      if (published) {
        report.loaded(System.nanoTime() - start);
      } else {
        report.failed("it was refused");
      }
    }

    private void plan() {
      long start = System.nanoTime();
      files(lake.catalog().loadTable(LiveLoad.TABLE));
      report.planned(System.nanoTime() - start);
    }

    /** How many groups were made. */
    private long derive(LocalDate day) {
      RunRequest request = new RunRequest(day, Mode.INCREMENTAL, FailurePolicy.STOP);
      JobResult step = lake.round(RunListener.none()).run(List.of(STEP), request).jobs().get(0);
      if (step.outcome() == null || !step.outcome().passed()) {
        throw new CityLakeException(
            ErrorCode.INTERNAL, "Cannot finish the benchmark's step: " + step.message());
      }
      return step.outcome() == RunOutcome.NOTHING_NEW ? 0 : step.tally().accepted();
    }

    private void maintain(Instant began) {
      UpkeepPolicy policy =
          UpkeepPolicy.standard().withKeepSnapshots(Duration.between(began, clock.instant()));
      Heard heard = new Heard();
      long start = System.nanoTime();
      Maintenance upkeep =
          lake.maintenance(
              lake.workspace().datasets().values(), policy, lake.cancellation(), heard::entry);
      upkeep.run(Scope.lake(lake.catalog().locations().keySet()), Maintenance.Mode.ACT);
      report.maintained(System.nanoTime() - start);
    }

    /** The played clock stands still while upkeep works. */
    private final class Heard {
      private final OperatingSystemMXBean process =
          ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
      private long last = System.nanoTime();
      private long lastCpu = process.getProcessCpuTime();

      void entry(Entry entry) {
        long now = System.nanoTime();
        long cpu = process.getProcessCpuTime();
        if (!entry.outcome().equals("done")) {
          throw new CityLakeException(
              ErrorCode.INTERNAL,
              "Cannot go on: upkeep was not done (action=%s, outcome=%s, message=%s)"
                  .formatted(entry.action(), entry.outcome(), entry.message()));
        }
        Long rows = entry.rows();
        if (entry.action().equals("compact") && rows != null) {
          report.compacted(rows, now - last, cpu - lastCpu);
        }
        last = now;
        lastCpu = cpu;
      }
    }

    private UpkeepReport.State state(TableName name) {
      Table table = lake.catalog().loadTable(name);
      String metadata = TableRefs.operations(table).current().metadataFileLocation();
      return new UpkeepReport.State(
          files(table),
          table.io().newInputFile(metadata).getLength(),
          TableRefs.operations(table).current().snapshots().size(),
          table.currentSnapshot().allManifests(table.io()).size());
    }

    /** Data files and deletion files that a reader of all rows reads. */
    private static long files(Table table) {
      long files = 0;
      try (CloseableIterable<FileScanTask> tasks = table.newScan().planFiles()) {
        for (FileScanTask task : tasks) {
          files += 1 + task.deletes().size();
        }
      } catch (IOException e) {
        throw new UncheckedIOException("Cannot plan " + table.name(), e);
      }
      return files;
    }
  }
}
