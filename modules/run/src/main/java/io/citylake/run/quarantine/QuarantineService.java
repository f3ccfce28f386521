package io.citylake.run.quarantine;

import io.citylake.contract.Workspace;
import io.citylake.contract.job.Job;
import io.citylake.lake.catalog.WorkspaceIdentity;
import io.citylake.lake.history.CorrectionStore;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import io.citylake.model.JobName;
import io.citylake.model.QuarantineStatus;
import io.citylake.publish.quarantine.QuarantineQuery;
import io.citylake.publish.quarantine.QuarantineReader;
import io.citylake.publish.quarantine.QuarantinedRow;
import io.citylake.run.batch.DeliveryPlanner;
import io.citylake.run.batch.DiscardPlanner;
import io.citylake.run.batch.JobResult;
import io.citylake.run.batch.JobRunner;
import io.citylake.run.batch.OpenRows;
import io.citylake.run.batch.PipelineServices;
import io.citylake.run.batch.ReplayPlanner;
import io.citylake.run.round.RoundRelease;
import io.citylake.run.round.RunListener;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * What people do with refused rows: send them through again, or give them up. Rows are chosen here;
 * what becomes of them is decided while their table is reserved (see {@link OpenRows}).
 */
public final class QuarantineService {
  /** Rows that one replay takes in one go: they pass through the driver. */
  private static final int REPLAY_CHUNK = 50_000;

  private final PipelineServices services;
  private final Workspace workspace;
  private final Clock clock;
  private final LocalDate businessDate;
  private final QuarantineReader reader;
  private final CorrectionStore corrections;

  /**
   * @param businessDate as which rows are judged that go through their jobs again
   */
  public QuarantineService(PipelineServices services, LocalDate businessDate) {
    this.services = services;
    this.workspace = services.workspace();
    this.clock = services.clock();
    this.businessDate = businessDate;
    this.reader = new QuarantineReader(services.lake());
    this.corrections = new CorrectionStore(services.lake().database());
  }

  /**
   * Puts open rows through their jobs again, job by job; each row once, whatever dies when. A job
   * that can't take its rows is a failed result, and the others go on.
   */
  public List<JobResult> replay(QuarantineQuery query, String by, RunListener listener) {
    new WorkspaceIdentity(services.lake()).check();
    SortedMap<JobName, List<QuarantinedRow>> byJob = openRows(query);
    List<JobResult> results = new ArrayList<>();
    int number = 0;
    for (Map.Entry<JobName, List<QuarantinedRow>> each : byJob.entrySet()) {
      listener.jobStarted(++number, byJob.size(), each.getKey());
      JobResult result = replay(each.getKey(), each.getValue(), by, listener);
      results.add(result);
      listener.jobEnded(number, byJob.size(), result);
    }
    RoundRelease.make(services, byJob.keySet(), results, clock.instant());
    return results;
  }

  private JobResult replay(
      JobName name, List<QuarantinedRow> rows, String by, RunListener listener) {
    Instant at = clock.instant();
    return each(
        name,
        listener,
        job -> {
          refuseHistory(job);
          return chunks(rows).stream()
              .map(ids -> new ReplayPlanner(new OpenRows(reader, job, ids), corrections, by, at))
              .toList();
        });
  }

  private JobResult each(
      JobName name, RunListener listener, Function<Job, List<? extends DeliveryPlanner>> plan) {
    try {
      Job job = workspace.loadJob(name);
      return new JobRunner(services, job, listener)
          .run(plan.apply(job), businessDate).stream().reduce(JobResult::plus).orElseThrow();
    } catch (CityLakeException e) {
      return JobResult.failed(name, e);
    }
  }

  /** A single row cannot stand for a full copy: history is only learnt from whole ones. */
  private void refuseHistory(Job job) {
    if (workspace.loadDataset(job.target()).writeMode().keepsHistory()) {
      throw new CityLakeException(
          ErrorCode.USAGE,
          "Cannot replay rows of %s: %s keeps the history of full copies; have the corrected copy sent again, or discard the rows"
              .formatted(job.name(), job.target()));
    }
  }

  /**
   * Gives open rows up, for good, with a reason, job by job.
   *
   * @return how each job ended, and how many of its rows were still open and are given up
   */
  public List<JobResult> discard(QuarantineQuery query, String by, String reason) {
    new WorkspaceIdentity(services.lake()).check();
    List<JobResult> results = new ArrayList<>();
    SortedMap<JobName, List<QuarantinedRow>> byJob = openRows(query);
    byJob.forEach(
        (name, rows) ->
            results.add(
                each(
                    name,
                    RunListener.none(),
                    job ->
                        chunks(rows).stream()
                            .map(
                                ids ->
                                    new DiscardPlanner(
                                        new OpenRows(reader, job, ids),
                                        by,
                                        reason,
                                        clock.instant()))
                            .toList())));
    RoundRelease.make(services, byJob.keySet(), results, clock.instant());
    return results;
  }

  private static List<Set<String>> chunks(List<QuarantinedRow> rows) {
    List<Set<String>> chunks = new ArrayList<>();
    for (int from = 0; from < rows.size(); from += REPLAY_CHUNK) {
      Set<String> chunk = new HashSet<>();
      rows.subList(from, Math.min(rows.size(), from + REPLAY_CHUNK))
          .forEach(row -> chunk.add(row.id()));
      chunks.add(chunk);
    }
    return chunks;
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

  static CityLakeException notOpen(String id) {
    return new CityLakeException(
        ErrorCode.QUARANTINE_ROW_NOT_FOUND,
        "Cannot find an open quarantined row %s; see citylake quarantine show".formatted(id));
  }
}
