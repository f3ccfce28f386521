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
 * @param earlier what the job brought before
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
    Earlier earlier,
    Optional<ControlTotals> totals,
    Instant now,
    OptionalLong rows) {
  /**
   * Accepted records that a job published before, newest first.
   *
   * @param days whether they are those of whole days, of a job whose runs are batches of any size;
   *     else of runs
   */
  public record Earlier(List<Long> accepted, boolean days) {
    public Earlier {
      accepted = List.copyOf(accepted);
    }
  }

  /** Without knowledge of the branch. */
  public AuditRequest(
      SparkSession spark,
      StagedTable staged,
      DatasetContract dataset,
      String branch,
      String main,
      Earlier earlier,
      Optional<ControlTotals> totals,
      Instant now) {
    this(spark, staged, dataset, branch, main, earlier, totals, now, OptionalLong.empty());
  }
}
