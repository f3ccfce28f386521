package io.citylake.publish.column;

import java.util.Arrays;
import org.apache.iceberg.types.Types;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.SpecializedGetters;
import org.apache.spark.unsafe.types.UTF8String;

/** Which way a column goes, by its type. */
final class Columns {
  private static final int INT_DIGITS = 9;
  private static final int LONG_DIGITS = 18;

  private Columns() {}

  static ColumnPages of(
      WrittenColumn column, ColumnDescriptor descriptor, ColumnSettings settings) {
    return switch (column.type().typeId()) {
      case BOOLEAN -> new FlagColumn(column, descriptor, settings);
      case INTEGER, DATE ->
          new NumberColumn(
              column, descriptor, settings, NumberColumn.Kind.INT32, SpecializedGetters::getInt);
      case LONG, TIMESTAMP ->
          new NumberColumn(
              column, descriptor, settings, NumberColumn.Kind.INT64, SpecializedGetters::getLong);
      case DOUBLE ->
          new NumberColumn(column, descriptor, settings, NumberColumn.Kind.DOUBLE, Columns::bits);
      case STRING ->
          new BytesColumn(column, descriptor, settings, 0, SpecializedGetters::getUTF8String);
      case DECIMAL -> decimal((Types.DecimalType) column.type(), column, descriptor, settings);
      default ->
          throw new IllegalArgumentException("Cannot write columns of type " + column.type());
    };
  }

  private static long bits(InternalRow row, int ordinal) {
    return Double.doubleToLongBits(row.getDouble(ordinal));
  }

  private static ColumnPages decimal(
      Types.DecimalType type,
      WrittenColumn column,
      ColumnDescriptor descriptor,
      ColumnSettings settings) {
    int precision = type.precision();
    int scale = type.scale();
    if (precision > LONG_DIGITS) {
      int length = descriptor.getPrimitiveType().getTypeLength();
      return new BytesColumn(
          column,
          descriptor,
          settings,
          length,
          (row, ordinal) -> padded(row, ordinal, precision, scale, length));
    }
    NumberColumn.Kind kind =
        precision > INT_DIGITS ? NumberColumn.Kind.INT64 : NumberColumn.Kind.INT32;
    return new NumberColumn(
        column,
        descriptor,
        settings,
        kind,
        (row, ordinal) -> row.getDecimal(ordinal, precision, scale).toUnscaledLong());
  }

  /** As a number of two's complement of the given bytes, the highest first. */
  private static UTF8String padded(
      InternalRow row, int ordinal, int precision, int scale, int length) {
    byte[] number =
        row.getDecimal(ordinal, precision, scale)
            .toJavaBigDecimal()
            .setScale(scale)
            .unscaledValue()
            .toByteArray();
    byte[] padded = new byte[length];
    if (number[0] < 0) {
      Arrays.fill(padded, (byte) -1);
    }
    System.arraycopy(number, 0, padded, length - number.length, number.length);
    return UTF8String.fromBytes(padded);
  }
}
