package io.citylake.read.format;

import java.io.IOException;

/**
 * How many values one binary message may unfold to. A byte can stand for many: items of Avro's null
 * take none at all, and an empty message of Protobuf, of two bytes, has each of its type's fields.
 * Used by one thread.
 */
final class ValueBudget {
  /** So many any message may have. */
  private static final int FEW = 10_000;

  private static final int A_BYTE = 4;

  private final long most;
  private long taken;

  ValueBudget(int bytes) {
    this.most = Math.max(FEW, (long) A_BYTE * bytes);
  }

  /**
   * One value more.
   *
   * @throws IOException where that is too many
   */
  void take() throws IOException {
    taken++;
    if (taken > most) {
      throw new IOException(
          "it unfolds to more than %d values, which its length can't explain".formatted(most));
    }
  }
}
