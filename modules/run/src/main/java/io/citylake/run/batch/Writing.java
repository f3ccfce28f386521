package io.citylake.run.batch;

import io.citylake.contract.dataset.DatasetContract;
import io.citylake.contract.dataset.WriteMode;
import io.citylake.model.AuditFinding;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import io.citylake.model.Tally;
import io.citylake.publish.ScratchTable;
import io.citylake.publish.Staging;
import io.citylake.publish.WriteKind;
import io.citylake.transform.KeyedRows;
import io.citylake.transform.SnapshotMerge;
import io.citylake.transform.SnapshotMerge.Vanished;
import io.citylake.transform.UpsertMerge;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Brings judged rows onto a run's branch, by the dataset's write mode. */
final class Writing {
  private final SparkSession spark;
  private final Staging staging;
  private final DatasetContract dataset;
  private final LocalDate businessDate;
  private List<AuditFinding> remarks = List.of();

  Writing(SparkSession spark, Staging staging, DatasetContract dataset, LocalDate businessDate) {
    this.spark = spark;
    this.staging = staging;
    this.dataset = dataset;
    this.businessDate = businessDate;
  }

  /** Writes what a source delivered. */
  Tally load(org.apache.spark.sql.Dataset<Row> judged) {
    return switch (dataset.writeMode()) {
      case APPEND -> append(judged);
      case REPLACE ->
          staging.write(
              KeyedRows.markDuplicates(judged, dataset, Optional.empty()),
              WriteKind.OVERWRITE_PARTITIONS);
      case UPSERT -> upsert(judged);
      case SNAPSHOT -> snapshot(judged);
    };
  }

  /**
   * Writes rows that were refused before: single rows, not a whole copy, so they must neither
   * replace a partition nor end what they don't mention.
   */
  Tally replay(org.apache.spark.sql.Dataset<Row> judged) {
    return dataset.writeMode() == WriteMode.UPSERT ? upsert(judged) : append(judged);
  }

  /** What the user should know of the rows written last. */
  List<AuditFinding> remarks() {
    return remarks;
  }

  private Tally append(org.apache.spark.sql.Dataset<Row> judged) {
    return staging.write(
        KeyedRows.markDuplicates(judged, dataset, Optional.of(staging.stagedIdentifier())),
        WriteKind.APPEND);
  }

  private Tally upsert(org.apache.spark.sql.Dataset<Row> judged) {
    ScratchTable stage = staging.writeToStage(judged);
    if (stage.tally().accepted() == 0) {
      return stage.tally();
    }
    Optional<String> tombstones =
        dataset.deletes() == null
            ? Optional.empty()
            : Optional.of(staging.tombstoneBranchIdentifier());
    long known =
        UpsertMerge.apply(
            spark, stage.identifier(), staging.branchIdentifier(), tombstones, dataset);
    return stage.tally().withDuplicates(known);
  }

  private Tally snapshot(org.apache.spark.sql.Dataset<Row> judged) {
    ScratchTable stage = staging.writeToStage(judged);
    if (stage.tally().accepted() == 0) {
      throw new CityLakeException(
          ErrorCode.SOURCE_EMPTY,
          "Cannot take a snapshot of %s: the copy holds no acceptable row, which would end every row of the table; check the source"
              .formatted(dataset.name()));
    }
    boolean whole = stage.tally().quarantined() == 0;
    if (!whole) {
      // The key of a refused row may be what was wrong with it, so none can be called vanished.
      remarks =
          List.of(
              new AuditFinding(
                  "snapshot",
                  AuditFinding.Verdict.WARN,
                  "the copy has %,d refused rows, so no row that it lacks was ended; the next copy without any does that"
                      .formatted(stage.tally().quarantined())));
    }
    SnapshotMerge.Counts counts =
        SnapshotMerge.apply(
            spark,
            stage.identifier(),
            staging.branchIdentifier(),
            dataset,
            businessDate,
            whole ? Vanished.CLOSE : Vanished.KEEP);
    return stage.tally().withDuplicates(counts.unchanged());
  }
}
