package io.citylake.run;

import io.citylake.contract.Job;
import io.citylake.model.AuditFinding;
import io.citylake.model.RunId;
import io.citylake.model.Tally;
import io.citylake.run.Batch.Look;
import io.citylake.run.RunRequest.Mode;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * Runs one job to the end of what its source has, batch by batch, and keeps the ledger. It never
 * throws for a failed job.
 */
final class JobRunner {
  private static final Logger LOG = LoggerFactory.getLogger(JobRunner.class);
  private static final String RUN = "run";

  private final Deployment deployment;
  private final Job job;
  private final RunListener listener;

  JobRunner(Deployment deployment, Job job, RunListener listener) {
    this.deployment = deployment;
    this.job = job;
    this.listener = listener;
  }

  /** Puts rows of the job's quarantine through it again. */
  JobResult replay(ReplaySource source) {
    Instant start = deployment.clock().instant();
    BatchResult batch = runBatch(source, deployment.businessDate(), Look.WRITE);
    return result(batch, batch.tally(), batch.findings(), start);
  }

  /** Loads what the job's source has. */
  JobResult load(RunRequest request) {
    Instant start = deployment.clock().instant();
    Tally total = Tally.none();
    List<AuditFinding> findings = new ArrayList<>();
    @Nullable BatchResult loaded = null;
    Mode mode = request.mode();
    while (true) {
      LoadSource source =
          new LoadSource(deployment.workspace(), job, mode, deployment.clock().instant());
      Look look = mode == Mode.DRY_RUN ? Look.ONLY_LOOK : Look.WRITE;
      BatchResult batch = runBatch(source, request.businessDate(), look);
      total = total.plus(batch.tally());
      findings.addAll(batch.findings());
      boolean more = batch.outcome() == RunOutcome.PUBLISHED && batch.more();
      if (!more || deployment.cancelled()) {
        // That nothing more came is how a job of several batches ends well.
        BatchResult end =
            batch.outcome() == RunOutcome.NOTHING_NEW && loaded != null ? loaded : batch;
        return result(end, total, findings, start);
      }
      loaded = batch;
      // A full refresh is one decision: what follows its first batch goes on from there.
      mode = Mode.INCREMENTAL;
    }
  }

  private JobResult result(
      BatchResult batch, Tally total, List<AuditFinding> findings, Instant start) {
    Duration took = Duration.between(start, deployment.clock().instant());
    return new JobResult(
        job.name(),
        batch.run(),
        batch.outcome(),
        total,
        findings,
        took,
        batch.errorCode(),
        batch.message());
  }

  private BatchResult runBatch(BatchSource source, LocalDate businessDate, Look look) {
    RunId run = deployment.newRun();
    StageClock stages =
        new StageClock(job.name(), deployment.clock(), listener, deployment::cancelled);
    MDC.put(RUN, run.value());
    try {
      BatchResult result =
          new Batch(deployment, job, source, businessDate, look, run, stages).run();
      LOG.info("run={} job={} outcome={} {}", run, job.name(), result.outcome(), result.tally());
      return result;
    } finally {
      deployment.ledger().recordStages(run, stages.stages());
      MDC.remove(RUN);
    }
  }
}
