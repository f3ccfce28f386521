package io.citylake.publish.quarantine;

import io.citylake.model.QuarantineStatus;
import io.citylake.model.Reason;
import io.citylake.model.TableName;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A row that was refused, as its quarantine keeps it.
 *
 * @param table the target that it was meant for
 * @param raw the record as JSON, source names to text
 * @param status {@code OPEN} until something became of it
 */
public record QuarantinedRow(
    TableName table,
    String id,
    String job,
    @Nullable String source,
    @Nullable Long place,
    @Nullable String raw,
    List<Reason> reasons,
    String runId,
    Instant refusedAt,
    QuarantineStatus status,
    int attempt,
    @Nullable String replayOf,
    @Nullable String resolvedRunId,
    @Nullable Instant resolvedAt,
    @Nullable String resolvedBy,
    @Nullable String note,
    @Nullable String fingerprint) {
  public QuarantinedRow {
    reasons = List.copyOf(reasons);
  }
}
