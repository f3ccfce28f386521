package io.citylake.publish.column;

import java.util.Arrays;
import org.apache.spark.unsafe.Platform;
import org.apache.spark.unsafe.array.ByteArrayMethods;
import org.apache.spark.unsafe.types.UTF8String;

/** Byte strings one after the other. */
final class Arena {
  private static final int FIRST_BYTES = 512;
  private static final int FIRST_ENTRIES = 64;
  // The longest array that a JVM makes.
  private static final int MOST = Integer.MAX_VALUE - 16;

  private byte[] bytes = new byte[FIRST_BYTES];
  // Where each ends; it begins where the one before ends.
  private int[] ends = new int[FIRST_ENTRIES];
  private int size;

  int size() {
    return size;
  }

  byte[] bytes() {
    return bytes;
  }

  int start(int entry) {
    return entry == 0 ? 0 : ends[entry - 1];
  }

  int length(int entry) {
    return ends[entry] - start(entry);
  }

  /** Bytes of the first entries. */
  int end(int entries) {
    return entries == 0 ? 0 : ends[entries - 1];
  }

  void append(UTF8String value) {
    int start = end(size);
    int end = Math.addExact(start, value.numBytes());
    if (end > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(end, (int) Math.min(bytes.length * 2L, MOST)));
    }
    if (size == ends.length) {
      ends = Arrays.copyOf(ends, size * 2);
    }
    value.writeToMemory(bytes, Platform.BYTE_ARRAY_OFFSET + (long) start);
    ends[size++] = end;
  }

  boolean holds(int entry, UTF8String value) {
    int start = start(entry);
    int end = ends[entry];
    int length = value.numBytes();
    if (end - start != length) {
      return false;
    }
    if (value.getBaseObject() instanceof byte[] other) {
      // Spark's own comparison looks at one word after the other.
      int from = (int) (value.getBaseOffset() - Platform.BYTE_ARRAY_OFFSET);
      return Arrays.equals(bytes, start, end, other, from, from + length);
    }
    return ByteArrayMethods.arrayEquals(
        bytes,
        Platform.BYTE_ARRAY_OFFSET + (long) start,
        value.getBaseObject(),
        value.getBaseOffset(),
        length);
  }

  byte[] copy(int entry) {
    int start = start(entry);
    return Arrays.copyOfRange(bytes, start, ends[entry]);
  }

  /** Forgets all, and gives memory back above so many bytes. */
  void clear(long kept) {
    size = 0;
    if (bytes.length > kept) {
      bytes = new byte[FIRST_BYTES];
    }
  }
}
