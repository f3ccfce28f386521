package io.citylake.run.batch;

import io.citylake.contract.dataset.Audit;
import io.citylake.contract.dataset.DatasetContract;
import io.citylake.contract.job.Job;
import io.citylake.contract.job.SourceSpec;
import io.citylake.contract.job.Step;
import io.citylake.contract.job.Task;
import io.citylake.lake.history.RunOutcome;
import io.citylake.lake.retry.Retry;
import io.citylake.model.AuditFinding;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import io.citylake.model.RunId;
import io.citylake.model.Tally;
import io.citylake.run.batch.Batch.WriteIntent;
import io.citylake.run.round.RunListener;
import io.citylake.run.round.RunRequest;
import io.citylake.run.round.RunRequest.Mode;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * Runs one job or step to the end of what its source has, batch by batch, and keeps the ledger. It
 * never throws for a failed job.
 */
public final class JobRunner {
  private static final Logger LOG = LoggerFactory.getLogger(JobRunner.class);
  private static final String RUN = "run";
  private static final int MOST_TRIES = 3;
  private static final Set<String> OF_ONE_SOURCE =
      Set.of(
          ErrorCode.SOURCE_UNREADABLE.label(),
          ErrorCode.SOURCE_HEADER_MISSING.label(),
          ErrorCode.SOURCE_TOO_LARGE.label(),
          ErrorCode.SOURCE_CHANGED.label());

  private final PipelineServices services;
  private final Clock clock;
  private final Task task;
  private final DatasetContract dataset;
  private final RunListener listener;

  public JobRunner(PipelineServices services, Task task, RunListener listener) {
    this.services = services;
    this.clock = services.clock();
    this.task = task;
    this.dataset = contract(services, task);
    this.listener = listener;
  }

  /** Brings one batch for each plan into the table, which is reserved once for all of them. */
  public List<JobResult> run(List<? extends DeliveryPlanner> planners, LocalDate businessDate) {
    List<JobResult> results = new ArrayList<>();
    try (HeldTable table = new HeldTable(services, task.name(), dataset, false, false)) {
      for (DeliveryPlanner planner : planners) {
        long began = System.nanoTime();
        BatchResult batch = batch(table, planner, businessDate, WriteIntent.WRITE);
        results.add(result(batch, batch.tally(), batch.findings(), began));
      }
    }
    return results;
  }

  /** Loads what the job's source has, or what the step's inputs say. */
  public JobResult load(RunRequest request) {
    Instant start = clock.instant();
    long began = System.nanoTime();
    Tally total = Tally.none();
    List<AuditFinding> findings = new ArrayList<>();
    @Nullable BatchResult loaded = null;
    int published = 0;
    Tally kept = Tally.none();
    Mode mode = request.mode();
    WriteIntent intent = mode == Mode.DRY_RUN ? WriteIntent.ONLY_LOOK : WriteIntent.WRITE;
    @Nullable Instant failedSince = null;
    int tries = 0;
    boolean looks = intent == WriteIntent.ONLY_LOOK;
    try (HeldTable table = new HeldTable(services, task.name(), dataset, mode.isFull(), looks)) {
      while (true) {
        BatchResult batch =
            batch(table, planner(mode, failedSince), request.businessDate(), intent);
        if (isOfOneSource(batch) && ++tries < MOST_TRIES) {
          failedSince = failedSince == null ? start : failedSince;
          continue;
        }
        total = total.plus(batch.tally());
        batch.findings().stream().filter(each -> !findings.contains(each)).forEach(findings::add);
        // Where it was cancelled meanwhile, the next batch says so: a half isn't the whole.
        if (batch.outcome() != RunOutcome.PUBLISHED || !batch.more() || mode == Mode.NEXT_BATCH) {
          // That nothing more came is how a job of several batches ends well.
          BatchResult end =
              batch.outcome() == RunOutcome.NOTHING_NEW && loaded != null
                  ? loaded
                  : after(published, kept, batch);
          return result(end, total, findings, began);
        }
        loaded = batch;
        published++;
        kept = total;
        // A full refresh is one decision: what follows its first batch goes on from there.
        mode = Mode.INCREMENTAL;
      }
    }
  }

