package io.citylake.publish.column;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
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
    return PageBounds.of(bit(!pageFalse), bit(pageTrue));
  }

  private static byte[] bit(boolean value) {
    return new byte[] {(byte) (value ? 1 : 0)};
  }

  @Override
  Encoded encode() throws IOException {
    // The writer's bytes are its own: they are copied before it begins again.
    ByteArrayOutputStream copy = new ByteArrayOutputStream();
    bits.getBytes().writeAllTo(copy);
    bits.reset();
    anyTrue |= pageTrue;
    anyFalse |= pageFalse;
    pageTrue = false;
    pageFalse = false;
    return new Encoded(BytesInput.from(copy), Encoding.PLAIN);
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
