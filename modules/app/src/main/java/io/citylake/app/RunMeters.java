package io.citylake.app;

import io.citylake.model.FileCounts;
import io.citylake.model.JobName;
import io.citylake.model.Tally;
import io.citylake.run.batch.JobResult;
import io.citylake.run.round.RunListener;
import io.citylake.run.round.StageProgress;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Counts and times what the runs of this process do: by outcome, by stage, rows and files by what
 * became of them, refusals by the kind of their reason. Names no job and no table, of which there
 * may be thousands.
 */
public final class RunMeters implements RunListener {
  private static final Duration[] BOUNDS = {
    Duration.ofMillis(100),
    Duration.ofSeconds(1),
    Duration.ofSeconds(5),
    Duration.ofSeconds(15),
    Duration.ofSeconds(30),
    Duration.ofMinutes(1),
    Duration.ofMinutes(5),
    Duration.ofMinutes(15),
    Duration.ofMinutes(30),
    Duration.ofHours(1),
    Duration.ofHours(4)
  };

  private final MeterRegistry registry;
  private final Map<JobName, Stage> stages = new ConcurrentHashMap<>();

  public RunMeters(MeterRegistry registry) {
    this.registry = registry;
  }

  /** What a job is at, since when by {@link System#nanoTime}. */
  private record Stage(String name, long start) {}

  @Override
  public void jobStarted(int number, int of, JobName job) {}

  @Override
  public void stageStarted(JobName job, String stage) {
    leave(stages.put(job, new Stage(stage, System.nanoTime())));
  }

  @Override
  public void progressed(StageProgress progress) {}

  @Override
  public void jobEnded(int number, int of, JobResult result) {
    leave(stages.remove(result.job()));
    String outcome = result.outcome() == null ? "skipped" : result.outcome().toString();
    Timer.builder("citylake.runs")
        .description("Jobs and steps that were run, by outcome")
        .tag("outcome", outcome)
        .serviceLevelObjectives(BOUNDS)
        .register(registry)
        .record(result.took());
    rows(result.tally());
  }

  private void leave(@Nullable Stage stage) {
    if (stage != null) {
      Timer.builder("citylake.stages")
          .description("Stages of runs")
          .tag("stage", stage.name())
          .serviceLevelObjectives(BOUNDS)
          .register(registry)
          .record(Duration.ofNanos(System.nanoTime() - stage.start()));
    }
  }

  private void rows(Tally tally) {
    rows("read", tally.read());
    rows("accepted", tally.accepted());
    rows("quarantined", tally.quarantined());
    rows("duplicates", tally.duplicates());
    tally
        .reasons()
        .forEach(
            (reason, rows) ->
                count("citylake.refused.rows", "Rows refused", "reason", kind(reason), rows));
    FileCounts files = tally.files();
    if (files != null) {
      files("new", files.fresh());
      files("corrected", files.corrected());
      files("again", files.again());
      files("copies", files.copies());
      files("unreadable", files.unreadable());
    }
  }

  private void rows(String kind, long rows) {
    count("citylake.rows", "Rows of runs, by what became of them", "kind", kind, rows);
  }

  private void files(String kind, long files) {
    count("citylake.files", "Files that runs met", "kind", kind, files);
  }

  private void count(String name, String description, String tag, String value, long more) {
    Counter.builder(name)
        .description(description)
        .tag(tag, value)
        .register(registry)
        .increment((double) more);
  }

  /** Without the column that it is of: {@code level:range}. */
  private static String kind(String reason) {
    return reason.substring(reason.lastIndexOf(':') + 1);
  }
}
