package io.citylake.check.audit;

import io.citylake.contract.dataset.DatasetContract;
import io.citylake.model.StagedTable;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.spark.sql.SparkSession;

/**
 * What to audit.
 *
 * @param branch SQL identifier of the staged rows: {@code lake.theme.table.branch_name}
 * @param main SQL identifier of the published table; its first part is the catalog
 * @param earlierAccepted accepted records of earlier published runs of the job, newest first
 * @param totals what the source says, if it does
 * @param now the run's start, which freshness counts from
 * @param rows how many rows the branch has, where that is known without a query
 */
public record AuditRequest(
    SparkSession spark,
    StagedTable staged,
    DatasetContract dataset,
    String branch,
    String main,
    List<Long> earlierAccepted,
    Optional<ControlTotals> totals,
    Instant now,
    OptionalLong rows) {
  public AuditRequest {
    earlierAccepted = List.copyOf(earlierAccepted);
  }

  /** Without knowledge of the branch. */
  public AuditRequest(
      SparkSession spark,
      StagedTable staged,
      DatasetContract dataset,
      String branch,
      String main,
      List<Long> earlierAccepted,
      Optional<ControlTotals> totals,
      Instant now) {
    this(spark, staged, dataset, branch, main, earlierAccepted, totals, now, OptionalLong.empty());
  }
}
