package io.citylake.run.quarantine;

import io.citylake.contract.Workspace;
import io.citylake.contract.dataset.WriteMode;
import io.citylake.contract.job.Job;
import io.citylake.lake.catalog.WorkspaceIdentity;
import io.citylake.lake.history.CorrectionStore;
import io.citylake.lake.history.RunOutcome;
import io.citylake.lake.history.RunRecord;
import io.citylake.model.AuditReport;
import io.citylake.model.CityLakeException;
import io.citylake.model.CommitOutcome;
import io.citylake.model.ErrorCode;
import io.citylake.model.JobName;
import io.citylake.model.RunId;
import io.citylake.model.StagedTable;
import io.citylake.model.Tally;
import io.citylake.publish.BeginRequest;
import io.citylake.publish.Staging;
import io.citylake.publish.TablePublisher;
import io.citylake.publish.quarantine.QuarantineQuery;
import io.citylake.publish.quarantine.QuarantineReader;
import io.citylake.publish.quarantine.QuarantineResolution;
import io.citylake.publish.quarantine.QuarantinedRow;
import io.citylake.read.ReplayRow;
import io.citylake.run.batch.JobResult;
import io.citylake.run.batch.JobRunner;
import io.citylake.run.batch.PipelineServices;
import io.citylake.run.batch.ReplaySource;
import io.citylake.run.round.RunListener;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** What people do with refused rows: send them through again, or give them up. */
public final class QuarantineService {
  public static final String REPLAYED = "replayed";
  private static final String DISCARDED = "discarded";

  /** Rows that one replay takes in one go: they pass through the driver. */
  private static final int REPLAY_CHUNK = 50_000;

  private final PipelineServices services;
  private final Workspace workspace;
  private final Clock clock;
  private final LocalDate businessDate;
  private final QuarantineReader reader;
  private final CorrectionStore fixes;

  /**
   * @param businessDate as which rows are judged that go through their jobs again
   */
  public QuarantineService(PipelineServices services, LocalDate businessDate) {
    this.services = services;
    this.workspace = services.workspace();
    this.clock = services.clock();
    this.businessDate = businessDate;
    this.reader = new QuarantineReader(services.lake());
    this.fixes = new CorrectionStore(services.lake().database());
  }

  /** Puts open rows through their jobs again, job by job; each row once, whatever dies when. */
  public List<JobResult> replay(QuarantineQuery query, String by, RunListener listener) {
    new WorkspaceIdentity(services.lake()).check();
    SortedMap<JobName, List<QuarantinedRow>> byJob = openRows(query);
    List<JobResult> results = new ArrayList<>();
    int number = 0;
    for (Map.Entry<JobName, List<QuarantinedRow>> each : byJob.entrySet()) {
      Job job = workspace.loadJob(each.getKey());
      refuseHistory(job);
      listener.jobStarted(++number, byJob.size(), job.name());
      JobResult result = null;
      List<QuarantinedRow> rows = each.getValue();
      for (int from = 0; from < rows.size(); from += REPLAY_CHUNK) {
        List<QuarantinedRow> chunk = rows.subList(from, Math.min(rows.size(), from + REPLAY_CHUNK));
        ReplaySource.Rows again = new ReplaySource.Rows(replayRows(chunk), by, clock.instant());
        JobResult one = new JobRunner(services, job, listener).replay(job, again, businessDate);
        result = result == null ? one : result.plus(one);
      }
      if (result != null) {
        results.add(result);
        listener.jobEnded(number, byJob.size(), result);
      }
    }
    return results;
  }

  /** A single row cannot stand for a full copy: history is only learnt from whole ones. */
  private void refuseHistory(Job job) {
    if (workspace.loadDataset(job.target()).writeMode() == WriteMode.SNAPSHOT) {
      throw new CityLakeException(
          ErrorCode.USAGE,
          "Cannot replay rows of %s: %s keeps the history of full copies; have the corrected copy sent again, or discard the rows"
              .formatted(job.name(), job.target()));
    }
  }

  /** Gives open rows up, for good, with a reason. */
  public long discard(QuarantineQuery query, String by, String reason) {
    new WorkspaceIdentity(services.lake()).check();
    long discarded = 0;
    for (Map.Entry<JobName, List<QuarantinedRow>> each : openRows(query).entrySet()) {
      Job job = workspace.loadJob(each.getKey());
      List<String> ids = each.getValue().stream().map(QuarantinedRow::id).toList();
      resolve(job, new QuarantineResolution(ids, DISCARDED, clock.instant(), by, reason));
      discarded += ids.size();
    }
    return discarded;
  }

  private void resolve(Job job, QuarantineResolution resolution) {
    RunId run = services.ids().next();
    Instant start = clock.instant();
    TablePublisher publisher = services.publisher();
    BeginRequest request = new BeginRequest(workspace.loadDataset(job.target()), job.name(), run);
    try (Staging staging = publisher.begin(request)) {
      staging.resolveQuarantine(resolution);
      StagedTable staged = staging.finish(staging.position(), Tally.none());
      CommitOutcome outcome =
          publisher.publish(new AuditReport(staged, List.of()).passed().orElseThrow());
      if (!(outcome instanceof CommitOutcome.Committed)) {
        throw new CityLakeException(
            ErrorCode.COMMIT_CONFLICT,
            "Cannot mark rows of %s as %s: %s; try again"
                .formatted(job.target(), resolution.status(), outcome));
      }
    }
    services
        .ledger()
        .record(
            new RunRecord(
                run,
                job.name(),
                job.target(),
                "discard",
                businessDate,
                start,
                clock.instant(),
                RunOutcome.PUBLISHED,
                Tally.none(),
                null,
                null,
                null,
                "%d rows: %s".formatted(resolution.ids().size(), resolution.note())));
  }

  private SortedMap<JobName, List<QuarantinedRow>> openRows(QuarantineQuery query) {
    List<QuarantinedRow> rows = reader.list(query.withStatus("open"));
    for (String id : query.ids()) {
      if (rows.stream().noneMatch(row -> row.id().equals(id))) {
        throw notOpen(id);
      }
    }
    SortedMap<JobName, List<QuarantinedRow>> byJob = new TreeMap<>();
    for (QuarantinedRow row : rows) {
      byJob.computeIfAbsent(JobName.parse(row.job()), job -> new ArrayList<>()).add(row);
    }
    return byJob;
  }

  private List<ReplayRow> replayRows(List<QuarantinedRow> rows) {
    Map<String, String> fixed = fixes.find(rows.stream().map(QuarantinedRow::id).toList());
    return rows.stream()
        .map(
            row ->
                new ReplayRow(
                    row.id(),
                    orEmpty(row.source()),
                    row.place() == null ? 0 : row.place(),
                    fixed.getOrDefault(row.id(), orEmpty(row.raw())),
                    orEmpty(row.fingerprint()),
                    row.attempt()))
        .toList();
  }

  private static String orEmpty(@org.jspecify.annotations.Nullable String text) {
    return text == null ? "" : text;
  }

  static CityLakeException notOpen(String id) {
    return new CityLakeException(
        ErrorCode.QUARANTINE_ROW_NOT_FOUND,
        "Cannot find an open quarantined row %s; see citylake quarantine show".formatted(id));
  }
}
