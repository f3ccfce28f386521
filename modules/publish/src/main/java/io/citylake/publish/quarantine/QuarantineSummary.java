package io.citylake.publish.quarantine;

import io.citylake.model.QuarantineStatus;
import io.citylake.model.TableName;
import java.time.Instant;

/**
 * Rows of a table's quarantine that share job, status and reason. A row with several reasons counts
 * under each.
 *
 * @param reason {@code column:rule}
 * @param oldest when the first of them was refused
 */
public record QuarantineSummary(
    TableName table,
    String job,
    QuarantineStatus status,
    String reason,
    long rows,
    Instant oldest) {}
