package io.citylake.run.batch;

import io.citylake.check.audit.AuditRequest;
import io.citylake.check.audit.TableAuditor;
import io.citylake.contract.dataset.DatasetContract;
import io.citylake.contract.job.Task;
import io.citylake.lake.history.RunOutcome;
import io.citylake.lake.history.RunRecord;
import io.citylake.model.AuditFinding;
import io.citylake.model.AuditReport;
import io.citylake.model.CityLakeException;
import io.citylake.model.CommitOutcome;
import io.citylake.model.ErrorCode;
import io.citylake.model.PassedAudit;
import io.citylake.model.Position;
import io.citylake.model.RunId;
import io.citylake.model.StagedTable;
import io.citylake.model.Tally;
import io.citylake.publish.BeginRequest;
import io.citylake.publish.BranchDisposition;
import io.citylake.publish.Staging;
import io.citylake.publish.TablePublisher;
import io.citylake.run.Deployment;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The order of the verbs for one batch: read and judge, stage on a branch, audit the branch,
 * publish. Whatever dies in between, the table is as before or as after, and the next batch finds
 * out which.
 */
final class Batch {
  private static final Logger LOG = LoggerFactory.getLogger(Batch.class);

  private final BatchContext context;
  private final Deployment deployment;
  private final Task task;
  private final DatasetContract dataset;
  private final BatchSource source;
  private final Look look;
  private final RunId run;
  private final StageClock stages;

  // What the ledger is told at the end, also of a batch that failed half-way.
  private Tally tally = Tally.none();
  private List<AuditFinding> findings = List.of();
  private @Nullable Position before;
  private @Nullable Position after;

  /** Whether the batch writes. */
  enum Look {
    WRITE,
    ONLY_LOOK
  }

  Batch(BatchContext context, BatchSource source, Look look, StageClock stages) {
    this.context = context;
    this.deployment = context.deployment();
    this.task = context.task();
    this.dataset = context.dataset();
    this.run = context.run();
    this.source = source;
    this.look = look;
    this.stages = stages;
  }

  BatchResult run() {
    record(RunOutcome.RUNNING, null, "");
    try {
      return load();
    } catch (CityLakeException e) {
      return failed(outcomeOf(e), e.code(), e);
    } catch (RuntimeException e) {
      return failed(RunOutcome.FAILED, ErrorCode.INTERNAL, e);
    }
  }

  private BatchResult load() {
    deployment.requireApplied(dataset);
    TablePublisher publisher = deployment.publisher();
    try (Staging staging =
        stages.time("begin", () -> publisher.begin(new BeginRequest(dataset, task.name(), run)))) {
      new LedgerReconciliation(deployment.ledger(), task.name(), deployment.clock())
          .settle(run, staging.publishedRun());
      before = staging.position();
      Optional<BatchInput> found = stages.time("list", () -> source.plan(staging));
      if (found.isEmpty()) {
        return ended(RunOutcome.NOTHING_NEW, false, source.nothingNew());
      }
      try (BatchInput input = found.get()) {
        return write(publisher, staging, input);
      }
    }
  }

  private BatchResult write(TablePublisher publisher, Staging staging, BatchInput input) {
    after = input.after();
    if (look == Look.ONLY_LOOK) {
      tally = stages.time("look", input::look);
      return ended(RunOutcome.DRY_RUN, false, input.summary());
    }
    StagedTable staged =
        stages.time(
            "stage",
            () -> {
              tally = input.write(staging);
              return staging.finish(input.after(), tally);
            });
    AuditReport report = stages.time("audit", () -> audit(staging, staged, input));
    findings = Stream.concat(input.remarks().stream(), report.findings().stream()).toList();
    Optional<PassedAudit> passed = report.passed();
    if (passed.isEmpty()) {
      publisher.discard(staged, BranchDisposition.KEEP_BRANCH);
      throw blocked(report);
    }
    return publish(publisher, passed.get(), input);
  }

