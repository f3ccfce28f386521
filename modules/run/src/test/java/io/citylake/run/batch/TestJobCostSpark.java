package io.citylake.run.batch;

import static org.assertj.core.api.Assertions.assertThat;

import io.citylake.lake.history.RunOutcome;
import io.citylake.model.JobName;
import io.citylake.run.OpenLake;
import io.citylake.run.RunFixture;
import io.citylake.run.batch.JobResult.Status;
import io.citylake.run.round.RoundResult;
import io.citylake.run.round.RunListener;
import io.citylake.run.round.RunRequest;
import io.citylake.run.round.RunRequest.FailurePolicy;
import io.citylake.run.round.RunRequest.Mode;
import io.citylake.run.session.SparkStarter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What one small job costs, in Spark jobs: a round has hundreds of such. */
class TestJobCostSpark {
  @TempDir private Path home;
  private RunFixture lake;

  @BeforeEach
  void workspace() {
    lake = new RunFixture(home).job();
  }

  @Test
  void whatIsNotNewAsksForNoSpark() {
    lake.dataset("append").landing("a.csv", "府河,2026-01-01 08:00,1.5,");
    lake.apply();
    lake.run();
    try (OpenLake idle = new OpenLake(lake.workspace(), new ForbiddenStarter())) {
      assertThat(RunFixture.run(idle, Mode.INCREMENTAL).outcome())
          .isEqualTo(RunOutcome.NOTHING_NEW);
    }
  }

  @Test
  void appendIsOneSparkJobAndItsRowCountNone() throws TimeoutException {
    lake.dataset("append", "audits: [{row_count: {min: 1}}]")
        .landing("a.csv", "府河,2026-01-01 08:00,1.5,", "沙河,2026-01-01 08:00,99,");
    lake.apply();
    assertThat(sparkJobsOfRun()).isEqualTo(1);
  }

  @Test
  void rowCountIsAskedWhereDeletionsHideRows() {
    lake.dataset("append", "audits: [{row_count: {min: 3, max: 3}}]")
        .landing("a.csv", "府河,2026-01-01 08:00,1.5,", "沙河,2026-01-01 08:00,2.5,")
        .landing("b.csv", "江安河,2026-01-01 08:00,3.5,");
    lake.apply();
    assertThat(lake.run().outcome()).isEqualTo(RunOutcome.PUBLISHED);
    lake.landing("a.csv", "府河,2026-01-01 08:00,1.6,", "沙河,2026-01-01 08:00,2.6,");
    assertThat(lake.run().outcome()).isEqualTo(RunOutcome.PUBLISHED);
    lake.landing("a.csv", "府河,2026-01-01 08:00,1.7,");
    JobResult fewer = lake.run();
    assertThat(fewer.outcome()).isEqualTo(RunOutcome.BLOCKED);
    assertThat(fewer.message()).contains("expected at least 3 and at most 3 rows, found 2");
  }

  @Test
  void keyedAppendAndItsAuditsTakeOneSparkJobEach() throws TimeoutException {
    lake.dataset("append", "key: [station, at]", "audits: [{unique: [station, at]}]")
        .landing("a.csv", "府河,2026-01-01 08:00,1.5,", "府河,2026-01-01 08:00,1.5,");
    lake.apply();
    lake.run();
    lake.landing("b.csv", "府河,2026-01-01 09:00,1.5,", "府河,2026-01-01 09:00,1.5,");
    // The keys that the table has are one more: Spark hands them to every task.
    assertThat(sparkJobsOfRun()).isLessThanOrEqualTo(3);
    // A key that another delivery has brought is decided upon, and what loses is kept.
    lake.landing("c.csv", "府河,2026-01-01 09:00,1.5,", "府河,2026-01-01 10:00,1.5,");
    assertThat(sparkJobsOfRun()).isLessThanOrEqualTo(6);
  }

  @Test
  void jobsSideBySideEndAsOneByOneInTheirOrder() {
    lake.dataset("append", "key: [station, at]");
    List<JobName> jobs = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      jobs.add(JobName.parse("water.levels" + i));
      lake.file("jobs/water/levels" + i + ".yaml", jobText("landing/" + i + "-*.csv"));
      lake.landing(i + "-a.csv", "S%d,2026-01-01 08:00,1.5,".formatted(i), "S,2026-01-01 08:00,1,");
    }
    lake.apply();
    try (OpenLake open = lake.open(lake.workspace())) {
      RoundResult result =
          open.round(RunListener.none())
              .run(
                  jobs,
                  new RunRequest(RunFixture.DATE, Mode.INCREMENTAL, FailurePolicy.GO_ON)
                      .withThreads(4));
      assertThat(result.jobs()).extracting(JobResult::job).containsExactlyElementsOf(jobs);
      assertThat(result.count(Status.PASS)).isEqualTo(6);
      // Six jobs of one table, each of which must see the others' keys.
      assertThat(result.jobs().stream().mapToLong(job -> job.tally().duplicates()).sum())
          .isEqualTo(5);
      assertThat(open.ledger().list(java.util.Optional.empty(), 20))
          .hasSize(6)
          .allMatch(run -> run.outcome() == RunOutcome.PUBLISHED);
    }
    assertThat(lake.levels()).hasSize(7);
  }

  @Test
  void failedJobOnOneThreadStopsTheOthersWithFailFast() {
    lake.dataset("append");
    List<JobName> jobs = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      jobs.add(JobName.parse("water.levels" + i));
      lake.file("jobs/water/levels" + i + ".yaml", jobText("landing/" + i + "-*.csv"));
      lake.landing(i + "-a.csv", "S,2026-01-01 08:00,1,");
    }
    lake.file("landing/0-a.csv", "wrong header\n1\n");
    lake.apply();
    try (OpenLake open = lake.open(lake.workspace())) {
      RoundResult result =
          open.round(RunListener.none())
              .run(
                  jobs,
                  new RunRequest(RunFixture.DATE, Mode.INCREMENTAL, FailurePolicy.STOP)
                      .withThreads(4));
      // One table, so that they follow each other.
      assertThat(result.jobs())
          .extracting(JobResult::status)
          .containsExactly(Status.ERROR, Status.SKIP, Status.SKIP, Status.SKIP);
      assertThat(result.passed()).isFalse();
    }
  }

  private int sparkJobsOfRun() throws TimeoutException {
    AtomicInteger started = new AtomicInteger();
    try (OpenLake open = lake.open(lake.workspace())) {
      SparkSession spark = open.spark();
      SparkListener counter =
          new SparkListener() {
            @Override
            public void onJobStart(SparkListenerJobStart event) {
              started.incrementAndGet();
            }
          };
      spark.sparkContext().addSparkListener(counter);
      try {
        assertThat(RunFixture.run(open, Mode.INCREMENTAL).message()).isEmpty();
        spark.sparkContext().listenerBus().waitUntilEmpty();
      } finally {
        spark.sparkContext().removeSparkListener(counter);
      }
    }
    return started.get();
  }

  private static String jobText(String path) {
    return """
    title: {zh: 水位, en: Levels}
    owner: 水务局
    target: water.ods_level
    source: {files: {path: %s, format: csv}}
    columns:
      station: 站点
      at: {from: 时间, format: yyyy-MM-dd HH:mm}
      level: 水位
      op: {from: 操作, optional: true}
    """
        .formatted(path);
  }

  /** Fails the run that starts Spark. */
  private static final class ForbiddenStarter implements SparkStarter {
    @Override
    public SparkSession start(Map<String, String> settings) {
      throw new AssertionError("Spark was started");
    }

    @Override
    public void stop(SparkSession session) {}
  }
}
