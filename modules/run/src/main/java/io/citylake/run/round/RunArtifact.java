package io.citylake.run.round;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.citylake.lake.io.StorageFault;
import io.citylake.model.AuditFinding;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import io.citylake.model.FileCounts;
import io.citylake.model.RunId;
import io.citylake.model.Tally;
import io.citylake.run.batch.JobResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes {@code run_results.json} in dbt's shape, whole or not at all: of the last round under
 * {@code target}, and of each run beside its log, where the runs of a scheduler don't overwrite
 * each other's.
 */
final class RunArtifact {
  private static final Logger LOG = LoggerFactory.getLogger(RunArtifact.class);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String NAME = "run_results";

  private final Path home;
  private final Path runs;

  /**
   * @param runs where the logs of runs are
   */
  RunArtifact(Path home, Path runs) {
    this.home = home;
    this.runs = runs;
  }

  /**
   * Writes both.
   *
   * @return that of the round
   * @throws CityLakeException STORAGE_FAILED where that can't be written
   */
  Path write(Instant at, RunRequest request, List<TimedResult> jobs, double seconds) {
    for (TimedResult job : jobs) {
      RunId run = job.result().run();
      if (run != null) {
        double took = job.result().took().toMillis() / 1000.0;
        writeBeside(
            runs.resolve(run + "." + NAME + ".json"), root(at, request, List.of(job), took));
      }
    }
    Path file = home.resolve("target").resolve(NAME + ".json");
    write(file, root(at, request, jobs, seconds));
    return file;
  }

  /** A directory of logs that is full costs what stands beside the logs, and nothing else. */
  private static void writeBeside(Path file, ObjectNode root) {
    try {
      write(file, root);
    } catch (CityLakeException e) {
      LOG.warn("The results of a run are not written beside its log", e);
    }
  }

  private static ObjectNode root(
      Instant at, RunRequest request, List<TimedResult> jobs, double seconds) {
    ObjectNode root = JSON.createObjectNode();
    ObjectNode metadata = root.putObject("metadata");
    metadata.put("generated_at", at.toString());
    metadata.put("business_date", request.businessDate().toString());
    metadata.put("mode", request.mode().name().toLowerCase(java.util.Locale.ROOT));
    root.put("elapsed_time", seconds);
    ArrayNode results = root.putArray("results");
    for (TimedResult job : jobs) {
      results.add(timed(job));
    }
    return root;
  }

  private static void write(Path file, ObjectNode root) {
    try {
      Files.createDirectories(file.getParent());
      Path draft = Files.createTempFile(file.getParent(), NAME, ".tmp");
      JSON.writerWithDefaultPrettyPrinter().writeValue(draft.toFile(), root);
      Files.move(draft, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new CityLakeException(
          ErrorCode.STORAGE_FAILED,
          "Cannot write %s: %s".formatted(file, StorageFault.reason(e)),
          e);
    }
  }

  /** A job that was skipped was at nothing. */
  private static ObjectNode timed(TimedResult job) {
    ObjectNode node = result(job.result());
    ArrayNode timing = node.putArray("timing");
    if (job.result().outcome() != null) {
      timing
          .addObject()
          .put("name", "execute")
          .put("started_at", job.began().toString())
          .put("completed_at", job.ended().toString());
    }
    return node;
  }

  private static ObjectNode result(JobResult job) {
    ObjectNode node = JSON.createObjectNode();
    node.put("unique_id", job.job().toString());
    node.put("status", job.status().name().toLowerCase(java.util.Locale.ROOT));
    node.put("outcome", job.outcome() == null ? "skipped" : job.outcome().toString());
    node.put("run_id", job.run() == null ? null : job.run().toString());
    node.put("execution_time", job.took().toMillis() / 1000.0);
    node.put("error_code", job.errorCode());
    node.put("message", job.message());
    Tally tally = job.tally();
    node.put("failures", tally.quarantined());
    ObjectNode rows = node.putObject("rows");
    rows.put("read", tally.read());
    rows.put("accepted", tally.accepted());
    rows.put("quarantined", tally.quarantined());
    rows.put("duplicates", tally.duplicates());
    rows.put("skipped", tally.skipped());
    rows.put("warned", tally.warned());
    rows.put("conflicts", tally.conflicts());
    rows.set("reasons", JSON.valueToTree(tally.reasons()));
    rows.set("warnings", JSON.valueToTree(tally.warnings()));
    FileCounts counts = tally.files();
    if (counts != null) {
      ObjectNode files = node.putObject("files");
      files.put("new", counts.fresh());
      files.put("corrected", counts.corrected());
      files.put("again", counts.again());
      files.put("copies", counts.copies());
      files.put("unreadable", counts.unreadable());
    }
    ArrayNode audits = node.putArray("audits");
    for (AuditFinding finding : job.findings()) {
      ObjectNode audit = audits.addObject();
      audit.put("audit", finding.audit());
      audit.put("verdict", finding.verdict().name().toLowerCase(java.util.Locale.ROOT));
      audit.put("message", finding.message());
    }
    return node;
  }
}
