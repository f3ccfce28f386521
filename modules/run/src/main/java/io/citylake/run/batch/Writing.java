package io.citylake.run.batch;

import io.citylake.contract.dataset.DatasetContract;
import io.citylake.contract.dataset.WriteMode;
import io.citylake.model.AuditFinding;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import io.citylake.model.RunId;
import io.citylake.model.Tally;
import io.citylake.publish.ScratchTable;
import io.citylake.publish.Staging;
import io.citylake.publish.WriteKind;
import io.citylake.transform.KeyedRows;
import io.citylake.transform.PartitionReplacement;
import io.citylake.transform.SnapshotMerge;
import io.citylake.transform.SnapshotMerge.Vanished;
import io.citylake.transform.UpsertMerge;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Brings judged rows onto a run's branch, by the dataset's write mode. */
final class Writing {
  private final SparkSession spark;
  private final Staging staging;
  private final DatasetContract dataset;
  private final LocalDate businessDate;
  private final RunId run;

  /**
   * What came of it.
   *
   * @param remarks what the user should know of how the rows met the table
   */
  record Written(Tally tally, List<AuditFinding> remarks) {
    Written(Tally tally) {
      this(tally, List.of());
    }
  }

  Writing(SparkSession spark, Staging staging, BatchContext context) {
    this.spark = spark;
    this.staging = staging;
    this.dataset = context.dataset();
    this.businessDate = context.businessDate();
    this.run = context.run();
  }

  /** Writes what a source delivered. */
  Written load(Dataset<Row> judged) {
    return switch (dataset.writeMode()) {
      case APPEND -> new Written(append(judged));
      case REPLACE -> new Written(replace(judged));
      case UPSERT -> new Written(upsert(judged));
      case SNAPSHOT -> snapshot(judged);
    };
  }

  /**
   * Writes rows that were refused before: single rows, not a whole copy, so they must neither
   * replace a partition nor end what they don't mention.
   */
  Written replay(Dataset<Row> judged) {
    return new Written(dataset.writeMode() == WriteMode.UPSERT ? upsert(judged) : append(judged));
  }

  private Tally append(Dataset<Row> judged) {
    return staging.write(
        KeyedRows.markDuplicates(judged, dataset, Optional.of(staging.stagedIdentifier())),
        WriteKind.APPEND);
  }

  private Tally replace(Dataset<Row> judged) {
    Tally tally =
        staging.write(
            KeyedRows.markDuplicates(judged, dataset, Optional.empty()), WriteKind.APPEND);
    if (tally.accepted() > 0) {
      PartitionReplacement.apply(spark, staging.branchIdentifier(), dataset, run.value());
    }
    return tally;
  }

  private Tally upsert(Dataset<Row> judged) {
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

  private Written snapshot(Dataset<Row> judged) {
    ScratchTable stage = staging.writeToStage(judged);
    if (stage.tally().accepted() == 0) {
      throw new CityLakeException(
          ErrorCode.SOURCE_EMPTY,
          "Cannot take a snapshot of %s: the copy holds no acceptable row, which would end every row of the table; check the source"
              .formatted(dataset.name()));
    }
    boolean whole = stage.tally().quarantined() == 0;
    SnapshotMerge.Counts counts =
        SnapshotMerge.apply(
            spark,
            stage.identifier(),
            staging.branchIdentifier(),
            dataset,
            businessDate,
            whole ? Vanished.CLOSE : Vanished.KEEP);
    return new Written(
        stage.tally().withDuplicates(counts.unchanged()),
        whole ? List.of() : List.of(notWhole(stage.tally().quarantined())));
  }

  /** The key of a refused row may be what was wrong with it, so none can be called vanished. */
  private static AuditFinding notWhole(long refused) {
    return new AuditFinding(
        "snapshot",
        AuditFinding.Verdict.WARN,
        "the copy has %,d refused rows, so no row that it lacks was ended; the next copy without any does that"
            .formatted(refused));
  }
}
