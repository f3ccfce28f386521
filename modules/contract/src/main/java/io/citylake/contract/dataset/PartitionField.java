package io.citylake.contract.dataset;

import java.io.Serializable;
import java.util.Locale;

/**
 * One part of a partitioning, written as in Iceberg's DDL: {@code day(event_time)}, {@code
 * bucket(16, id)}, {@code area}.
 */
public record PartitionField(Transform transform, String column, int width)
    implements Serializable {
  /** Iceberg's partition transforms. Width counts for BUCKET and TRUNCATE only. */
  public enum Transform {
    IDENTITY,
    YEAR,
    MONTH,
    DAY,
    HOUR,
    BUCKET,
    TRUNCATE
  }

  @Override
  public String toString() {
    String name = transform.name().toLowerCase(Locale.ROOT);
    return switch (transform) {
      case IDENTITY -> column;
      case YEAR, MONTH, DAY, HOUR -> name + "(" + column + ")";
      case BUCKET, TRUNCATE -> name + "(" + width + ", " + column + ")";
    };
  }
}
