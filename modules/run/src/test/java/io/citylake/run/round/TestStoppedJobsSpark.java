package io.citylake.run.round;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.citylake.lake.history.RunOutcome;
import io.citylake.model.JobName;
import io.citylake.run.Cancellation;
import io.citylake.run.OpenLake;
import io.citylake.run.RunFixture;
import io.citylake.run.StoppingListener;
import io.citylake.run.batch.JobResult;
import io.citylake.run.batch.JobResult.Status;
import io.citylake.run.round.RunRequest.FailurePolicy;
import io.citylake.run.round.RunRequest.Mode;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.spark.SparkContext;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A job that would never end is stopped, and Spark with it; nothing else is. */
class TestStoppedJobsSpark {
  private static final RunRequest REQUEST =
      new RunRequest(RunFixture.DATE, Mode.INCREMENTAL, FailurePolicy.GO_ON);
  private static final JobName ENDLESS = JobName.parse("water.ads_endless");
  private static final JobName SHORT = JobName.parse("water.ads_short");

  @TempDir private Path home;
  private RunFixture lake;

  @BeforeEach
  void workspace() {
    lake = new RunFixture(home).job().dataset("append");
    String[] lines = new String[100];
    Arrays.setAll(lines, i -> "府河,2026-01-01 08:%02d,1.%d,".formatted(i % 60, i));
    lake.landing("a.csv", lines);
    table("ads_endless");
    table("ads_short");
    lake.file(
        "jobs/water/ads_short.sql",
        "/*\ntitle: {zh: 短, en: Short}\n*/\nSELECT sum(level) AS total FROM water.ods_level\n");
  }

  private void table(String name) {
    lake.file(
        "conf/themes/water/" + name + ".yaml",
        """
        title: {zh: 计, en: Total}
        layer: ads
        grain: all
        columns:
          - {name: total, type: "decimal(38,3)", title: {zh: 计, en: Total}}
        """);
  }

  /** Ten to the power of sixteen rows. */
  private void endless(String head) {
    lake.file(
        "jobs/water/ads_endless.sql",
        """
        /*
        title: {zh: 无尽, en: Endless}
        %s*/
        SELECT CAST(sum(a.level + b.id + c.id) AS decimal(38,3)) AS total
        FROM water.ods_level a CROSS JOIN range(100000) b CROSS JOIN range(1000000000) c
        """
            .formatted(head));
    lake.apply();
  }

  /** Not only the job is over: no task of it computes any more. */
  private static void awaitQuiet(SparkContext context) {
    await()
        .until(
            () ->
                Arrays.stream(context.statusTracker().getExecutorInfos())
                    .allMatch(each -> each.numRunningTasks() == 0));
  }

  @Test
  void aJobWhoseTimeIsOverHasFailedAndTheOthersHaveNot() {
    endless("timeout: 3s\n");
    try (OpenLake open = lake.open(lake.workspace())) {
      RoundResult round =
          open.round(RunListener.none())
              .run(List.of(RunFixture.JOB, ENDLESS, SHORT), REQUEST.withThreads(2));
      assertThat(round.cancelled()).isFalse();
      assertThat(round.jobs())
          .extracting(JobResult::status)
          .containsExactly(Status.PASS, Status.ERROR, Status.PASS);
      JobResult stopped = round.jobs().get(1);
      assertThat(stopped.errorCode()).isEqualTo("CL3015");
      assertThat(stopped.outcome()).isEqualTo(RunOutcome.FAILED);
      assertThat(stopped.message())
          .startsWith("Stopped after 3s, its timeout, before anything of it was published");
      awaitQuiet(open.spark().sparkContext());
    }
  }

  @Test
  void aJobThatIsStoppedBetweenItsCopiesSaysWhatIsPublished() {
    lake.dataset("snapshot", "key: [station]").landing("b.csv", "沙河,2026-01-01 08:00,2.0,");
    lake.apply();
    try (OpenLake open = lake.open(lake.workspace());
        Cancellation one = open.services().cancellation().child()) {
      JobResult stopped =
          new Round(open.services().withCancellation(one), new StoppingListener(one, 2))
              .run(List.of(RunFixture.JOB), REQUEST)
              .jobs()
              .get(0);
      assertThat(stopped.outcome()).isEqualTo(RunOutcome.CANCELLED);
      assertThat(stopped.message())
          .startsWith(
              "Before this it published 1 rows in 1 batches, which stay. Of the last batch: Cancelled");
    }
  }

  @Test
  void oneOfTwoRoundsIsStoppedAndTheOtherGoesOn() {
    endless("");
    try (OpenLake open = lake.open(lake.workspace());
        Cancellation one = open.services().cancellation().child()) {
      open.round(RunListener.none()).run(List.of(RunFixture.JOB), REQUEST);
      Round stoppable = new Round(open.services().withCancellation(one), RunListener.none());
      CompletableFuture<RoundResult> endless =
          CompletableFuture.supplyAsync(() -> stoppable.run(List.of(ENDLESS), REQUEST));
      SparkContext context = open.spark().sparkContext();
      await().until(() -> context.statusTracker().getActiveJobIds().length > 0);
      one.cancel();
      RoundResult other = open.round(RunListener.none()).run(List.of(SHORT), REQUEST);
      assertThat(other.passed()).isTrue();
      JobResult stopped = endless.join().jobs().get(0);
      assertThat(stopped.outcome()).isEqualTo(RunOutcome.CANCELLED);
      awaitQuiet(context);
    }
  }
}
