package io.citylake.run.batch;

import io.citylake.check.audit.AuditRequest;
import io.citylake.check.audit.AuditRequest.Earlier;
import io.citylake.check.audit.TableAuditor;
import io.citylake.check.audit.ThresholdCheck;
import io.citylake.contract.dataset.Audit;
import io.citylake.contract.job.Job;
import io.citylake.contract.job.SourceSpec;
import io.citylake.contract.job.Task;
import io.citylake.contract.job.Thresholds;
import io.citylake.lake.history.RunOutcome;
import io.citylake.lake.history.RunRecord;
import io.citylake.model.AuditFinding;
import io.citylake.model.AuditReport;
import io.citylake.model.CityLakeException;
import io.citylake.model.CommitOutcome;
import io.citylake.model.ErrorCode;
import io.citylake.model.JobName;
import io.citylake.model.PassedAudit;
import io.citylake.model.Position;
import io.citylake.model.RunId;
import io.citylake.model.Tally;
import io.citylake.publish.BranchDisposition;
import io.citylake.publish.Staging;
import io.citylake.run.Cancellation;
import io.citylake.run.batch.Delivery.Arrival;
import io.citylake.run.batch.DeliveryPlanner.Planned;
import io.citylake.run.batch.DeliveryPlanner.TableNow;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The order of the verbs for one batch: plan, judge and stage on branches, audit, publish; each
 * hands a value to the next. Whatever dies in between, the table is as before or as after, and the
 * next batch finds out which.
 */
final class Batch {
  private static final Logger LOG = LoggerFactory.getLogger(Batch.class);

  private final PipelineServices services;
  private final BatchContext context;
  private final Task task;
  private final RunId run;
  private final HeldTable table;
  private final DeliveryPlanner planner;
  private final WriteIntent intent;
  private final StageClock stages;

  // What the ledger is told at the end, also of a batch that failed half-way.
  private Tally tally = Tally.none();
  private List<AuditFinding> findings = List.of();
  private long resolved;
  private @Nullable Position before;
  private @Nullable Position after;

  /** Whether the batch writes. */
  enum WriteIntent {
    WRITE,
    ONLY_LOOK
  }

  Batch(
      PipelineServices services,
      BatchContext context,
      HeldTable table,
      DeliveryPlanner planner,
      WriteIntent intent,
      StageClock stages) {
    this.services = services;
    this.context = context;
    this.task = context.task();
    this.run = context.run();
    this.table = table;
    this.planner = planner;
    this.intent = intent;
    this.stages = stages;
  }

  BatchResult run() {
    try {
      record(RunOutcome.RUNNING, null, "");
      return load();
    } catch (Exception e) {
      // Spark throws checked ones that it doesn't declare.
      CityLakeException coded = Causes.coded(e);
      return failed(outcomeOf(coded), coded.code(), e);
    }
  }

  private BatchResult load() {
    try (Staging staging = stages.time("begin", () -> table.begin(run))) {
      before = staging.position();
      SettledDeliveries settled = new SettledDeliveries(staging, task.name());
      TableNow now =
          new TableNow(
              staging.position(),
              staging::targetSize,
              staging::rowsOf,
              settled::isFinal,
              table.lacksRows(staging));
      Planned planned = stages.time("list", () -> planner.plan(now));
      findings =
          Stream.of(
                  table.remarks().stream(), planned.remarks().stream(), standing(staging, planned))
              .flatMap(each -> each)
              .toList();
      tally = tally.withFiles(planned.files());
      if (planned.delivery().isEmpty()) {
        return ended(RunOutcome.NOTHING_NEW, false, planned.nothing());
      }
      try (Delivery delivery = planned.delivery().get()) {
        after = delivery.after();
        Stager stager = new Stager(services, context, staging);
        return intent == WriteIntent.ONLY_LOOK
            ? look(stager, delivery)
            : write(staging, stager, delivery);
      }
    }
  }

  private Stream<AuditFinding> standing(Staging staging, Planned planned) {
    Set<JobName> anew =
        planned.delivery().filter(Delivery::anew).isPresent() ? Set.of(task.name()) : Set.of();
    return staging
        .standsOtherwise(anew)
        .map(why -> new AuditFinding("standing", AuditFinding.Verdict.ATTENTION, why))
        .stream();
  }

  private BatchResult look(Stager stager, Delivery delivery) {
    tally = stages.time("look", () -> stager.look(delivery)).withFiles(tally.files());
    if (delivery instanceof Delivery.SourceRows rows) {
      remark(rows, 0);
    }
    return ended(RunOutcome.DRY_RUN, false, delivery.summary());
  }

  /** A success said of rows that were refused would be believed. */
  private void remark(Delivery.SourceRows rows, long known) {
    findings =
        Stream.concat(
                findings.stream(),
                ThresholdCheck.remark(tally, known, rows.job().quarantine()).stream())
            .toList();
  }

  private BatchResult write(Staging staging, Stager stager, Delivery delivery) {
    Staged staged = stages.time("stage", () -> stager.stage(delivery));
    tally = staged.table().tally().withFiles(tally.files());
    if (delivery instanceof Delivery.SourceRows rows) {
      boolean again = rows.arrival() == Arrival.SINGLE_ROWS;
      ThresholdCheck.verify(tally, again ? Thresholds.NONE : rows.job().quarantine());
      remark(rows, staged.refusedBefore());
      DisplacedBound.verify(staging, context.dataset(), services.sessions()::standard);
    }
    AuditReport report = stages.time("audit", () -> audit(staging, staged));
    findings =
        Stream.of(findings, staged.remarks(), report.findings()).flatMap(List::stream).toList();
    Optional<PassedAudit> passed = report.passed();
    if (passed.isEmpty()) {
      services.publisher().discard(staged.table(), BranchDisposition.KEEP_BRANCH);
      throw blocked(report);
    }
    if (delivery instanceof Delivery.SourceRows rows) {
      rows.rows().requireUnchanged();
    }
    publish(passed.get());
    resolved = staged.resolved();
    return ended(RunOutcome.PUBLISHED, delivery.more(), staged.message());
  }

