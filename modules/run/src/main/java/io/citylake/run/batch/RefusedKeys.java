package io.citylake.run.batch;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.count_if;
import static org.apache.spark.sql.functions.exists;
import static org.apache.spark.sql.functions.length;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.sum;

import io.citylake.check.mapping.RowJudges;
import io.citylake.contract.dataset.DatasetContract;
import io.citylake.contract.job.Mapping.Origin.PathMatch;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.function.Supplier;
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

  private static final long MOST_CHARACTERS = 64_000_000;

  private final SparkSession spark;
  private final Staging staging;
  private final SourceRows rows;
  private final Supplier<RowJudge> judge;
  private final Supplier<RowStamp> stamp;

  /**
   * For a delivery whose rows are being written.
   *
   * @param judge and {@code stamp} of its rows, asked for only where some were refused
   */
  RefusedKeys(
      SparkSession spark,
      Staging staging,
      SourceRows rows,
      Supplier<RowJudge> judge,
      Supplier<RowStamp> stamp) {
    this.spark = spark;
    this.staging = staging;
    this.rows = rows;
    this.judge = judge;
    this.stamp = stamp;
  }

  /**
   * In the key's columns; empty where it can't be told whose a row is, or where there are too many.
   *
   * @param expected how many rows were refused
   */
  Optional<Dataset<Row>> read(long expected) {
    if (expected > MOST) {
      return Optional.empty();
    }
    RowStamp mark = stamp.get();
    DatasetContract dataset = mark.dataset();
    if (dataset.key().stream().anyMatch(this::isOfPath)) {
      return Optional.empty();
    }
    Dataset<Row> refused = refused(mark);
    if (!isReadable(refused, expected, dataset)) {
      return Optional.empty();
    }
    List<ReplayRow> texts = refused.collectAsList().stream().map(RefusedKeys::text).toList();
    List<Column> asked = new ArrayList<>();
    dataset.key().forEach(name -> asked.add(col(JudgedLayout.GOOD).getField(name).as(name)));
    Dataset<Row> judged =
        ReplayBatch.of(texts, rows.after())
            .picking(rows.job())
            .judged(spark, RowJudges.ofKeys(judge.get(), dataset), mark)
            .where(col(JudgedLayout.OUTCOME).equalTo(Outcome.ACCEPTED.code()))
            .select(asked.toArray(Column[]::new));
    List<Row> keys = judged.collectAsList();
    return keys.size() == texts.size()
        ? Optional.of(spark.createDataFrame(keys, judged.schema()))
        : Optional.empty();
  }

  /** What the quarantine keeps of a source's path is less than the first judgement saw. */
  private boolean isOfPath(String key) {
    return rows.job()
        .findMapping(key)
        .filter(mapping -> mapping.origin() instanceof PathMatch)
        .isPresent();
  }

  /** Whether all that were counted are there, not too long, and refused for other columns alone. */
  private static boolean isReadable(Dataset<Row> refused, long expected, DatasetContract dataset) {
    SortedSet<String> apart = RowJudges.apartFromKey(dataset);
    Column other = exists(reasons(), column -> not(column.isInCollection(apart)));
    Row found =
        refused
            .agg(
                count(lit(1)),
                sum(length(column(QuarantineColumn.RAW))),
                count_if(other.or(column(QuarantineColumn.RAW).isNull())))
            .head();
    return found.getLong(0) == expected
        && found.getLong(2) == 0
        && (expected == 0 || found.getLong(1) <= MOST_CHARACTERS);
  }

  /** Files that were refused whole are of other copies. */
  private Dataset<Row> refused(RowStamp mark) {
    return spark
        .table(staging.quarantineBranchIdentifier())
        .where(
            column(QuarantineColumn.RUN_ID)
                .equalTo(mark.run().value())
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
