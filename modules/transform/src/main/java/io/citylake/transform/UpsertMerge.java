package io.citylake.transform;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.count_if;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.row_number;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.when;
import static org.apache.spark.sql.functions.xxhash64;

import io.citylake.contract.dataset.ColumnContract;
import io.citylake.contract.dataset.DatasetContract;
import io.citylake.contract.dataset.DatasetContract.DeleteCondition;
import io.citylake.contract.dataset.ServiceColumns;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.expressions.Window;
import org.jspecify.annotations.Nullable;

/**
 * Write mode upsert: of each key the row with the greatest sequence stands, whenever it arrives and
 * however arrivals are cut into runs.
 *
 * <ul>
 *   <li>Of equal sequences a deletion wins; otherwise the later arrival, which is a correction. If
 *       all of the contract's columns are equal too, it is a duplicate and nothing is written.
 *   <li>A deletion removes the row and leaves a tombstone with its sequence. A row that is not
 *       newer than the tombstone stays dead; a newer one lives again and the tombstone goes.
 *   <li>A null sequence is older than any other. Without a sequence column arrival order decides,
 *       by run, then source, then place, and there are no tombstones.
 * </ul>
 *
 * <p>Both branches take part in the run's publishing, so dying between the two merges harms
 * nothing: the run is discarded.
 */
public final class UpsertMerge {
  private static final String IS_DELETE = "__is_delete";
  private static final String RANK = "__rank";
  private static final String PRESENT = "__present";
  private static final String BURIED = "__buried";
  private static final String APPLIES = "__applies";
  private static final String OLD = "__old_";
  private static final String TOMB = "__tomb_";

  private final SparkSession spark;
  private final DatasetContract dataset;
  private final List<String> names;
  private final @Nullable String sequence;

  private UpsertMerge(SparkSession spark, DatasetContract dataset) {
    this.spark = spark;
    this.dataset = dataset;
    this.names = dataset.columns().stream().map(ColumnContract::name).toList();
    this.sequence = dataset.sequence();
  }

  /**
   * Merges staged rows and deletions into a branch of the target and of its tombstones.
   *
   * @param stage SQL identifier of an Iceberg table with the target's columns
   * @param branch SQL identifier of the target's branch; the table must be merge-on-read
   * @param tombstones SQL identifier of the tombstone table's branch, which has the key columns,
   *     the sequence column, {@code _run_id} and {@code _ingested_at}; empty where the contract has
   *     no deletions
   * @return how many of the stage's rows the target did not take: older, equal, or superseded
   *     within the stage
   */
  public static long apply(
      SparkSession spark,
      String stage,
      String branch,
      Optional<String> tombstones,
      DatasetContract dataset) {
    UpsertMerge merge = new UpsertMerge(spark, dataset);
    return merge.run(stage, branch, merge.sequence == null ? null : tombstones.orElse(null));
  }

  private long run(String stage, String branch, @Nullable String tombstones) {
    try (TempView decided = TempView.open(decided(stage, branch, tombstones))) {
      Column applies = col(APPLIES);
      Row counts =
          decided
              .rows()
              .agg(
                  count(lit(1)),
                  count_if(applies),
                  count_if(applies.and(col(IS_DELETE).or(col(BURIED)))),
                  count_if(applies.and(not(col(IS_DELETE)).or(col(PRESENT)))))
              .head();
      // Tombstones first: the decisions are made against the target as it was, and read the same
      // against the tombstones as they will be.
      if (tombstones != null && counts.getLong(2) > 0) {
        spark.sql(tombstoneMerge(tombstones, decided.name()));
      }
      if (counts.getLong(3) > 0) {
        spark.sql(targetMerge(branch, decided.name()));
      }
      return counts.getLong(0) - counts.getLong(1);
    }
  }

  /** All staged rows, with what the target and the tombstones say of each and whether it counts. */
  private Dataset<Row> decided(String stage, String branch, @Nullable String tombstones) {
    Dataset<Row> rows = joined(ranked(stage), target(branch), OLD, PRESENT);
    rows =
        tombstones == null
            ? rows.withColumn(BURIED, lit(false))
            : joined(rows, graves(tombstones), TOMB, BURIED);
    Column isDelete = col(IS_DELETE);
    Column known =
        when(isDelete, not(olderThan(OLD)))
            .otherwise(newerThan(OLD).or(not(olderThan(OLD)).and(differs())));
    Column unknown =
        when(col(BURIED), tombstones == null ? lit(false) : newerThan(TOMB))
            .otherwise(tombstones == null ? not(isDelete) : lit(true));
    Column applies = col(RANK).equalTo(1).and(when(col(PRESENT), known).otherwise(unknown));
    return rows.withColumn(APPLIES, applies);
  }

