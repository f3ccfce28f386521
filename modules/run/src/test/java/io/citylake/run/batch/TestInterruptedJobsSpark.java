package io.citylake.run.batch;

import static org.assertj.core.api.Assertions.assertThat;

import io.citylake.lake.history.RunOutcome;
import io.citylake.model.ErrorCode;
import io.citylake.model.JobName;
import io.citylake.publish.quarantine.QuarantineQuery;
import io.citylake.publish.quarantine.QuarantinedRow;
import io.citylake.run.RunFixture;
import io.citylake.run.batch.HistoryLake.Kind;
import io.citylake.run.round.RunListener;
import io.citylake.run.round.StageProgress;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Loads and replays that meet each other: one waits for the other, or takes its table from it. What
 * the table and the quarantine hold is what the two would have done one after the other.
 */
class TestInterruptedJobsSpark {
  private static final int ROUNDS = 6;
  private static final List<String> STAGES = List.of("job", "list", "stage", "audit", "publish");

  @TempDir private Path directory;

  /**
   * At any of its stages a run is stopped; another process takes it for dead, takes the table and
   * does its own work to the end; then the first goes on, and is started again where it had to give
   * up.
   */
  @ParameterizedTest
  @EnumSource(Kind.class)
  void endsAsIfOneHadComeAfterTheOther(Kind kind) {
    long seed = Long.getLong("citylake.seed", 20261129L) + 10 + kind.ordinal();
    System.out.println("TestInterruptedJobsSpark seed " + seed);
    Random random = new Random(seed);
    int lost = 0;
    try (HistoryLake plain = new HistoryLake(directory.resolve("plain"), kind);
        HistoryLake lake = new HistoryLake(directory.resolve("lake"), kind);
        HistoryLake other = lake.other()) {
      for (int round = 0; round < ROUNDS; round++) {
        String name = "f%d.csv".formatted(kind == Kind.APPEND ? random.nextInt(round + 1) : round);
        String[] lines = HistoryLake.lines(random, round, kind);
        boolean replays = kind != Kind.SNAPSHOT && round > 0 && random.nextBoolean();
        boolean replaysToo = kind != Kind.SNAPSHOT && round > 0 && random.nextBoolean();
        if (replays || replaysToo) {
          mend(plain);
          mend(lake);
        }
        for (HistoryLake each : List.of(plain, lake)) {
          each.files.landing(name, lines);
        }
        work(plain, replaysToo).apply(RunListener.none());
        work(plain, replays).apply(RunListener.none());

        boolean compacts = random.nextInt(3) == 0;
        Interruption interruption =
            new Interruption(
                STAGES.get(random.nextInt(STAGES.size())),
                () -> {
                  lake.files.processIsGone();
                  if (compacts) {
                    compact(other);
                  }
                  assertPassed(work(other, replaysToo).apply(RunListener.none()));
                });
        JobResult result = work(lake, replays).apply(interruption);
        if (result.outcome() == RunOutcome.FAILED) {
          assertThat(result.errorCode())
              .as(result.message())
              .isIn(ErrorCode.RESERVATION_LOST.label(), ErrorCode.COMMIT_CONFLICT.label());
          lost++;
          result = work(lake, replays).apply(RunListener.none());
        }
        assertPassed(result);
        if (!interruption.done) {
          assertPassed(work(other, replaysToo).apply(RunListener.none()));
        }
        String when =
            "seed %d round %d: %s at %s by %s"
                .formatted(seed, round, replays, interruption.stage, replaysToo);
        assertThat(lake.rows()).as(when).isEqualTo(plain.rows());
        assertThat(open(lake)).as(when).isEqualTo(open(plain));
        assertThat(lake.refs()).as(when).allMatch("main"::equals);
      }
    }
    assertThat(lost).as("seed %d: runs that lost their table", seed).isPositive();
  }

  /** D2: both published, and the rows were there twice. */
  @Test
  void replaysEachRowOnceWhereTwoReplayAtOnce() throws Exception {
    try (HistoryLake one = new HistoryLake(directory.resolve("twice"), Kind.APPEND);
        HistoryLake other = one.other()) {
      refuseAndMend(one);
      ExecutorService both = Executors.newFixedThreadPool(2);
      try {
        Future<JobResult> first = both.submit(() -> one.replay(RunListener.none()));
        Future<JobResult> second = both.submit(() -> other.replay(RunListener.none()));
        assertPassed(first.get());
        assertPassed(second.get());
        assertThat(first.get().resolved() + second.get().resolved()).isEqualTo(4);
      } finally {
        both.shutdownNow();
      }
      assertThat(one.rows()).hasSize(4);
      assertThat(one.refused()).hasSize(4).allMatch(row -> row.contains("|replayed|"));
    }
  }

  /** D2: the rows were chosen, and replayed by another, before the table was reserved. */
  @Test
  void replaysNothingThatAnotherReplayedMeanwhile() {
    try (HistoryLake one = new HistoryLake(directory.resolve("meanwhile"), Kind.APPEND);
        HistoryLake other = one.other()) {
      refuseAndMend(one);
      JobResult result =
          one.replay(new Interruption("job", () -> assertPassed(other.replay(RunListener.none()))));

      assertThat(result.outcome()).isEqualTo(RunOutcome.NOTHING_NEW);
      assertThat(one.rows()).hasSize(4);
    }
  }

