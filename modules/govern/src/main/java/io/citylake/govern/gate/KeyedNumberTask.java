package io.citylake.govern.gate;

import java.nio.ByteBuffer;
import org.apache.spark.sql.api.java.UDF1;
import org.jspecify.annotations.Nullable;

/**
 * The keyed hash of a whole number as a whole number: the first 63 bits of that of its decimal
 * digits, so that it is never negative.
 */
final class KeyedNumberTask implements UDF1<@Nullable Long, @Nullable Long> {
  private static final long serialVersionUID = 1L;

  private final KeyedHashTask hash;

  KeyedNumberTask(KeyedHashTask hash) {
    this.hash = hash;
  }

  @Override
  public @Nullable Long call(@Nullable Long number) {
    return number == null
        ? null
        : ByteBuffer.wrap(hash.digest(Long.toString(number))).getLong() & Long.MAX_VALUE;
  }
}
