package io.citylake.run.round;

import io.citylake.run.batch.JobResult;
import io.citylake.run.batch.JobResult.Status;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a round of jobs ended.
 *
 * @param artifact where {@code run_results.json} was written; null where it could not be
 * @param unwritten why not; empty where it was
 */
public record RoundResult(
    List<JobResult> jobs,
    Duration took,
    boolean cancelled,
    @Nullable Path artifact,
    String unwritten) {
  public RoundResult {
    jobs = List.copyOf(jobs);
  }

  /** Jobs with this status; a warned job has passed, but is counted as WARN only. */
  public long count(Status status) {
    return jobs.stream().filter(job -> job.status() == status).count();
  }

  public long quarantinedRows() {
    return jobs.stream().mapToLong(job -> job.tally().quarantined()).sum();
  }

  /** Jobs by status; QUARANTINED counts rows. */
  public String totals() {
    return "PASS=%d WARN=%d QUARANTINED=%d ERROR=%d SKIP=%d"
        .formatted(
            count(Status.PASS),
            count(Status.WARN),
            quarantinedRows(),
            count(Status.ERROR),
            count(Status.SKIP));
  }

  /** Whether every job passed, none was left out, and the results are written. */
  public boolean passed() {
    return !cancelled && artifact != null && count(Status.ERROR) + count(Status.SKIP) == 0;
  }
}
