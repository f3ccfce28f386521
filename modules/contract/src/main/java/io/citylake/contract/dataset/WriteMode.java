package io.citylake.contract.dataset;

import java.util.Locale;

/** How a run's accepted rows meet those of the table. */
public enum WriteMode {
  /** Rows are added; with a key, a row whose key the table has is a duplicate and counted. */
  APPEND,
  /** By key: the row with the greatest sequence wins, whenever it arrives. */
  UPSERT,
  /**
   * The partitions that the input holds are replaced by it, atomically: the whole table where it
   * has no partitions.
   */
  REPLACE,
  /** The input is a full copy: its difference to the table becomes history (SCD2). */
  SNAPSHOT;

  /** Whether the table has earlier versions of its rows beside those of today. */
  public boolean keepsHistory() {
    return this == SNAPSHOT;
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