  /** What a batch that failed says of itself is not true of those before it. */
  private static BatchResult after(int published, Tally kept, BatchResult batch) {
    return published == 0 || batch.outcome().passed()
        ? batch
        : batch.withMessage(
            "Before this it published %,d rows in %,d batches, which stay. Of the last batch: %s"
                .formatted(kept.accepted(), published, batch.message()));
  }

  /** A step's key is its query's promise, and nothing on the way in keeps it. */
  private static DatasetContract contract(PipelineServices services, Task task) {
    DatasetContract dataset = services.workspace().loadDataset(task.target());
    return task instanceof Step && !dataset.key().isEmpty()
        ? dataset.withAudit(new Audit.Unique(dataset.key(), Audit.Level.BLOCK))
        : dataset;
  }

  /**
   * Whether a batch failed over a file that the next one can leave out: what shows only while rows
   * are read costs one more batch, not the files beside it.
   */
  private boolean isOfOneSource(BatchResult batch) {
    return task instanceof Job job
        && job.source() instanceof SourceSpec.Files files
        && files.intake().unreadable() == SourceSpec.Unreadable.REFUSE
        && batch.outcome() == RunOutcome.FAILED
        && OF_ONE_SOURCE.contains(batch.errorCode() == null ? "" : batch.errorCode())
        && !services.cancellation().isCancelled();
  }

  private DeliveryPlanner planner(Mode mode, @Nullable Instant failedSince) {
    return task instanceof Step step
        ? new StepPlanner(
            services.lake(),
            services.sessions(),
            dataset,
            step,
            services.workspace().settings().zone(),
            mode)
        : new LoadPlanner(services, (Job) task, mode, failedSince);
  }

  private JobResult result(
      BatchResult batch, Tally total, List<AuditFinding> findings, long began) {
    // The clock may have been set since.
    Duration took = Duration.ofNanos(System.nanoTime() - began);
    return new JobResult(
        task.name(),
        batch.run(),
        batch.outcome(),
        total,
        findings,
        batch.resolved(),
        took,
        batch.errorCode(),
        batch.message());
  }

  private void recordStages(RunId run, StageClock stages) {
    try {
      services.ledger().recordStages(run, stages.stages());
    } catch (CityLakeException e) {
      // How long it took is for people to know; nothing depends on it.
      LOG.warn("Cannot record the stages of run {}: {}", run, e.getMessage());
    }
  }

  /**
   * A batch that came behind another run of its table may have waited for that one to end, or the
   * other machine's clock is a little ahead: the next, which begins now, is in its turn, and only a
   * clock that is wrong fails it too.
   */
  private BatchResult batch(
      HeldTable table, DeliveryPlanner planner, LocalDate businessDate, WriteIntent intent) {
    Retry.Attempts attempts = Retry.ofTurns().begin();
    while (true) {
      BatchResult batch = once(table, planner, businessDate, intent);
      boolean isBehind = ErrorCode.RUN_BEFORE_LAST.label().equals(batch.errorCode());
      if (!isBehind || services.cancellation().isCancelled() || !attempts.again()) {
        return batch;
      }
    }
  }

  private BatchResult once(
      HeldTable table, DeliveryPlanner planner, LocalDate businessDate, WriteIntent intent) {
    RunId run = services.ids().next();
    StageClock stages =
        new StageClock(task.name(), clock, listener, services.cancellation()::isCancelled);
    BatchContext context = new BatchContext(task, dataset, run, businessDate, clock.instant());
    MDC.put(RUN, run.value());
    try {
      BatchResult result = new Batch(services, context, table, planner, intent, stages).run();
      LOG.info("run={} job={} outcome={} {}", run, task.name(), result.outcome(), result.tally());
      return result;
    } finally {
      recordStages(run, stages);
      MDC.remove(RUN);
    }
  }
}
