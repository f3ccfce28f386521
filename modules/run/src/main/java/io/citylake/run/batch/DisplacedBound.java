package io.citylake.run.batch;

import io.citylake.contract.dataset.DatasetContract;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import io.citylake.publish.Staging;
import java.util.function.Supplier;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;

/**
 * How many displaced rows may be kept: what the dataset says, else ten times the table's rows and
 * at least a million. Rows are counted only where metadata can't rule out that there are too many.
 */
final class DisplacedBound {
  private static final long LEAST = 1_000_000;
  private static final long TIMES = 10;

  private DisplacedBound() {}

  /**
   * Passes where the run keeps no more rows than may be, or than there were.
   *
   * @throws CityLakeException DISPLACED_FULL
   */
  static void verify(Staging staging, DatasetContract dataset, Supplier<SparkSession> spark) {
    if (!dataset.displaces() || !staging.touchesDisplaced()) {
      return;
    }
    Long own = dataset.keepDisplaced();
    long least = own == null ? LEAST : own;
    if (staging.mostDisplacedRows().orElse(Long.MAX_VALUE) <= least) {
      return;
    }
    long after = count(staging.displacedIdentifier().orElseThrow(), spark);
    long most = most(own, after <= least ? 0 : count(staging.stagedIdentifier(), spark));
    boolean more =
        after > most
            && after
                > staging.mainDisplacedIdentifier().map(table -> count(table, spark)).orElse(0L);
    if (more) {
      throw new CityLakeException(
          ErrorCode.DISPLACED_FULL,
          "Cannot publish %s: %,d displaced rows would be kept in %s, of at most %,d; end what may come back of the earliest with citylake deliveries settle %s --before DATE, or raise keep-displaced"
              .formatted(dataset.name(), after, dataset.name().displaced(), most, dataset.name()));
    }
  }

  /** What is allowed of a table with so many rows. */
  static long most(@Nullable Long own, long rows) {
    return own == null ? Math.max(LEAST, TIMES * rows) : own;
  }

  private static long count(String table, Supplier<SparkSession> spark) {
    return spark.get().sql("SELECT count(*) FROM " + table).first().getLong(0);
  }
}
