package io.citylake.upkeep.retain;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import io.citylake.contract.dataset.DatasetContract;
import io.citylake.contract.dataset.Retention;
import io.citylake.lake.catalog.Lake;
import io.citylake.lake.metadata.TableRefs;
import io.citylake.model.TableName;
import org.apache.iceberg.Table;
import org.apache.iceberg.spark.SparkWriteOptions;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * What a row that goes leaves, so that an earlier version of it which comes late finds that there
 * was a later one.
 */
public final class Tombstones {
  private Tombstones() {}

  /**
   * Whether rows must leave something: not where an earlier version of a row is as old as itself or
   * older, and would go the same way.
   */
  public static boolean areNeeded(DatasetContract dataset, Retention retention) {
    return dataset.deletes() != null
        && !retention.by().equals(dataset.sequence())
        && !dataset.key().contains(retention.by());
  }

  /**
   * Leaves one for each row that is to go and has none yet. Whoever does it has the table reserved.
   *
   * @param tombstones their table, with columns that the dataset's table has, too
   * @param why noted with the snapshot
   */
  public static void leave(
      SparkSession spark, DatasetContract dataset, OverAge over, Table tombstones, String why) {
    Column[] columns =
        tombstones.schema().columns().stream()
            .map(field -> col("`" + field.name() + "`"))
            .toArray(Column[]::new);
    Dataset<Row> going =
        spark.table(sql(dataset.name())).where(over.rows()).select(columns).alias("going");
    String sequence = dataset.sequence();
    Column same = lit(true);
    for (String each : dataset.key()) {
      same = same.and(equal(each));
    }
    if (sequence != null && tombstones.schema().findField(sequence) != null) {
      same = same.and(equal(sequence));
    }
    Dataset<Row> known = spark.table(sql(dataset.name().tombstones())).alias("known");
    Dataset<Row> left = going.join(known, same, "left_anti");
    if (!left.isEmpty()) {
      try {
        left.writeTo(sql(dataset.name().tombstones()))
            .option(SparkWriteOptions.SNAPSHOT_PROPERTY_PREFIX + "." + TableRefs.RETAINED, why)
            .append();
      } catch (org.apache.spark.sql.catalyst.analysis.NoSuchTableException e) {
        throw new IllegalStateException("Cannot write tombstones of " + dataset.name(), e);
      }
    }
  }

  private static Column equal(String column) {
    return col("going.`" + column + "`").eqNullSafe(col("known.`" + column + "`"));
  }

  private static String sql(TableName table) {
    return Lake.CATALOG + "." + table;
  }
}
