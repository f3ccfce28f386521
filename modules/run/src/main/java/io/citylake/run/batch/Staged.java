package io.citylake.run.batch;

import io.citylake.check.audit.ControlTotals;
import io.citylake.model.AuditFinding;
import io.citylake.model.StagedTable;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;

/**
 * A batch on its run's branches, for its audits.
 *
 * @param spark the session that suits its size; empty where there are no rows to look at
 * @param remarks what the user should know of how the rows met the table
 * @param totals what the source says its rows sum up to
 * @param resolved how many rows of the quarantine it marks
 * @param refusedBefore how many of the refused rows were refused before, as they are
 * @param message what the run's line says once it is published; empty for nothing
 */
record Staged(
    StagedTable table,
    Optional<SparkSession> spark,
    List<AuditFinding> remarks,
    Optional<ControlTotals> totals,
    long resolved,
    long refusedBefore,
    String message) {
  Staged {
    remarks = List.copyOf(remarks);
  }
}
