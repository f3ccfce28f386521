package io.citylake.run;

import io.citylake.check.AuditRequest;
import io.citylake.check.ControlTotals;
import io.citylake.check.ExpressionRules;
import io.citylake.check.RowJudges;
import io.citylake.check.TableAuditor;
import io.citylake.check.ThresholdCheck;
import io.citylake.contract.Audit;
import io.citylake.contract.Dataset;
import io.citylake.contract.Job;
import io.citylake.contract.Thresholds;
import io.citylake.contract.Workspace;
import io.citylake.model.AuditFinding;
import io.citylake.model.AuditReport;
import io.citylake.model.CityLakeException;
import io.citylake.model.CommitOutcome;
import io.citylake.model.ErrorCode;
import io.citylake.model.PassedAudit;
import io.citylake.model.Position;
import io.citylake.model.RowJudge;
import io.citylake.model.RunId;
import io.citylake.model.StagedTable;
import io.citylake.model.Tally;
import io.citylake.publish.BeginRequest;
import io.citylake.publish.Keep;
import io.citylake.publish.Staging;
import io.citylake.publish.TablePublisher;
import io.citylake.read.ReadBatch;
import io.citylake.read.RowStamp;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
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

  private final Deployment deployment;
  private final Workspace workspace;
  private final Job job;
  private final Dataset dataset;
  private final LocalDate businessDate;
  private final BatchSource source;
  private final Look look;
  private final RunId run;
  private final StageClock stages;
  private final Instant start;

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

  Batch(
      Deployment deployment,
      Job job,
      BatchSource source,
      LocalDate businessDate,
      Look look,
      RunId run,
      StageClock stages) {
    this.deployment = deployment;
    this.source = source;
    this.look = look;
    this.workspace = deployment.workspace();
    this.job = job;
    this.dataset = workspace.loadDataset(job.target());
    this.businessDate = businessDate;
    this.run = run;
    this.stages = stages;
    this.start = deployment.clock().instant();
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
        stages.time("begin", () -> publisher.begin(new BeginRequest(dataset, job.name(), run)))) {
      new Settlement(deployment.ledger(), job.name(), deployment.clock())
          .settle(run, staging.publishedRun());
      before = staging.position();
      ReadBatch input = stages.time("list", () -> source.plan(staging.position()));
      if (input.isEmpty()) {
        return ended(RunOutcome.NOTHING_NEW, false, "Nothing new in the source");
      }
      after = source.after(staging.position(), input);
      org.apache.spark.sql.Dataset<Row> judged = judged(input);
      if (look == Look.ONLY_LOOK) {
        tally = stages.time("look", () -> DryRun.tally(judged));
        return ended(RunOutcome.DRY_RUN, false, "Would read " + String.join(", ", input.sources()));
      }
      StagedTable staged = stages.time("stage", () -> stage(staging, input, judged));
      AuditReport report = stages.time("audit", () -> audit(staging, staged, input));
      findings = Stream.concat(source.remarks().stream(), report.findings().stream()).toList();
      Optional<PassedAudit> passed = report.passed();
      if (passed.isEmpty()) {
        publisher.discard(staged, Keep.KEEP_BRANCH);
        throw blocked(report);
      }
      return publish(publisher, passed.get());
    }
  }

  private org.apache.spark.sql.Dataset<Row> judged(ReadBatch input) {
    RowJudge judge =
        RowJudges.compile(
            job, dataset, workspace.codeTables(), workspace.home(), businessDate, start);
    boolean expressions = ExpressionRules.any(dataset);
    RowStamp stamp = new RowStamp(job.name(), run, start, dataset, expressions);
    org.apache.spark.sql.Dataset<Row> judged = input.judged(deployment.spark(), judge, stamp);
    return expressions ? ExpressionRules.apply(judged, dataset) : judged;
  }

  private StagedTable stage(
      Staging staging, ReadBatch input, org.apache.spark.sql.Dataset<Row> judged) {
    Writing writing = new Writing(deployment.spark(), staging, dataset, businessDate);
    tally = source.write(staging, writing, input, judged);
    ThresholdCheck.verify(tally, thresholds());
    return staging.finish(source.after(staging.position(), input), tally);
  }

  private Thresholds thresholds() {
    Thresholds own = job.quarantine();
    Thresholds common = workspace.settings().thresholds();
    return new Thresholds(
        own.maxRecords() != null ? own.maxRecords() : common.maxRecords(),
        own.maxRatio() != null ? own.maxRatio() : common.maxRatio());
  }

  private AuditReport audit(Staging staging, StagedTable staged, ReadBatch input) {
    AuditRequest request =
        new AuditRequest(
            deployment.spark(),
            staged,
            dataset,
            staging.stagedIdentifier(),
            staging.mainIdentifier(),
            deployment.ledger().earlierAccepted(job.name(), 30),
            controlTotals(input),
            start);
    return TableAuditor.audit(request);
  }

  private Optional<ControlTotals> controlTotals(ReadBatch input) {
    boolean asked =
        dataset.audits().stream()
            .anyMatch(audit -> audit instanceof Audit.ControlTotal total && total.from() != null);
    if (!asked) {
      return Optional.empty();
    }
    try {
      return input.controlTexts().stream().map(ControlTotals::parse).reduce(ControlTotals::plus);
    } catch (IllegalArgumentException e) {
      throw new CityLakeException(ErrorCode.SOURCE_UNREADABLE, e.getMessage(), e);
    }
  }

  private BatchResult publish(TablePublisher publisher, PassedAudit passed) {
    CommitOutcome outcome = stages.time("publish", () -> publisher.publish(passed));
    if (outcome instanceof CommitOutcome.Committed) {
      return ended(RunOutcome.PUBLISHED, source.hasMore(), "");
    }
    if (outcome instanceof CommitOutcome.NotCommitted not) {
      publisher.discard(passed.staged(), Keep.DROP_BRANCH);
      throw new CityLakeException(
          ErrorCode.COMMIT_CONFLICT,
          "Cannot publish %s: %s; nothing changed, run the job again"
              .formatted(job.target(), not.reason()));
    }
    String reason = ((CommitOutcome.Unknown) outcome).reason();
    throw new CityLakeException(
        ErrorCode.COMMIT_UNKNOWN,
        "Cannot tell whether %s was published: %s; nothing was deleted, the next run of the job finds out"
            .formatted(job.target(), reason));
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
            .formatted(job.target(), why, run));
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
    LOG.error("run={} job={} failed", run, job.name(), failure);
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
                job.name(),
                job.target(),
                source.kind(),
                businessDate,
                start,
                ended,
                outcome,
                tally,
                before == null ? null : before.text(),
                after == null ? null : after.text(),
                errorCode,
                message));
  }
}
