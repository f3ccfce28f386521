package io.citylake.transform;

import io.citylake.contract.dataset.DatasetContract;
import io.citylake.contract.dataset.WriteMode;
import io.citylake.model.DeliveryOrder;
import org.apache.spark.sql.SparkSession;

/**
 * Which displaced rows nobody needs any more once earlier deliveries of files are final. Of all
 * rows that final deliveries have for a key, or in a partition, only those that stand among them
 * can ever be shown: whatever a later delivery brings, displaces or gives back, it meets these. The
 * others are given up.
 *
 * @param before a place; rows of deliveries before it are final
 */
public record Settlement(
    SparkSession spark,
    DatasetContract dataset,
    DeliveryOrder order,
    TableSides sides,
    String before) {

  /** How many rows are to be given up. */
  public long rows() {
    return settle(false);
  }

  /** Gives them up, on the branch of the displaced rows; answers how many. */
  public long giveUp() {
    return settle(true);
  }

  private long settle(boolean write) {
    if (sides.displaced().get().isEmpty()) {
      return 0;
    }
    return dataset.writeMode() == WriteMode.REPLACE
        ? new PartitionContest(spark, dataset, order, sides, false).settle(before, write)
        : new KeyContest(spark, dataset, order, sides).settle(before, write);
  }
}
