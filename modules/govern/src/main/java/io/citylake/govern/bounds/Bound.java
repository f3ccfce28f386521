package io.citylake.govern.bounds;

import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;

/** How large what one function makes of one row may be. */
enum Bound {
  CHARACTERS(1_000_000, "characters"),
  ELEMENTS(1_000_000, "elements"),
  /** Of what grows by replacing. */
  REPLACED(16_000_000, "characters"),
  /** Of texts and lists that are put together, and of what an aggregate keeps of a group. */
  BYTES(16_000_000, "bytes"),
  /** Pairs of characters that are compared. */
  PAIRS(100_000_000, "pairs of characters"),
  /** The same where Spark compares eight at once, in a search. */
  SEARCHED(2_000_000_000, "pairs of characters"),
  /** Of a pattern of dates: Spark keeps what it has read 128 of, for all. */
  PATTERN(100, "characters of a pattern"),
  /** Bins or values that an aggregate keeps of a group. */
  KEPT(100_000, "values"),
  /** Pairs of lists or structures that are compared. */
  STRUCTURES(10_000_000, "pairs of elements"),
  /** Before or after the point; no number of 64 bits has more that count. */
  DIGITS(400, "digits"),
  ROWS(10_000, "rows"),
  PARTITIONS(10_000, "partitions");

  private final long most;
  private final String unit;

  Bound(long most, String unit) {
    this.most = most;
    this.unit = unit;
  }

  /**
   * @throws CityLakeException LIMIT_EXCEEDED
   */
  void require(double size, String function) {
    if (size > most) {
      throw new CityLakeException(
          ErrorCode.LIMIT_EXCEEDED,
          "Cannot answer the query: %s would make or compare more than it may for one row; ask for less (%s=%.0f, most=%d)"
              .formatted(function, unit, size, most));
    }
  }
}
