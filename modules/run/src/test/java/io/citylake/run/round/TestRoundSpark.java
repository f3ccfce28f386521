package io.citylake.run.round;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.citylake.engine.JobGroups;
import io.citylake.lake.history.RunOutcome;
import io.citylake.lake.history.RunRecord;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import io.citylake.model.JobName;
import io.citylake.run.OpenLake;
import io.citylake.run.RunFixture;
import io.citylake.run.batch.JobResult;
import io.citylake.run.batch.JobResult.Status;
import io.citylake.run.round.RunRequest.FailurePolicy;
import io.citylake.run.round.RunRequest.Mode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import org.apache.spark.SparkContext;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestRoundSpark {
  private static final RunRequest REQUEST =
      new RunRequest(RunFixture.DATE, Mode.INCREMENTAL, FailurePolicy.GO_ON);

  @TempDir private Path home;
  private RunFixture lake;

  @BeforeEach
  void workspace() {
    lake = new RunFixture(home).job().dataset("append");
    lake.landing("a.csv", "府河,2026-01-01 08:00,1.5,");
    lake.apply();
  }

  @Test
  void progressComesWhileARoundRuns() {
    Progress progress = new Progress();
    try (OpenLake open = lake.open(lake.workspace())) {
      assertThat(open.round(progress).run(List.of(RunFixture.JOB), REQUEST).passed()).isTrue();
    }
    assertThat(progress.heard).isNotEmpty().contains("1 of 1");
  }

  @Test
  void progressTellsRowsAndBytesWhileATaskReads() throws IOException {
    String[] lines = new String[400_000];
    Arrays.setAll(lines, i -> "府河,2026-01-01 08:00,1.5,%d".formatted(i));
    lake.landing("b.csv", lines);
    long bytes =
        Files.size(home.resolve("landing/a.csv")) + Files.size(home.resolve("landing/b.csv"));
    Progress progress = new Progress();
    try (OpenLake open = lake.open(lake.workspace())) {
      assertThat(open.round(progress).run(List.of(RunFixture.JOB), REQUEST).passed()).isTrue();
    }
    assertThat(progress.stages)
        .anySatisfy(
            at -> {
              assertThat(at.rows()).isBetween(1L, 400_000L);
              assertThat(at.bytesRead()).isBetween(1L, bytes - 1);
              assertThat(at.bytesPlanned()).isEqualTo(bytes);
            })
        .anySatisfy(
            at -> {
              assertThat(at.tasksDone()).isEqualTo(at.tasks());
              assertThat(at.rows()).isGreaterThan(400_000);
              assertThat(at.bytesRead()).isEqualTo(bytes);
            });
  }

  @Test
  void progressIsOfTheRoundsOwnStagesUntilItEnds() {
    Progress progress = new Progress();
    try (OpenLake open = lake.open(lake.workspace())) {
      SparkContext context = open.spark().sparkContext();
      TaskProgress tasks = new TaskProgress(progress, "round");
      tasks.listenTo(context);
      count(context, "somebody else", 2);
      count(context, "round", 3);
      await().until(() -> progress.heard.contains("3 of 3"));
      tasks.close();
      count(context, "round", 4);
      TaskProgress later = new TaskProgress(progress, "round");
      later.listenTo(context);
      count(context, "round", 5);
      await().until(() -> progress.heard.contains("5 of 5"));
      later.close();
    }
    assertThat(progress.heard)
        .containsExactly(
            "0 of 3", "1 of 3", "2 of 3", "3 of 3", "0 of 5", "1 of 5", "2 of 5", "3 of 5",
            "4 of 5", "5 of 5");
  }

  /** Where in a run the room ends depends on how full the pages are: so many rounds are made. */
  @Test
  void aFullDiskFailsJobsInOneSentenceAndLosesNothing() {
    int failed = 0;
    int files = 1;
    try (OpenLake open = lake.open(lake.onAFullDisk())) {
      while (failed < 3 && files < 60) {
        JobResult result =
            open.round(RunListener.none()).run(List.of(RunFixture.JOB), REQUEST).jobs().get(0);
        if (result.status() == Status.ERROR) {
          failed++;
          assertThat(result.errorCode()).as(result.message()).isEqualTo("CL3003");
          assertThat(result.message())
              .contains("the disk that it lies on is full")
              .doesNotContain("\n", "no transaction is active");
        }
        files++;
        lake.landing(files + ".csv", "沙河,2026-01-02 08:00,%d,".formatted(files));
      }
    }
    assertThat(failed).isEqualTo(3);
    assertThat(lake.run().status()).isNotEqualTo(Status.ERROR);
    assertThat(lake.levels()).hasSize(files);
  }

  /** A file where a directory is wanted is as good as a full disk. */
  @Test
  void resultsThatCannotBeWrittenCostNoLoadAndSayWhy() throws IOException {
    lake.dataset("append").landing("a.csv", "府河,2026-01-01 08:00,1.5,");
    lake.apply();
    Files.createDirectories(home.resolve(".citylake/logs"));
    Path runs = Files.writeString(home.resolve(".citylake/logs/runs"), "no directory");
    try (OpenLake open = lake.open(lake.workspace())) {
      RoundResult beside = open.round(RunListener.none()).run(List.of(RunFixture.JOB), REQUEST);
      assertThat(beside.passed()).isTrue();
      assertThat(beside.artifact()).isNotNull().exists();
      assertThat(beside.unwritten()).isEmpty();

      Path target = home.resolve("target");
      Files.delete(target.resolve("run_results.json"));
      Files.delete(target);
      Files.writeString(target, "no directory");
      lake.landing("b.csv", "沙河,2026-01-01 08:00,2.5,");
      RoundResult none = open.round(RunListener.none()).run(List.of(RunFixture.JOB), REQUEST);
      assertThat(none.passed()).isFalse();
      assertThat(none.jobs()).extracting(JobResult::status).containsExactly(Status.PASS);
      assertThat(none.unwritten())
          .startsWith("Cannot write " + target.resolve("run_results.json") + ": ");
    }
    assertThat(runs).isRegularFile();
    assertThat(lake.levels()).containsExactly("府河|1.500", "沙河|2.500");
  }

  /** Spark throws checked exceptions that it doesn't declare, here of the file's checksum. */
  @Test
  void aDamagedFileCostsItsJobAlone() throws IOException {
    lake.dataset("upsert", "key: [station]");
    lake.file(
        "conf/themes/water/ods_other.yaml",
        """
        title: {zh: 水位, en: Other}
        layer: ods
        grain: one row per reading
        columns: [{name: station, type: string}]
        """);
    lake.file(
        "jobs/water/other.yaml",
        """
        title: {zh: 水位, en: Other}
        owner: 水务局
        target: water.ods_other
        source: {files: {path: landing/*.csv, format: csv}}
        columns: {station: 站点}
        """);
    lake.apply();
    lake.run();
    damage();
    lake.landing("b.csv", "府河,2026-01-02 08:00,1.6,");
    List<JobName> jobs = List.of(RunFixture.JOB, JobName.parse("water.other"));
    try (OpenLake open = lake.open(lake.workspace())) {
      RoundResult round = open.round(RunListener.none()).run(jobs, REQUEST.withThreads(2));
      assertThat(round.jobs())
          .extracting(JobResult::status)
          .containsExactly(Status.ERROR, Status.PASS);
      assertThat(round.jobs().get(0).message()).isNotBlank().doesNotContain("Exception:");
      assertThat(round.artifact()).isNotNull().exists();
      assertThat(RunFixture.rows(open, "SELECT count(*) FROM lake.water.ods_other"))
          .containsExactly("2");
      assertThat(open.ledger().list(Optional.empty(), 10))
          .extracting(RunRecord::outcome)
          .contains(RunOutcome.FAILED)
          .doesNotContain(RunOutcome.RUNNING);
    }
  }

  private void damage() throws IOException {
    try (Stream<Path> files = Files.walk(home.resolve(".citylake/warehouse/water/ods_level"))) {
      Path data = files.filter(file -> file.toString().endsWith(".parquet")).findFirst().get();
      byte[] bytes = Files.readAllBytes(data);
      bytes[40] ^= 4;
      Files.write(data, bytes);
    }
  }

  @Test
  void aRoundThatEndsEarlyServesAndTellsWhatItsJobsDid() {
    RunListener faulty =
        new Progress() {
          @Override
          public void jobEnded(int number, int of, JobResult result) {
            throw new CityLakeException(ErrorCode.STORAGE_FAILED, "Cannot show a job");
          }
        };
    try (OpenLake open = lake.open(lake.workspace())) {
      assertThatThrownBy(() -> open.round(faulty).run(List.of(RunFixture.JOB), REQUEST))
          .hasMessage("Cannot show a job");
      assertThat(home.resolve("target/run_results.json")).content().contains("water.levels");
      assertThat(open.releases().latest()).isPresent();
    }
  }

  @Test
  void aFaultOnOneOfSeveralThreadsKeepsItsCode() {
    lake.file(
        "jobs/water/more.yaml",
        """
        title: {zh: 水位, en: More}
        owner: 水务局
        target: water.ods_level
        source: {files: {path: landing/*.csv, format: csv}}
        columns: {station: 站点, at: {from: 时间, format: yyyy-MM-dd HH:mm}, level: 水位}
        """);
    RunListener faulty =
        new Progress() {
          @Override
          public void jobStarted(int number, int of, JobName job) {
            throw new CityLakeException(ErrorCode.STORAGE_FAILED, "Cannot show a job");
          }
        };
    List<JobName> jobs = List.of(RunFixture.JOB, JobName.parse("water.more"));
    try (OpenLake open = lake.open(lake.workspace())) {
      assertThatThrownBy(() -> open.round(faulty).run(jobs, REQUEST.withThreads(2)))
          .isInstanceOf(CityLakeException.class)
          .hasMessage("Cannot show a job");
    }
  }

  private static void count(SparkContext context, String group, int tasks) {
    JobGroups.enter(context, group, group);
    context.range(0, 10, 1, tasks).count();
    context.clearJobGroup();
  }

  /** Hears progress and nothing else. */
  private static class Progress implements RunListener {
    final Queue<String> heard = new ConcurrentLinkedQueue<>();
    final Queue<StageProgress> stages = new ConcurrentLinkedQueue<>();

    @Override
    public void jobStarted(int number, int of, JobName job) {}

    @Override
    public void stageStarted(JobName job, String stage) {}

    @Override
    public void progressed(StageProgress progress) {
      stages.add(progress);
      heard.add(progress.tasksDone() + " of " + progress.tasks());
    }

    @Override
    public void jobEnded(int number, int of, JobResult result) {}
  }
}
