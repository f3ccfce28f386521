package io.citylake.run.batch;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.exists;
import static org.apache.spark.sql.functions.not;

import io.citylake.check.mapping.RowJudges;
import io.citylake.contract.dataset.ColumnContract;
import io.citylake.contract.dataset.DatasetContract;
import io.citylake.model.JudgedLayout;
import io.citylake.model.JudgedLayout.Outcome;
import io.citylake.model.QuarantineColumn;
import io.citylake.model.QuarantineStatus;
import io.citylake.model.RowJudge;
import io.citylake.publish.Staging;
import io.citylake.read.ReplayBatch;
import io.citylake.read.ReplayRow;
import io.citylake.read.RowStamp;
import io.citylake.run.batch.Delivery.SourceRows;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * The keys of a delivery's refused rows, once they are on the quarantine's branch: whom the rows
 * are of, whatever is wrong with the rest of them. Their texts are judged again for the key alone.
 */
final class RefusedKeys {
  /** More than these are not looked through: their texts are held by this process. */
  private static final int MOST = 200_000;

  private final SparkSession spark;
  private final Staging staging;
  private final SourceRows rows;
  private final RowJudge judge;
  private final RowStamp stamp;

  RefusedKeys(
      SparkSession spark, Staging staging, SourceRows rows, RowJudge judge, RowStamp stamp) {
    this.spark = spark;
    this.staging = staging;
    this.rows = rows;
    this.judge = judge;
    this.stamp = stamp;
  }

  /**
   * In the key's columns; empty where that of a row can't be read, or where they are too many.
   *
   * @param expected how many rows were refused
   */
  Optional<Dataset<Row>> read(long expected) {
    DatasetContract dataset = stamp.dataset();
    Dataset<Row> refused = refused();
    if (expected > MOST
        || refused.count() != expected
        || !refused.where(exists(reasons(), column -> not(isOfValues(column)))).isEmpty()) {
      return Optional.empty();
    }
    List<ReplayRow> texts = refused.collectAsList().stream().map(RefusedKeys::text).toList();
    Dataset<Row> judged =
        ReplayBatch.of(texts, rows.after())
            .picking(rows.job())
            .judged(spark, RowJudges.ofKeys(judge, dataset), stamp);
    if (!judged.where(not(col(JudgedLayout.OUTCOME).equalTo(Outcome.ACCEPTED.code()))).isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        judged.select(
            dataset.key().stream()
                .map(name -> col(JudgedLayout.GOOD).getField(name).as(name))
                .toArray(Column[]::new)));
  }

  /** Files that were refused whole are of other copies. */
  private Dataset<Row> refused() {
    return spark
        .table(staging.quarantineBranchIdentifier())
        .where(
            column(QuarantineColumn.RUN_ID)
                .equalTo(stamp.run().value())
                .and(column(QuarantineColumn.STATUS).equalTo(QuarantineStatus.OPEN.toString()))
                .and(column(QuarantineColumn.SOURCE).isInCollection(rows.rows().sources())))
        .select(
            column(QuarantineColumn.ID),
            column(QuarantineColumn.SOURCE),
            column(QuarantineColumn.PLACE),
            column(QuarantineColumn.RAW),
            column(QuarantineColumn.FINGERPRINT),
            column(QuarantineColumn.ATTEMPT),
            column(QuarantineColumn.REASONS));
  }

  private Column isOfValues(Column reason) {
    DatasetContract dataset = stamp.dataset();
    return reason.isInCollection(
        dataset.columns().stream()
            .map(ColumnContract::name)
            .filter(name -> !dataset.key().contains(name))
            .toList());
  }

  private static Column reasons() {
    return column(QuarantineColumn.REASONS).getField(JudgedLayout.REASON_COLUMN);
  }

  private static Column column(QuarantineColumn column) {
    return col(column.column());
  }

  private static ReplayRow text(Row row) {
    return new ReplayRow(
        row.getString(0),
        row.getString(1),
        row.getLong(2),
        row.getString(3),
        row.getString(4),
        row.getInt(5));
  }
}
