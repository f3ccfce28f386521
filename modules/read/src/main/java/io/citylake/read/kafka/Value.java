package io.citylake.read.kafka;

import io.citylake.read.format.MessageRows;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The value of a message.
 *
 * @param bytes of one that is too large only the beginning
 * @param size of all of it
 */
@SuppressWarnings("ArrayRecordComponent") // handed on at once, never compared
record Value(byte[] bytes, int size) {
  static @Nullable Value of(byte @Nullable [] data, int largest) {
    if (data == null) {
      return null;
    }
    boolean large = data.length > largest;
    return new Value(
        large ? Arrays.copyOf(data, Math.min(data.length, MessageRows.SHOWN_OF_LARGE)) : data,
        data.length);
  }
}
