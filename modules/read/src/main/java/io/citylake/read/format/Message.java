package io.citylake.read.format;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A message of a topic, as it came.
 *
 * @param timestamp in milliseconds since 1970; negative for none
 * @param timestampType whose clock that is: {@code CreateTime} or {@code LogAppendTime}
 * @param key null for none
 * @param value null for a tombstone; of a message above the cap only its beginning
 * @param size of the whole message in bytes, with its key and headers
 */
@SuppressWarnings("ArrayRecordComponent") // read at once, never compared
public record Message(
    String topic,
    int partition,
    long offset,
    long timestamp,
    String timestampType,
    byte @Nullable [] key,
    byte @Nullable [] value,
    List<Header> headers,
    long size) {

  /** As much of it as is kept of one that is too large. */
  Message shortened(int most) {
    return new Message(
        topic,
        partition,
        offset,
        timestamp,
        timestampType,
        shortened(key, most),
        shortened(value, most),
        List.of(),
        size);
  }

  private static byte @Nullable [] shortened(byte @Nullable [] bytes, int most) {
    return bytes == null || bytes.length <= most ? bytes : Arrays.copyOf(bytes, most);
  }

  /** A header; several may have one name. */
  @SuppressWarnings("ArrayRecordComponent") // as above
  public record Header(String name, byte @Nullable [] value) {}
}
