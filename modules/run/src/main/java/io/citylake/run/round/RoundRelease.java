package io.citylake.run.round;

import io.citylake.lake.history.ReleaseStore;
import io.citylake.lake.history.RunOutcome;
import io.citylake.model.CityLakeException;
import io.citylake.model.JobName;
import io.citylake.model.TableName;
import io.citylake.run.batch.JobResult;
import io.citylake.run.batch.PipelineServices;
import io.citylake.run.quarantine.QuarantineCounts;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The end of whatever publishes: what it brought is served. */
public final class RoundRelease {
  private static final Logger LOG = LoggerFactory.getLogger(RoundRelease.class);

  private RoundRelease() {}

  /**
   * What is published in the tables of these jobs is served together from now on: by these runs, or
   * by some before that were killed before their end. Never fails.
   */
  public static void make(
      PipelineServices services, Collection<JobName> jobs, List<JobResult> results, Instant end) {
    if (jobs.isEmpty()) {
      return;
    }
    Set<TableName> targets = new TreeSet<>();
    jobs.forEach(
        job -> services.workspace().findTask(job).ifPresent(task -> targets.add(task.target())));
    try {
      ReleaseStore.open(services.lake()).release(targets, end);
    } catch (CityLakeException e) {
      // The tables hold what they hold: what the runs did must not be lost over it.
      LOG.warn(
          "What was published is not served until the next round of these jobs (tables={}): {}",
          targets,
          e.getMessage());
    }
    if (results.stream().anyMatch(RoundRelease::mayHavePublished)) {
      new QuarantineCounts(services.lake()).refresh();
    }
  }

  /** A failed job may have published batches before the one that failed. */
  private static boolean mayHavePublished(JobResult result) {
    RunOutcome outcome = result.outcome();
    return outcome != null
        && outcome != RunOutcome.DRY_RUN
        && !(outcome == RunOutcome.NOTHING_NEW && result.tally().read() == 0);
  }
}
