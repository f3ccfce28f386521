package io.citylake.publish.column;

import java.io.IOException;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.bytes.HeapByteBufferAllocator;
import org.apache.parquet.column.values.rle.RunLengthBitPackingHybridEncoder;

/** Parquet's hybrid of run lengths and packed bits. */
final class HybridRuns {
  private static final int FIRST_BYTES = 4096;
  private static final int MOST_BYTES = 1 << 20;

  private HybridRuns() {}

  static BytesInput encode(int[] values, int count, int bitWidth) throws IOException {
    RunLengthBitPackingHybridEncoder encoder = encoder(bitWidth);
    for (int i = 0; i < count; i++) {
      encoder.writeInt(values[i]);
    }
    return encoder.toBytes();
  }

  /** Of values that are 0 or 1. */
  static BytesInput encode(byte[] values, int count) throws IOException {
    RunLengthBitPackingHybridEncoder encoder = encoder(1);
    for (int i = 0; i < count; i++) {
      encoder.writeInt(values[i]);
    }
    return encoder.toBytes();
  }

  private static RunLengthBitPackingHybridEncoder encoder(int bitWidth) {
    // Its memory is of the heap, and needs no closing.
    return new RunLengthBitPackingHybridEncoder(
        bitWidth, FIRST_BYTES, MOST_BYTES, HeapByteBufferAllocator.getInstance());
  }
}
