package io.citylake.transform;

import io.citylake.contract.dataset.DatasetContract;
import io.citylake.contract.dataset.ServiceColumns;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Write mode replace: a run has added its rows to a branch, and those of earlier runs in the same
 * partitions go. Which partitions these are, {@link PartitionCondition} says and not the layout of
 * the files: that one is in UTC, and may have been another when the earlier rows came.
 */
public final class PartitionReplacement {
  // Conditions of many partitions make plans slow.
  private static final int CHUNK = 100;

  private PartitionReplacement() {}

  /**
   * Takes the earlier rows out.
   *
   * @param branch SQL identifier of the target's branch, with at least one row of the run
   * @param run the run under way
   */
  public static void apply(SparkSession spark, String branch, DatasetContract dataset, String run) {
    PartitionCondition partition = PartitionCondition.of(dataset);
    // Runs' names sort by time, and so do the bounds that files keep of them.
    String earlier =
        "(%1$s < '%2$s' OR %1$s > '%2$s' OR %1$s IS NULL)".formatted(ServiceColumns.RUN_ID, run);
    List<Row> touched = touched(spark, branch, run, partition);
    for (int i = 0; i < touched.size(); i += CHUNK) {
      Map<String, Object> values = new HashMap<>();
      String partitions =
          touched.subList(i, Math.min(touched.size(), i + CHUNK)).stream()
              .map(row -> "(" + partition.of(row, values) + ")")
              .collect(Collectors.joining(" OR "));
      spark.sql("DELETE FROM %s WHERE (%s) AND %s".formatted(branch, partitions, earlier), values);
    }
  }

  private static List<Row> touched(
      SparkSession spark, String branch, String run, PartitionCondition partition) {
    if (partition.width() == 0) {
      return List.of(org.apache.spark.sql.RowFactory.create());
    }
    Dataset<Row> mine =
        spark.table(branch).where("%s = '%s'".formatted(ServiceColumns.RUN_ID, run));
    return new ArrayList<>(
        mine.selectExpr(partition.bounds().toArray(new String[0])).distinct().collectAsList());
  }
}