  /** D2: 180 rows for 140. */
  @Test
  void replaysNothingThatAMendedFileSupersededMeanwhile() {
    try (HistoryLake one = new HistoryLake(directory.resolve("mended"), Kind.APPEND);
        HistoryLake other = one.other()) {
      refuseAndMend(one);
      JobResult result =
          one.replay(
              new Interruption(
                  "job",
                  () -> {
                    one.files.landing("f.csv", "a,2026-01-01 08:00,1,", "b,2026-01-01 08:00,2,");
                    assertPassed(other.load(RunListener.none()));
                  }));

      assertThat(result.outcome()).isEqualTo(RunOutcome.NOTHING_NEW);
      assertThat(one.rows()).hasSize(2);
      assertThat(one.refused()).hasSize(4).allMatch(row -> row.contains("|superseded|"));
    }
  }

  /** A job that is gone keeps none of the others' rows waiting. */
  @Test
  void goesOnWithOtherJobsWhereOneIsGone() throws Exception {
    RunFixture files = new RunFixture(directory.resolve("gone")).dataset("append").job();
    Path job = directory.resolve("gone/jobs/water/levels.yaml");
    files.file(
        "jobs/water/again.yaml",
        java.nio.file.Files.readString(job).replace("landing/*.csv", "landing/again/*.csv"));
    files.apply();
    files.landing("a.csv", "a,2026-01-01 08:00,99,", "b,2026-01-01 08:00,98,");
    files.landing("again/b.csv", "c,2026-01-01 08:00,99,");
    try (var open = files.open(files.workspace())) {
      open.round(RunListener.none())
          .run(
              List.of(JobName.parse("water.again"), RunFixture.JOB),
              new io.citylake.run.round.RunRequest(
                  RunFixture.DATE,
                  io.citylake.run.round.RunRequest.Mode.INCREMENTAL,
                  io.citylake.run.round.RunRequest.FailurePolicy.GO_ON));
    }
    java.nio.file.Files.delete(directory.resolve("gone/jobs/water/again.yaml"));
    try (var open = files.open(files.workspace())) {
      List<JobResult> replayed =
          open.quarantine().replay(QuarantineQuery.open(), "li", RunListener.none());
      assertThat(replayed)
          .extracting(JobResult::status)
          // All rows are refused again, which is warned of.
          .containsExactly(JobResult.Status.ERROR, JobResult.Status.WARN);
      assertThat(replayed.get(0).message()).contains("water.again");
      assertThat(replayed.get(1).resolved()).isEqualTo(2);

      List<JobResult> discarded =
          open.quarantine().discard(QuarantineQuery.open(), "li", "given up");
      assertThat(discarded)
          .extracting(JobResult::status, JobResult::resolved)
          // The table has rows of the job that is gone, which is warned of.
          .containsExactly(
              org.assertj.core.groups.Tuple.tuple(JobResult.Status.ERROR, 0L),
              org.assertj.core.groups.Tuple.tuple(JobResult.Status.WARN, 2L));
    }
  }

  private static void refuseAndMend(HistoryLake lake) {
    lake.files.landing(
        "f.csv",
        HistoryLake.STATIONS.stream()
            .map(each -> each + ",2026-01-01 08:00,99,")
            .toArray(String[]::new));
    lake.load(RunListener.none());
    for (QuarantinedRow row : open(lake, QuarantineQuery.open())) {
      lake.open().corrections().fix(row.id(), Map.of("水位", "7"), "li");
    }
  }

  /** Corrects the first of the open rows. */
  private static void mend(HistoryLake lake) {
    open(lake, QuarantineQuery.open()).stream()
        .min(Comparator.comparing(row -> String.valueOf(row.raw())))
        .ifPresent(row -> lake.open().corrections().fix(row.id(), Map.of("水位", "7"), "li"));
  }

  private static List<QuarantinedRow> open(HistoryLake lake, QuarantineQuery query) {
    return new io.citylake.publish.quarantine.QuarantineReader(lake.open().lake()).list(query);
  }

  /** The open rows; how often each was replayed depends on who came first. */
  private static List<String> open(HistoryLake lake) {
    return open(lake, QuarantineQuery.open()).stream()
        .map(row -> row.raw() + " of " + row.source())
        .sorted()
        .toList();
  }

  private static void compact(HistoryLake lake) {
    lake.open()
        .spark()
        .sql(
            "CALL lake.system.rewrite_data_files(table => '%s', options => map('rewrite-all', 'true'))"
                .formatted(HistoryLake.TABLE));
  }

  private static Function<RunListener, JobResult> work(HistoryLake lake, boolean replays) {
    return replays ? lake::replay : lake::load;
  }

  private static void assertPassed(JobResult result) {
    assertThat(result.outcome() == null || result.outcome().passed()).as(result.message()).isTrue();
  }

  /** Lets another go first when a run comes to a stage. */
  private static final class Interruption implements RunListener {
    private final String stage;
    private final Runnable other;
    private boolean done;

    Interruption(String stage, Runnable other) {
      this.stage = stage;
      this.other = other;
    }

    private void at(String found) {
      if (!done && found.equals(stage)) {
        done = true;
        other.run();
      }
    }

    @Override
    public void jobStarted(int number, int of, JobName job) {
      at("job");
    }

    @Override
    public void stageStarted(JobName job, String found) {
      at(found);
    }

    @Override
    public void progressed(StageProgress progress) {}

    @Override
    public void jobEnded(int number, int of, JobResult result) {}
  }
}