  private Dataset<Row> ranked(String stage) {
    List<Column> order = new ArrayList<>();
    if (sequence != null) {
      order.add(col(sequence).desc_nulls_last());
      order.add(col(IS_DELETE).desc());
    }
    order.add(col(ServiceColumns.SOURCE).desc());
    order.add(col(ServiceColumns.PLACE).desc());
    order.add(xxhash64(columns(names)).desc());
    return spark
        .table(stage)
        .withColumn(IS_DELETE, isDelete())
        .withColumn(
            RANK,
            row_number()
                .over(
                    Window.partitionBy(columns(dataset.key()))
                        .orderBy(order.toArray(new Column[0]))));
  }

  private Column isDelete() {
    DeleteCondition deletes = dataset.deletes();
    return deletes == null
        ? lit(false)
        : coalesce(col(deletes.column()).cast("string").isin(deletes.in().toArray()), lit(false));
  }

  private Dataset<Row> target(String branch) {
    List<Column> columns = new ArrayList<>();
    names.forEach(name -> columns.add(col(name).as(OLD + name)));
    return spark.table(branch).select(columns.toArray(new Column[0]));
  }

  private Dataset<Row> graves(String tombstones) {
    List<Column> columns = new ArrayList<>();
    dataset.key().forEach(name -> columns.add(col(name).as(TOMB + name)));
    columns.add(col(sequence()).as(TOMB + sequence()));
    return spark.table(tombstones).select(columns.toArray(new Column[0]));
  }

  private Dataset<Row> joined(Dataset<Row> rows, Dataset<Row> other, String prefix, String marker) {
    Column same = lit(true);
    for (String name : dataset.key()) {
      same = same.and(col(name).equalTo(col(prefix + name)));
    }
    return rows.join(other.withColumn(marker, lit(true)), same, "left_outer")
        .withColumn(marker, coalesce(col(marker), lit(false)));
  }

  /** Whether the staged row has the greater sequence. Without sequences, later runs are newer. */
  private Column newerThan(String prefix) {
    if (sequence == null) {
      return differs();
    }
    Column own = col(sequence);
    Column other = col(prefix + sequence);
    return own.isNotNull().and(other.isNull().or(own.gt(other)));
  }

  private Column olderThan(String prefix) {
    if (sequence == null) {
      return lit(false);
    }
    Column own = col(sequence);
    Column other = col(prefix + sequence);
    return other.isNotNull().and(own.isNull().or(own.lt(other)));
  }

  private Column differs() {
    Column[] old = names.stream().map(name -> col(OLD + name).as(name)).toArray(Column[]::new);
    return not(struct(columns(names)).eqNullSafe(struct(old)));
  }

  private String targetMerge(String branch, String view) {
    List<String> all = SqlText.both(names, SqlText.ORIGIN);
    return """
        MERGE INTO %s AS t
        USING (SELECT * FROM %s WHERE %s AND (%s OR NOT %s)) AS s
        ON %s
        WHEN MATCHED AND s.%s THEN DELETE
        WHEN MATCHED THEN UPDATE SET %s
        WHEN NOT MATCHED AND NOT s.%s THEN INSERT %s
        """
        .formatted(
            branch,
            view,
            APPLIES,
            PRESENT,
            IS_DELETE,
            SqlText.sameKey(dataset.key()),
            IS_DELETE,
            SqlText.assignments(all),
            IS_DELETE,
            SqlText.insertion(all));
  }

  private String tombstoneMerge(String tombstones, String view) {
    List<String> changing = List.of(sequence(), ServiceColumns.RUN_ID, ServiceColumns.INGESTED_AT);
    return """
        MERGE INTO %s AS t
        USING (SELECT * FROM %s WHERE %s AND (%s OR %s)) AS s
        ON %s
        WHEN MATCHED AND s.%s THEN UPDATE SET %s
        WHEN MATCHED THEN DELETE
        WHEN NOT MATCHED AND s.%s THEN INSERT %s
        """
        .formatted(
            tombstones,
            view,
            APPLIES,
            IS_DELETE,
            BURIED,
            SqlText.sameKey(dataset.key()),
            IS_DELETE,
            SqlText.assignments(changing),
            IS_DELETE,
            SqlText.insertion(SqlText.both(dataset.key(), changing)));
  }

  private String sequence() {
    return Objects.requireNonNull(sequence, "sequence");
  }

  private static Column[] columns(List<String> names) {
    return names.stream().map(name -> col(name)).toArray(Column[]::new);
  }
}