  private AuditReport audit(Staging staging, Staged staged) {
    if (staged.spark().isEmpty()) {
      return new AuditReport(staged.table(), List.of());
    }
    return TableAuditor.audit(
        new AuditRequest(
            staged.spark().get(),
            staged.table(),
            context.dataset(),
            staging.stagedIdentifier(),
            staging.mainIdentifier(),
            earlier(),
            staged.totals(),
            context.start(),
            staging.stagedRows()));
  }

  /** What the run, or of a job that runs by batches the day, is held against. */
  private Earlier earlier() {
    boolean byDay =
        task instanceof Job job
            && (job.source() instanceof SourceSpec.FeedMessages
                || job.source() instanceof SourceSpec.Kafka);
    int against =
        context.dataset().audits().stream()
            .mapToInt(each -> each instanceof Audit.Change change ? change.against() : 0)
            .max()
            .orElse(0);
    if (against == 0) {
      return new Earlier(List.of(), byDay);
    }
    // The newest day is the one that is judged.
    return byDay
        ? new Earlier(
            services
                .ledger()
                .earlierDays(task.name(), context.start(), context.dataset().zone(), against + 1),
            true)
        : new Earlier(services.ledger().earlierAccepted(task.name(), against), false);
  }

  private void publish(PassedAudit passed) {
    CommitOutcome outcome = stages.time("publish", () -> services.publisher().publish(passed));
    if (outcome instanceof CommitOutcome.NotCommitted not) {
      services.publisher().discard(passed.staged(), BranchDisposition.DROP_BRANCH);
      throw new CityLakeException(
          ErrorCode.COMMIT_CONFLICT,
          "Cannot publish %s: %s; nothing changed, run the job again"
              .formatted(task.target(), not.reason()));
    }
    if (outcome instanceof CommitOutcome.Unknown unknown) {
      throw new CityLakeException(
          ErrorCode.COMMIT_UNKNOWN,
          "Cannot tell whether %s was published: %s; nothing was deleted, the next run of the job finds out"
              .formatted(task.target(), unknown.reason()));
    }
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

  private static RunOutcome outcomeOf(CityLakeException e) {
    return switch (e.code()) {
      case AUDIT_BLOCKED -> RunOutcome.BLOCKED;
      case THRESHOLD_EXCEEDED, ROW_REFUSED_FATAL, DISPLACED_FULL, DELIVERY_SETTLED ->
          RunOutcome.REFUSED;
      case COMMIT_UNKNOWN -> RunOutcome.UNKNOWN;
      default -> RunOutcome.FAILED;
    };
  }

  private BatchResult ended(RunOutcome outcome, boolean more, String message) {
    try {
      record(outcome, null, message);
    } catch (CityLakeException e) {
      // What is done is done; the job's next run settles the ledger from the table.
      LOG.error("run={} job={} ended as {}, which the ledger lacks", run, task.name(), outcome, e);
      AuditFinding lacking =
          new AuditFinding("ledger", AuditFinding.Verdict.WARN, "not written: " + e.getMessage());
      findings = Stream.concat(findings.stream(), Stream.of(lacking)).toList();
    }
    return new BatchResult(run, outcome, tally, findings, resolved, more, null, message);
  }

  private BatchResult failed(RunOutcome outcome, ErrorCode code, Exception failure) {
    // A commit without an answer stays one, whoever stopped the round meanwhile.
    Optional<Cancellation.Cause> stopped =
        services.cancellation().cause().filter(each -> outcome != RunOutcome.UNKNOWN);
    boolean cancelled = stopped.filter(each -> each.code() == ErrorCode.CANCELLED).isPresent();
    boolean lost = code == ErrorCode.INTERNAL && services.sessions().isLost();
    RunOutcome end =
        cancelled ? RunOutcome.CANCELLED : stopped.isPresent() ? RunOutcome.FAILED : outcome;
    ErrorCode label =
        stopped.map(Cancellation.Cause::code).orElse(lost ? ErrorCode.CLUSTER_UNAVAILABLE : code);
    String message =
        stopped
            .map(Cancellation.Cause::sentence)
            .orElse(
                lost
                    ? "Cannot go on: the Spark cluster gave this application up, because its"
                        + " executors did not start or its master went away; look at the worker's"
                        + " logs, and run again"
                    : Causes.sentence(failure));
    LOG.error("run={} job={} failed", run, task.name(), failure);
    try {
      record(end, label.label(), message);
    } catch (CityLakeException e) {
      // The ledger is for people; that it cannot be written must not hide what went wrong.
      failure.addSuppressed(e);
    }
    return new BatchResult(run, end, tally, findings, resolved, false, label.label(), message);
  }

  private void record(RunOutcome outcome, @Nullable String errorCode, String message) {
    Instant ended = outcome == RunOutcome.RUNNING ? null : services.clock().instant();
    services
        .ledger()
        .record(
            new RunRecord(
                run,
                task.name(),
                task.target(),
                planner.kind(),
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
