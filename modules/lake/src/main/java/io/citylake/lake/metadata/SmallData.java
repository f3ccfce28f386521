package io.citylake.lake.metadata;

/**
 * What counts as small, for jobs and for queries alike: a hundred thousand rows or two, for which
 * preparing a query takes longer than running it.
 */
public final class SmallData {
  /** Of all that is read and the table that is written, together. */
  private static final long MOST_BYTES = 16L << 20;

  /** A row of the city's tables in zstd Parquet, about. */
  private static final long BYTES_A_ROW = 50;

  private SmallData() {}

  public static boolean includes(long bytes) {
    return bytes <= MOST_BYTES;
  }

  /** How many bytes so many rows of a table take, about. */
  public static long bytesOf(long rows) {
    return rows * BYTES_A_ROW;
  }
}
