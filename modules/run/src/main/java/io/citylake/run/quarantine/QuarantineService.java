package io.citylake.run.quarantine;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.citylake.contract.Suggestion;
import io.citylake.contract.dataset.WriteMode;
import io.citylake.contract.job.Job;
import io.citylake.lake.history.CorrectionStore;
import io.citylake.lake.history.RunOutcome;
import io.citylake.lake.history.RunRecord;
import io.citylake.model.AuditReport;
import io.citylake.model.CityLakeException;
import io.citylake.model.CommitOutcome;
import io.citylake.model.ErrorCode;
import io.citylake.model.JobName;
import io.citylake.model.QuarantineStatus;
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
import io.citylake.run.Deployment;
import io.citylake.run.batch.JobResult;
import io.citylake.run.batch.JobRunner;
import io.citylake.run.batch.ReplaySource;
import io.citylake.run.round.RunListener;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** What people do with refused rows: mend, send through again, give up. Mending needs no Spark. */
public final class QuarantineService {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Rows that one replay takes in one go: they pass through the driver. */
  private static final int REPLAY_CHUNK = 50_000;

  private final Deployment deployment;
  private final QuarantineReader reader;
  private final CorrectionStore fixes;

  public QuarantineService(Deployment deployment) {
    this.deployment = deployment;
    this.reader = deployment.history().quarantine();
    this.fixes = new CorrectionStore(deployment.lake().database());
  }

  /**
   * Keeps a corrected text for an open row; the row itself stays as it arrived.
   *
   * @param values source name to new text
   */
  public void fix(String id, Map<String, String> values, String by) {
    deployment.requireOwnCatalog();
    QuarantinedRow row = loadOpen(id);
    String present = fixes.find(List.of(id)).getOrDefault(id, String.valueOf(row.raw()));
    ObjectNode fixed = objectOf(id, present);
    boolean unsplit = fixed.has("_text");
    for (Map.Entry<String, String> value : values.entrySet()) {
      if (!unsplit && !fixed.has(value.getKey())) {
        throw unknownName(id, value.getKey(), fixed);
      }
      fixed.put(value.getKey(), value.getValue());
    }
    fixed.remove("_text");
    fixed.remove("_extra");
    fixes.put(id, fixed.toString(), by, deployment.clock().instant());
  }

  /** Puts open rows through their jobs again, job by job; each row once, whatever dies when. */
  public List<JobResult> replay(QuarantineQuery query, String by, RunListener listener) {
    deployment.requireOwnCatalog();
    SortedMap<JobName, List<QuarantinedRow>> byJob = openRows(query);
    List<JobResult> results = new ArrayList<>();
    int number = 0;
    for (Map.Entry<JobName, List<QuarantinedRow>> each : byJob.entrySet()) {
      Job job = deployment.workspace().loadJob(each.getKey());
      refuseHistory(job);
      listener.jobStarted(++number, byJob.size(), job.name());
      JobResult result = null;
      List<QuarantinedRow> rows = each.getValue();
      for (int from = 0; from < rows.size(); from += REPLAY_CHUNK) {
        List<QuarantinedRow> chunk = rows.subList(from, Math.min(rows.size(), from + REPLAY_CHUNK));
        ReplaySource.Rows again =
            new ReplaySource.Rows(replayRows(chunk), by, deployment.clock().instant());
        JobResult one = new JobRunner(deployment, job, listener).replay(job, again);
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
    if (deployment.workspace().loadDataset(job.target()).writeMode() == WriteMode.SNAPSHOT) {
      throw new CityLakeException(
          ErrorCode.USAGE,
          "Cannot replay rows of %s: %s keeps the history of full copies; have the corrected copy sent again, or discard the rows"
              .formatted(job.name(), job.target()));
    }
  }

  /** Gives open rows up, for good, with a reason. */
  public long discard(QuarantineQuery query, String by, String reason) {
    deployment.requireOwnCatalog();
    long discarded = 0;
    for (Map.Entry<JobName, List<QuarantinedRow>> each : openRows(query).entrySet()) {
      Job job = deployment.workspace().loadJob(each.getKey());
      List<String> ids = each.getValue().stream().map(QuarantinedRow::id).toList();
      Instant now = deployment.clock().instant();
      resolve(job, new QuarantineResolution(ids, QuarantineStatus.DISCARDED, now, by, reason));
      discarded += ids.size();
    }
    return discarded;
  }

  private void resolve(Job job, QuarantineResolution resolution) {
    RunId run = deployment.newRun();
    Instant start = deployment.clock().instant();
    TablePublisher publisher = deployment.publisher();
    BeginRequest request =
        new BeginRequest(deployment.workspace().loadDataset(job.target()), job.name(), run);
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
    deployment
        .ledger()
        .record(
            new RunRecord(
                run,
                job.name(),
                job.target(),
                "discard",
                deployment.businessDate(),
                start,
                deployment.clock().instant(),
                RunOutcome.PUBLISHED,
                Tally.none(),
                null,
                null,
                null,
                "%d rows: %s".formatted(resolution.ids().size(), resolution.note())));
  }

  private SortedMap<JobName, List<QuarantinedRow>> openRows(QuarantineQuery query) {
    List<QuarantinedRow> rows = reader.list(query.withStatus(QuarantineStatus.OPEN));
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

  private QuarantinedRow loadOpen(String id) {
    return reader.list(QuarantineQuery.open().withIds(List.of(id)).withLimit(1)).stream()
        .findFirst()
        .orElseThrow(() -> notOpen(id));
  }

  private static CityLakeException notOpen(String id) {
    return new CityLakeException(
        ErrorCode.QUARANTINE_ROW_NOT_FOUND,
        "Cannot find an open quarantined row %s; see citylake quarantine show".formatted(id));
  }

  private static CityLakeException unknownName(String id, String name, ObjectNode row) {
    List<String> names = new ArrayList<>();
    for (Iterator<String> each = row.fieldNames(); each.hasNext(); ) {
      names.add(each.next());
    }
    String hint =
        Suggestion.nearest(name, names)
            .map(nearest -> "; did you mean " + nearest + "?")
            .orElse("; it has " + names);
    return new CityLakeException(
        ErrorCode.USAGE, "Cannot fix row %s: it has no field '%s'%s".formatted(id, name, hint));
  }

  private static ObjectNode objectOf(String id, String raw) {
    try {
      JsonNode node = JSON.readTree(raw);
      if (node instanceof ObjectNode object) {
        return object;
      }
    } catch (JsonProcessingException e) {
      throw new CityLakeException(
          ErrorCode.INTERNAL,
          "Cannot read quarantined row %s: its text is no JSON".formatted(id),
          e);
    }
    throw new CityLakeException(
        ErrorCode.INTERNAL,
        "Cannot read quarantined row %s: its text is no JSON object".formatted(id));
  }
}
