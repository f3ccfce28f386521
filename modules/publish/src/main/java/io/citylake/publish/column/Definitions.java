package io.citylake.publish.column;

import java.io.IOException;
import java.util.Arrays;
import org.apache.parquet.bytes.BytesInput;

/** Which rows of a page have a value: Parquet's definition levels, of columns that don't nest. */
final class Definitions {
  private static final int FIRST_CAPACITY = 256;
  private static final int BIT_WIDTH = 1;
  private static final byte PRESENT = 1;

  private final boolean optional;
  // Made at the first row without a value; most pages have none.
  private byte[] levels = new byte[0];
  private int rows;
  private int nulls;

  Definitions(boolean optional) {
    this.optional = optional;
  }

  int rows() {
    return rows;
  }

  int nulls() {
    return nulls;
  }

  void present() {
    if (nulls > 0) {
      room();
      levels[rows] = PRESENT;
    }
    rows++;
  }

  /**
   * @throws IllegalStateException where each row must have a value
   */
  void absent() {
    if (!optional) {
      throw new IllegalStateException("a required column has no levels");
    }
    room();
    if (nulls == 0) {
      Arrays.fill(levels, 0, rows, PRESENT);
    }
    levels[rows++] = 0;
    nulls++;
  }

  private void room() {
    if (rows >= levels.length) {
      levels = Arrays.copyOf(levels, Math.max(FIRST_CAPACITY, rows * 2));
    }
  }

  /** As they stand at the beginning of a data page of version 1. */
  BytesInput encoded() throws IOException {
    if (!optional) {
      return BytesInput.empty();
    }
    BytesInput runs = nulls == 0 || nulls == rows ? oneRun() : HybridRuns.encode(levels, rows);
    return BytesInput.concat(BytesInput.fromInt((int) runs.size()), runs);
  }

  private BytesInput oneRun() {
    byte value = nulls == 0 ? PRESENT : 0;
    return BytesInput.concat(
        BytesInput.fromUnsignedVarInt(rows << BIT_WIDTH), BytesInput.from(new byte[] {value}));
  }

  void clear() {
    rows = 0;
    nulls = 0;
  }
}
