package io.citylake.publish.column;

import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.Encoding;
import org.apache.parquet.column.page.DictionaryPage;
import org.apache.parquet.column.values.plain.BooleanPlainValuesWriter;
import org.apache.spark.sql.catalyst.InternalRow;
import org.jspecify.annotations.Nullable;

/** Booleans, a bit each. */
final class FlagColumn extends ColumnPages {
  private final BooleanPlainValuesWriter bits = new BooleanPlainValuesWriter();
  private boolean pageTrue;
  private boolean pageFalse;
  private boolean anyTrue;
  private boolean anyFalse;

  FlagColumn(WrittenColumn column, ColumnDescriptor descriptor, ColumnSettings settings) {
    super(column, descriptor, settings);
  }

  @Override
  void take(InternalRow row, int ordinal) {
    boolean value = row.getBoolean(ordinal);
    bits.writeBoolean(value);
    pageTrue |= value;
    pageFalse |= !value;
  }

  @Override
  long pageBytes() {
    return bits.getBufferedSize();
  }

  @Override
  PageBounds pageBounds() {
    return new PageBounds(bit(!pageFalse), bit(pageTrue));
  }

  private static byte[] bit(boolean value) {
    return new byte[] {(byte) (value ? 1 : 0)};
  }

  @Override
  Encoded encode() {
    // The writer's bytes are its own: they are copied before it begins again.
    Encoded encoded = new Encoded(copied(bits.getBytes()), Encoding.PLAIN);
    bits.reset();
    anyTrue |= pageTrue;
    anyFalse |= pageFalse;
    pageTrue = false;
    pageFalse = false;
    return encoded;
  }

  private static BytesInput copied(BytesInput bytes) {
    try {
      return BytesInput.from(bytes.toByteArray());
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Override
  @Nullable DictionaryPage dictionary() {
    return null;
  }

  @Override
  boolean hasDictionary() {
    return false;
  }

  @Override
  @Nullable Object lowest() {
    return anyFalse || anyTrue ? (Object) !anyFalse : null;
  }

  @Override
  @Nullable Object highest() {
    return anyFalse || anyTrue ? (Object) anyTrue : null;
  }
}
