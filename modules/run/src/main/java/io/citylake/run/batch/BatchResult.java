package io.citylake.run.batch;

import io.citylake.lake.history.RunOutcome;
import io.citylake.model.AuditFinding;
import io.citylake.model.RunId;
import io.citylake.model.Tally;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How one batch of a job ended.
 *
 * @param resolved how many rows of the quarantine it marked, once it is published
 * @param more whether the source may hold another batch: jobs in snapshot mode take one file at a
 *     time
 */
record BatchResult(
    RunId run,
    RunOutcome outcome,
    Tally tally,
    List<AuditFinding> findings,
    long resolved,
    boolean more,
    @Nullable String errorCode,
    String message) {
  BatchResult {
    findings = List.copyOf(findings);
  }

  BatchResult withMessage(String other) {
    return new BatchResult(run, outcome, tally, findings, resolved, more, errorCode, other);
  }
}