  private AuditReport audit(Staging staging, StagedTable staged, BatchInput input) {
    AuditRequest request =
        new AuditRequest(
            input.spark(),
            staged,
            dataset,
            staging.stagedIdentifier(),
            staging.mainIdentifier(),
            deployment.ledger().earlierAccepted(task.name(), 30),
            input.controlTotals(),
            context.start(),
            staging.stagedRows());
    return TableAuditor.audit(request);
  }

  private BatchResult publish(TablePublisher publisher, PassedAudit passed, BatchInput input) {
    CommitOutcome outcome = stages.time("publish", () -> publisher.publish(passed));
    if (outcome instanceof CommitOutcome.Committed) {
      return ended(RunOutcome.PUBLISHED, input.hasMore(), input.message());
    }
    if (outcome instanceof CommitOutcome.NotCommitted not) {
      publisher.discard(passed.staged(), BranchDisposition.DROP_BRANCH);
      throw new CityLakeException(
          ErrorCode.COMMIT_CONFLICT,
          "Cannot publish %s: %s; nothing changed, run the job again"
              .formatted(task.target(), not.reason()));
    }
    String reason = ((CommitOutcome.Unknown) outcome).reason();
    throw new CityLakeException(
        ErrorCode.COMMIT_UNKNOWN,
        "Cannot tell whether %s was published: %s; nothing was deleted, the next run of the job finds out"
            .formatted(task.target(), reason));
  }

  private CityLakeException blocked(AuditReport report) {
    StringBuilder why = new StringBuilder();
    for (AuditFinding finding : report.withVerdict(AuditFinding.Verdict.BLOCK)) {
      why.append(why.isEmpty() ? "" : "; ")
          .append(finding.audit())
          .append(": ")
          .append(finding.message());
    }
    return new CityLakeException(
        ErrorCode.AUDIT_BLOCKED,
        "Cannot publish %s: %s; main is as before, the rows are kept for inspection on branch blocked_%s"
            .formatted(task.target(), why, run));
  }

  private RunOutcome outcomeOf(CityLakeException e) {
    return switch (e.code()) {
      case AUDIT_BLOCKED -> RunOutcome.BLOCKED;
      case THRESHOLD_EXCEEDED, ROW_REFUSED_FATAL -> RunOutcome.REFUSED;
      case COMMIT_UNKNOWN -> RunOutcome.UNKNOWN;
      default -> RunOutcome.FAILED;
    };
  }

  private BatchResult ended(RunOutcome outcome, boolean more, String message) {
    record(outcome, null, message);
    return new BatchResult(run, outcome, tally, findings, more, null, message);
  }

  private BatchResult failed(RunOutcome outcome, ErrorCode code, RuntimeException failure) {
    // A commit without an answer stays one, whoever stopped the round meanwhile.
    boolean cancelled = deployment.cancelled() && outcome != RunOutcome.UNKNOWN;
    RunOutcome end = cancelled ? RunOutcome.CANCELLED : outcome;
    ErrorCode label = cancelled ? ErrorCode.CANCELLED : code;
    String message =
        cancelled
            ? "Cancelled before anything of it was published; run the job again"
            : Causes.sentence(failure);
    LOG.error("run={} job={} failed", run, task.name(), failure);
    try {
      record(end, label.label(), message);
    } catch (CityLakeException e) {
      // The ledger is for people; that it cannot be written must not hide what went wrong.
      failure.addSuppressed(e);
    }
    return new BatchResult(run, end, tally, findings, false, label.label(), message);
  }

  private void record(RunOutcome outcome, @Nullable String errorCode, String message) {
    Instant ended = outcome == RunOutcome.RUNNING ? null : deployment.clock().instant();
    deployment
        .ledger()
        .record(
            new RunRecord(
                run,
                task.name(),
                task.target(),
                source.kind(),
                context.businessDate(),
                context.start(),
                ended,
                outcome,
                tally,
                before == null ? null : before.text(),
                after == null ? null : after.text(),
                errorCode,
                message));
  }
}
