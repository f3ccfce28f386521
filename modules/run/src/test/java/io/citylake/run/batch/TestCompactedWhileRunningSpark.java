package io.citylake.run.batch;

import static org.assertj.core.api.Assertions.assertThat;

import io.citylake.lake.history.RunOutcome;
import io.citylake.model.ErrorCode;
import io.citylake.model.JobName;
import io.citylake.model.TableName;
import io.citylake.run.OpenLake;
import io.citylake.run.batch.HistoryLake.Kind;
import io.citylake.run.round.RunListener;
import io.citylake.run.round.StageProgress;
import java.nio.file.Path;
import java.util.Random;
import java.util.function.Function;
import org.apache.iceberg.Snapshot;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Histories of loads and replays in two lakes of the same files. In one of them somebody compacts
 * the target or its quarantine between staging and publishing; both must hold the same rows, and no
 * run may need more than to be started again.
 */
class TestCompactedWhileRunningSpark {
  private static final int ROUNDS = 6;

  private static int rebased;
  private static int refused;

  @TempDir private Path directory;

  @ParameterizedTest
  @EnumSource(Kind.class)
  void hasTheRowsAsIfNobodyHadCompacted(Kind kind) {
    long seed = Long.getLong("citylake.seed", 20261129L) + kind.ordinal();
    System.out.println("TestCompactedWhileRunningSpark seed " + seed);
    Random random = new Random(seed);
    Compactor compactor = new Compactor(random);
    try (HistoryLake plain = new HistoryLake(directory.resolve("plain"), kind);
        HistoryLake other = new HistoryLake(directory.resolve("compacted"), kind)) {
      for (int round = 0; round < ROUNDS; round++) {
        if (kind != Kind.SNAPSHOT && round > 1 && random.nextInt(3) == 0) {
          plain.replay(RunListener.none());
          compactor.untilPublished(other, other::replay);
        } else {
          String name =
              "f%d.csv".formatted(kind == Kind.APPEND ? random.nextInt(round + 1) : round);
          String[] lines = HistoryLake.lines(random, round, kind);
          plain.files.landing(name, lines);
          other.files.landing(name, lines);
          plain.load(RunListener.none());
          compactor.untilPublished(other, other::load);
        }
        String when = "seed %d round %d".formatted(seed, round);
        assertThat(other.rows()).as(when).isEqualTo(plain.rows());
        assertThat(other.refused()).as(when).isEqualTo(plain.refused());
        assertThat(other.refs()).as(when).isEqualTo(plain.refs());
      }
    }
    rebased += compactor.rebased;
    refused += compactor.refused;
  }

  /** What a few rounds of one kind meet is chance; all kinds together met both. */
  @AfterAll
  static void bothEndsWereMet() {
    assertThat(rebased).as("published over a compaction").isPositive();
    assertThat(refused).as("had to start again").isPositive();
  }

  /** Compacts when a run is about to publish. */
  private static final class Compactor {
    private final Random random;
    private int rebased;
    private int refused;

    Compactor(Random random) {
      this.random = random;
    }

    void untilPublished(HistoryLake lake, Function<RunListener, JobResult> run) {
      Once once = new Once(lake.open());
      JobResult result = run.apply(once);
      if (result.outcome() == RunOutcome.FAILED) {
        assertThat(result.errorCode())
            .as(result.message())
            .isEqualTo(ErrorCode.COMMIT_CONFLICT.label());
        assertThat(result.message()).contains("main", "moved since the run began, and");
        assertThat(once.compacted).isTrue();
        refused++;
        result = run.apply(RunListener.none());
      } else if (once.compacted && result.outcome() == RunOutcome.PUBLISHED) {
        rebased++;
      }
      assertThat(result.outcome() == null || result.outcome().passed())
          .as(result.message())
          .isTrue();
    }

    private final class Once implements RunListener {
      private final OpenLake open;
      private boolean compacted;

      Once(OpenLake open) {
        this.open = open;
      }

      @Override
      public void stageStarted(JobName job, String stage) {
        if (stage.equals("publish")) {
          compacted |= compact(HistoryLake.TABLE);
          compacted |= compact(HistoryLake.TABLE.quarantine());
        }
      }

      private boolean compact(TableName table) {
        Snapshot before = open.lake().loadTable(table).currentSnapshot();
        if (before == null || random.nextInt(4) == 0) {
          return false;
        }
        String station = HistoryLake.STATIONS.get(random.nextInt(4));
        String where =
            table.equals(HistoryLake.TABLE) && random.nextInt(4) > 0
                ? ", where => \"station = '%s'\"".formatted(station)
                : "";
        open.spark()
            .sql(
                "CALL lake.system.rewrite_data_files(table => '%s', options => map('rewrite-all', 'true')%s)"
                    .formatted(table, where));
        Snapshot after = open.lake().loadTable(table).currentSnapshot();
        return after.snapshotId() != before.snapshotId();
      }

      @Override
      public void jobStarted(int number, int of, JobName job) {}

      @Override
      public void progressed(StageProgress progress) {}

      @Override
      public void jobEnded(int number, int of, JobResult result) {}
    }
  }
}
