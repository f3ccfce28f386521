package io.citylake.publish;

import io.citylake.contract.dataset.WriteMode;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import io.citylake.model.QuarantineStatus;
import io.citylake.model.RowOrigin;
import io.citylake.model.StagedTable;
import io.citylake.model.TableName;
import io.citylake.publish.commit.RunBranches;
import io.citylake.publish.quarantine.QuarantineResolution;
import io.citylake.publish.stage.WriteFailure;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What one run says of rows that were refused: marks on the branch of the quarantine, of open rows
 * only. Used by one thread.
 */
final class QuarantineMarks {
  // Long lists of literals make plans slow; a thousand is still quick.
  private static final int CHUNK = 1000;

  private final IcebergPublisher publisher;
  private final StagedTable begun;
  private final RunBranches branches;

  QuarantineMarks(IcebergPublisher publisher, StagedTable begun, RunBranches branches) {
    this.publisher = publisher;
    this.begun = begun;
    this.branches = branches;
  }

  /**
   * Marks rows that somebody has decided about.
   *
   * @throws CityLakeException COMMIT_CONFLICT where not each of them is open
   */
  void resolve(QuarantineResolution resolution) {
    for (List<String> some : chunks(resolution.ids())) {
      Map<String, Object> values = new HashMap<>();
      String list = parameters(some, values);
      values.put("at", resolution.at());
      values.put("by", Optional.ofNullable(resolution.by()).orElse(""));
      values.put("note", Optional.ofNullable(resolution.note()).orElse(""));
      mark(resolution.status(), "id IN (" + list + ")", values);
    }
    long resolved = marked(resolution.status(), "true");
    if (resolved != resolution.ids().size()) {
      throw new CityLakeException(
          ErrorCode.COMMIT_CONFLICT,
          "Cannot mark %d quarantined rows of table %s as %s: %d of them are open; nothing changed, look again and repeat"
              .formatted(resolution.ids().size(), begun.table(), resolution.status(), resolved));
    }
  }

  /** Supersedes all rows of sources of the job. */
  void supersede(List<String> sources) {
    supersede(sources, "true", Map.of());
  }

  /** Supersedes what was refused of sources of the job as a whole. */
  void supersedeWhole(List<String> sources) {
    supersede(sources, "fingerprint RLIKE :whole", Map.of("whole", RowOrigin.WHOLE_FILE));
  }

  private void supersede(List<String> sources, String which, Map<String, String> more) {
    if (branches.table(quarantine()).currentSnapshot() == null) {
      return;
    }
    for (List<String> some : chunks(sources)) {
      Map<String, Object> values = new HashMap<>(more);
      String list = parameters(some, values);
      values.put("job", begun.job().toString());
      mark(
          QuarantineStatus.SUPERSEDED,
          "job = :job AND source IN (" + list + ") AND " + which,
          values);
    }
  }

  /**
   * Supersedes rows of this run whose whole text an earlier one of the job has refused.
   *
   * @return how many
   */
  long supersedeRepeated(WriteMode mode) {
    Map<String, Object> values = new HashMap<>();
    values.put("job", begun.job().toString());
    values.put("note", "refused before");
    // What was replayed into a table that is replaced has gone from it with its state.
    boolean staysReplayed = mode != WriteMode.REPLACE;
    values.put(
        "gone",
        (staysReplayed ? QuarantineStatus.SUPERSEDED : QuarantineStatus.REPLAYED).toString());
    values.put("superseded", QuarantineStatus.SUPERSEDED.toString());
    // Of equal texts as many as there were before.
    String repeated =
        """
        SELECT m.id FROM (SELECT id, raw, row_number() OVER (PARTITION BY raw ORDER BY id) AS n
            FROM %1$s WHERE job = :job AND run_id = :run) m
          JOIN (SELECT raw, count(*) AS n FROM %1$s
            WHERE job = :job AND run_id <> :run AND status NOT IN (:superseded, :gone)
            GROUP BY raw) e ON m.raw = e.raw
          WHERE m.n <= e.n
        """
            .formatted(branches.identifier(quarantine()));
    mark(
        QuarantineStatus.SUPERSEDED,
        "job = :job AND run_id = :run AND id IN (" + repeated + ")",
        values);
    return marked(QuarantineStatus.SUPERSEDED, "run_id = :run");
  }

  private void mark(QuarantineStatus status, String which, Map<String, Object> values) {
    values.putIfAbsent("at", publisher.clock().instant());
    values.putIfAbsent("by", "");
    values.putIfAbsent("note", "");
    values.put("status", status.toString());
    values.put("open", QuarantineStatus.OPEN.toString());
    values.put("run", begun.run().value());
    String statement =
        "UPDATE "
            + branches.identifier(quarantine())
            + " SET status = :status, resolved_run_id = :run, resolved_at = :at,"
            + " resolved_by = nullif(:by, ''), note = nullif(:note, '')"
            + " WHERE status = :open AND "
            + which;
    WriteFailure.explained(
        branches.table(begun.table()), () -> publisher.spark().sql(statement, values));
  }

  /** How many rows of the quarantine this run has given a status. */
  private long marked(QuarantineStatus status, String which) {
    String count =
        "SELECT count(*) FROM %s WHERE resolved_run_id = :run AND status = :status AND %s"
            .formatted(branches.identifier(quarantine()), which);
    return publisher
        .spark()
        .sql(count, Map.<String, Object>of("run", begun.run().value(), "status", status.toString()))
        .first()
        .getLong(0);
  }

  private TableName quarantine() {
    return begun.table().quarantine();
  }

  private static String parameters(List<String> values, Map<String, Object> into) {
    List<String> names = new ArrayList<>();
    for (int i = 0; i < values.size(); i++) {
      into.put("p" + i, values.get(i));
      names.add(":p" + i);
    }
    return String.join(", ", names);
  }

  private static List<List<String>> chunks(List<String> values) {
    List<List<String>> chunks = new ArrayList<>();
    for (int i = 0; i < values.size(); i += CHUNK) {
      chunks.add(values.subList(i, Math.min(values.size(), i + CHUNK)));
    }
    return chunks;
  }
}
