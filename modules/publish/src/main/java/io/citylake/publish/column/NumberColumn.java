package io.citylake.publish.column;

import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.bytes.BytesUtils;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.Encoding;
import org.apache.parquet.column.page.DictionaryPage;
import org.apache.spark.sql.catalyst.InternalRow;
import org.jspecify.annotations.Nullable;

/** Whole numbers, days, instants, decimals of up to 18 digits, and doubles by their bits. */
final class NumberColumn extends ColumnPages {
  private static final int FIRST_CAPACITY = 128;
  private static final long NAN = Double.doubleToLongBits(Double.NaN);

  /** How Parquet stores them. */
  enum Kind {
    INT32(Integer.BYTES),
    INT64(Long.BYTES),
    DOUBLE(Long.BYTES);

    private final int width;

    Kind(int width) {
      this.width = width;
    }
  }

  /** Takes a row's value as a number, or as a double's bits. */
  interface Reader {
    long read(InternalRow row, int ordinal);
  }

  private final Kind kind;
  private final Reader reader;
  private long[] values = new long[FIRST_CAPACITY];
  private int[] ids = new int[0];
  private int count;
  private @Nullable LongDictionary dictionary;
  // How many entries of it pages refer to; 0 where it was of no use.
  private int entries;
  private boolean looking = true;
  private long lowest = Long.MAX_VALUE;
  private long highest = Long.MIN_VALUE;
  private long nans;

  NumberColumn(
      WrittenColumn column,
      ColumnDescriptor descriptor,
      ColumnSettings settings,
      Kind kind,
      Reader reader) {
    super(column, descriptor, settings);
    this.kind = kind;
    this.reader = reader;
  }

  @Override
  void take(InternalRow row, int ordinal) {
    if (count == values.length) {
      values = Arrays.copyOf(values, count * 2);
    }
    values[count++] = reader.read(row, ordinal);
  }

  @Override
  long pageBytes() {
    return (long) count * kind.width;
  }

  @Override
  PageBounds pageBounds() {
    boolean bits = kind == Kind.DOUBLE;
    long low = Long.MAX_VALUE;
    long high = Long.MIN_VALUE;
    int none = 0;
    for (int i = 0; i < count; i++) {
      long value = values[i];
      if (bits) {
        if (value == NAN) {
          none++;
          continue;
        }
        value = ordered(value);
      }
      low = Math.min(low, value);
      high = Math.max(high, value);
    }
    lowest = Math.min(lowest, low);
    highest = Math.max(highest, high);
    nans += none;
    // NaN is the highest for Parquet's writers, and readers then disbelieve the bounds.
    return PageBounds.of(bytes(none == count ? NAN : low), bytes(none > 0 ? NAN : high));
  }

  /** Bits of doubles in the order of {@link Double#compare}, and back. */
  private static long ordered(long bits) {
    return bits ^ ((bits >> (Long.SIZE - 1)) & Long.MAX_VALUE);
  }

  private byte[] bytes(long bound) {
    return switch (kind) {
      case INT32 -> BytesUtils.intToBytes((int) bound);
      case INT64 -> BytesUtils.longToBytes(bound);
      case DOUBLE -> BytesUtils.longToBytes(ordered(bound));
    };
  }

  @Override
  Encoded encode() throws IOException {
    Encoded encoded = looking ? looked() : null;
    if (encoded == null) {
      looking = false;
      if (entries == 0) {
        dictionary = null;
      }
      encoded = new Encoded(BytesInput.from(plain(values, count)), Encoding.PLAIN);
    }
    count = 0;
    return encoded;
  }

  /** By the dictionary; null where the values have no room there, or are no shorter by it. */
  private @Nullable Encoded looked() throws IOException {
    LongDictionary known = dictionary;
    boolean first = known == null;
    if (known == null) {
      known = new LongDictionary(settings().dictionaryBytes() / kind.width);
      dictionary = known;
    }
    if (ids.length < count) {
      ids = new int[values.length];
    }
    if (!known.look(values, count, ids)) {
      return null;
    }
    int width = BytesUtils.getWidthFromMaxInt(known.size() - 1);
    BytesInput packed = HybridRuns.encode(ids, count, width);
    if (first && packed.size() + (long) known.size() * kind.width >= pageBytes()) {
      return null;
    }
    entries = known.size();
    return new Encoded(
        BytesInput.concat(BytesInput.from(new byte[] {(byte) width}), packed), DICTIONARY);
  }

  private byte[] plain(long[] numbers, int amount) {
    byte[] bytes = new byte[amount * kind.width];
    ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    if (kind == Kind.INT32) {
      for (int i = 0; i < amount; i++) {
        buffer.putInt((int) numbers[i]);
      }
    } else {
      buffer.asLongBuffer().put(numbers, 0, amount);
    }
    return bytes;
  }

  @Override
  @Nullable DictionaryPage dictionary() {
    LongDictionary known = dictionary;
    DictionaryPage page = null;
    if (known != null && entries > 0) {
      long[] numbers = new long[entries];
      for (int id = 0; id < entries; id++) {
        numbers[id] = known.entry(id);
      }
      page = new DictionaryPage(BytesInput.from(plain(numbers, entries)), entries, DICTIONARY);
    }
    dictionary = null;
    entries = 0;
    looking = true;
    return page;
  }

  @Override
  long nans() {
    return kind == Kind.DOUBLE ? nans : -1;
  }

  @Override
  boolean hasDictionary() {
    return entries > 0;
  }

  @Override
  @Nullable Object lowest() {
    return lowest > highest ? null : stated(lowest);
  }

  @Override
  @Nullable Object highest() {
    return lowest > highest ? null : stated(highest);
  }

  private Object stated(long bound) {
    Type type = column().type();
    if (type instanceof Types.DecimalType decimal) {
      return new BigDecimal(BigInteger.valueOf(bound), decimal.scale());
    }
    return switch (kind) {
      case INT32 -> (int) bound;
      case INT64 -> bound;
      case DOUBLE -> Double.longBitsToDouble(ordered(bound));
    };
  }
}
