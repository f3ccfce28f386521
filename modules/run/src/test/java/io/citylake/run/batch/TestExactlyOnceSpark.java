package io.citylake.run.batch;

import static org.assertj.core.api.Assertions.assertThat;

import io.citylake.contract.Workspace;
import io.citylake.lake.history.RunOutcome;
import io.citylake.run.OpenLake;
import io.citylake.run.RunFixture;
import io.citylake.run.round.RunRequest.Mode;
import io.citylake.testkit.Faults;
import io.citylake.testkit.SimulatedDeathException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What reliability means: a run killed anywhere and started again ends with the same table. */
class TestExactlyOnceSpark {
  private static final List<String> ROWS = List.of("府河|1.500", "江安河|3.500", "沙河|2.500");

  private static final String STATE =
      "SELECT * FROM (SELECT 'row' AS what, station, string(level) AS level FROM lake.water.ods_level"
          + " UNION ALL SELECT 'branch', name, null FROM lake.water.ods_level.refs) ORDER BY 1, 2, 3";

  @TempDir private Path directory;

  @BeforeEach
  @AfterEach
  void noFaults() {
    Faults.reset();
  }

  private RunFixture lake(String name) {
    RunFixture lake =
        new RunFixture(directory.resolve(name))
            .dataset("append")
            .job()
            .landing("a.csv", "府河,2026-01-01 08:00,1.5,", "沙河,2026-01-01 08:00,2.5,")
            .landing("b.csv", "江安河,2026-01-01 08:00,3.5,", "江安河,2026-01-01 08:00,99,");
    lake.apply();
    return lake;
  }

  /** R01. */
  @Test
  void deathAtAnyStepAndRestartGivesTheRowsOnce() {
    RunFixture measured = lake("measured");
    runWithFaults(measured, 0);
    int steps = Faults.steps().size();
    List<String> names = Faults.steps();
    assertThat(steps).isGreaterThan(20);
    for (int step = 1; step <= steps; step++) {
      RunFixture lake = lake("step" + step);
      runWithFaults(lake, step);
      Faults.reset();
      lake.processIsGone();
      String where = "killed at step " + step + " of " + steps + " (" + names.get(step - 1) + ")";
      try (OpenLake open = lake.open(lake.workspace())) {
        JobResult again = RunFixture.run(open, Mode.INCREMENTAL);
        assertThat(again.outcome().passed()).as("%s: %s", where, again.message()).isTrue();
        assertThat(RunFixture.rows(open, STATE))
            .as(where)
            .containsExactly("branch|main|null", "row|府河|1.500", "row|江安河|3.500", "row|沙河|2.500");
        assertThat(RunFixture.rows(open, "SELECT status FROM lake.water.ods_level__quarantine"))
            .as(where)
            .containsExactly("open");
      }
    }
  }

  private static void runWithFaults(RunFixture lake, int dieAt) {
    Workspace faulty = lake.faulty();
    Faults.reset();
    Faults.dieAt(dieAt);
    try (OpenLake open = lake.open(faulty)) {
      RunFixture.run(open, Mode.INCREMENTAL);
    } catch (RuntimeException e) {
      if (dieAt == 0) {
        throw e;
      }
      assertThat(causes(e)).anyMatch(SimulatedDeathException.class::isInstance);
    }
  }

  private static List<Throwable> causes(Throwable failure) {
    List<Throwable> all = new java.util.ArrayList<>();
    for (Throwable each = failure; each != null; each = each.getCause()) {
      all.add(each);
      all.addAll(List.of(each.getSuppressed()));
    }
    return all;
  }

  @Test
  void sameJobTwiceAtOncePublishesOnce() throws Exception {
    RunFixture lake = lake("twice");
    ExecutorService both = Executors.newFixedThreadPool(2);
    try {
      Future<JobResult> one = both.submit(() -> lake.run());
      Future<JobResult> other = both.submit(() -> lake.run());
      List<RunOutcome> outcomes = List.of(one.get().outcome(), other.get().outcome());
      assertThat(outcomes).containsExactlyInAnyOrder(RunOutcome.PUBLISHED, RunOutcome.NOTHING_NEW);
    } finally {
      both.shutdownNow();
    }
    assertThat(lake.levels()).isEqualTo(ROWS);
  }

  /** R08. */
  @Test
  void fullDiskFailsTheRunCleanlyAndSpaceMendsIt() {
    RunFixture lake = lake("full");
    Workspace faulty = lake.faulty();
    Faults.reset();
    Faults.diskFullAfter(2_000);
    try (OpenLake open = lake.open(faulty)) {
      JobResult result = RunFixture.run(open, Mode.INCREMENTAL);
      assertThat(result.outcome()).isEqualTo(RunOutcome.FAILED);
      assertThat(result.message()).contains("space");
    }
    Faults.reset();
    assertThat(lake.levels()).isEmpty();
    assertThat(lake.run().outcome()).isEqualTo(RunOutcome.PUBLISHED);
    assertThat(lake.levels()).isEqualTo(ROWS);
  }

  /** R02: the database did it, and its reply is lost. */
  @Test
  void lostReplyOfThePublishingCommitIsResolvedByReading() {
    RunFixture lake = lake("lost");
    Workspace faulty = lake.faulty();
    Faults.reset();
    try (OpenLake open = lake.open(faulty)) {
      Faults.failStatements("UPDATE iceberg_tables", Faults.StatementFault.REPLY_LOST, 3);
      JobResult result = RunFixture.run(open, Mode.INCREMENTAL);
      assertThat(result.outcome())
          .isIn(RunOutcome.PUBLISHED, RunOutcome.UNKNOWN, RunOutcome.FAILED);
    }
    Faults.reset();
    lake.run();
    assertThat(lake.levels()).isEqualTo(ROWS);
    assertThat(lake.rows("SELECT raw FROM lake.water.ods_level__quarantine")).hasSize(1);
  }
}
