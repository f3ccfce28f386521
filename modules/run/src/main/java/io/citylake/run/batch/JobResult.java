package io.citylake.run.batch;

import io.citylake.lake.history.RunOutcome;
import io.citylake.model.AuditFinding;
import io.citylake.model.AuditFinding.Verdict;
import io.citylake.model.CityLakeException;
import io.citylake.model.JobName;
import io.citylake.model.RunId;
import io.citylake.model.Tally;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How one job of a round ended.
 *
 * @param run the last run of the job; null where none began
 * @param outcome null where the job was skipped
 * @param resolved how many rows of the quarantine were marked by its last batch, or by all that
 *     were added up
 */
public record JobResult(
    JobName job,
    @Nullable RunId run,
    @Nullable RunOutcome outcome,
    Tally tally,
    List<AuditFinding> findings,
    long resolved,
    Duration took,
    @Nullable String errorCode,
    String message) {
  public JobResult {
    findings = List.copyOf(findings);
  }

  public static JobResult skipped(JobName job, String why) {
    return new JobResult(job, null, null, Tally.none(), List.of(), 0, Duration.ZERO, null, why);
  }

  /** Of a job that can't begin. */
  public static JobResult failed(JobName job, Exception failure) {
    CityLakeException why = Causes.coded(failure);
    return new JobResult(
        job,
        null,
        RunOutcome.FAILED,
        Tally.none(),
        List.of(),
        0,
        Duration.ZERO,
        why.code().label(),
        why.getMessage());
  }

  /** Both in one: the later one's outcome unless the earlier one failed. */
  public JobResult plus(JobResult later) {
    JobResult end = outcome != null && !outcome.passed() ? this : later;
    return new JobResult(
        job,
        later.run,
        end.outcome,
        tally.plus(later.tally),
        end.findings,
        resolved + later.resolved,
        took.plus(later.took),
        end.errorCode,
        end.message);
  }

  public Status status() {
    if (outcome == null) {
      return Status.SKIP;
    }
    if (!outcome.passed()) {
      return Status.ERROR;
    }
    boolean warned = tally.warned() > 0 || found(Verdict.WARN) || needsAttention();
    return warned ? Status.WARN : Status.PASS;
  }

  /** Whether it left something that somebody has to act on, however it ended. */
  public boolean needsAttention() {
    return found(Verdict.ATTENTION);
  }

  private boolean found(Verdict verdict) {
    return findings.stream().anyMatch(finding -> finding.verdict() == verdict);
  }

  /** What the numbered line says; WARN has passed too. */
  public enum Status {
    PASS,
    WARN,
    ERROR,
    SKIP
  }
}
