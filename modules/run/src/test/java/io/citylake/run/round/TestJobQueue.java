package io.citylake.run.round;

import static org.assertj.core.api.Assertions.assertThat;

import io.citylake.model.JobName;
import io.citylake.run.RunFixture;
import io.citylake.run.graph.JobGraph;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Jobs of one round run side by side only where neither needs the other's table. */
class TestJobQueue {
  private static final JobName AREAS = JobName.parse("water.areas");
  private static final JobName LEVELS = JobName.parse("water.levels");
  private static final JobName LEVELS_AGAIN = JobName.parse("water.levels_again");
  private static final JobName RAIN = JobName.parse("water.rain");
  private static final List<JobName> ALL = List.of(AREAS, LEVELS, LEVELS_AGAIN, RAIN);

  @TempDir private Path home;
  private JobQueue queue;

  @BeforeEach
  void fourJobs() {
    RunFixture lake = new RunFixture(home);
    dataset(lake, "dim_area", "");
    dataset(
        lake,
        "ods_level",
        "audits: [{references: {column: area, table: water.dim_area, to: area}}]\n");
    dataset(lake, "ods_rain", "");
    job(lake, AREAS, "dim_area");
    job(lake, LEVELS, "ods_level");
    job(lake, LEVELS_AGAIN, "ods_level");
    job(lake, RAIN, "ods_rain");
    queue = new JobQueue(ALL, JobGraph.of(lake.workspace()), lake.workspace());
  }

  @Test
  void startsWhatNeedsNothingAndPassesOverWhatMustWait() throws InterruptedException {
    assertThat(job(queue.take())).isEqualTo(AREAS);
    assertThat(job(queue.take())).isEqualTo(RAIN);
  }

  @Test
  void jobsOfOneTableFollowEachOtherAndWhatTheyReference() throws Exception {
    JobQueue.Turn areas = queue.take().orElseThrow();
    JobQueue.Turn rain = queue.take().orElseThrow();
    queue.ended(rain);
    CompletableFuture<Optional<JobQueue.Turn>> next = later();
    assertThat(next).isNotDone();
    queue.ended(areas);
    JobQueue.Turn levels = next.get(60, TimeUnit.SECONDS).orElseThrow();
    assertThat(levels).isEqualTo(new JobQueue.Turn(2, LEVELS, levels.after()));
    CompletableFuture<Optional<JobQueue.Turn>> last = later();
    assertThat(last).isNotDone();
    queue.ended(levels);
    assertThat(job(last.get(60, TimeUnit.SECONDS))).isEqualTo(LEVELS_AGAIN);
    assertThat(queue.take()).isEmpty();
  }

  @Test
  void closingItFreesWhoeverWaits() throws Exception {
    queue.take();
    queue.take();
    CompletableFuture<Optional<JobQueue.Turn>> waiting = later();
    queue.close();
    assertThat(waiting.get(60, TimeUnit.SECONDS)).isEmpty();
  }

  private CompletableFuture<Optional<JobQueue.Turn>> later() {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return queue.take();
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
        });
  }

  private static JobName job(Optional<JobQueue.Turn> turn) {
    return turn.orElseThrow().job();
  }

  private static void dataset(RunFixture lake, String table, String audits) {
    lake.file(
        "conf/themes/water/" + table + ".yaml",
        """
        title: {zh: 表, en: Table}
        layer: %s
        grain: one row per area
        columns:
          - {name: area, type: string, title: {zh: 区, en: Area}, required: true}
        """
                .formatted(table.substring(0, 3))
            + audits);
  }

  private static void job(RunFixture lake, JobName job, String table) {
    String name = job.toString().substring("water.".length());
    lake.file(
        "jobs/water/" + name + ".yaml",
        """
        title: {zh: 区, en: Area}
        owner: 水务局
        target: water.%s
        source: {files: {path: landing/%s-*.csv, format: csv}}
        columns: {area: 区}
        """
            .formatted(table, name));
  }
}
