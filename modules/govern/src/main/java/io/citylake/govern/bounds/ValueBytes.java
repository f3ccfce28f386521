package io.citylake.govern.bounds;

import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeArrayData;
import org.apache.spark.sql.catalyst.expressions.UnsafeMapData;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.apache.spark.sql.catalyst.util.MapData;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;
import org.jspecify.annotations.Nullable;

/** How many bytes a value of Spark's takes, about. */
final class ValueBytes {
  /** Of a number, or of a place for anything else. */
  private static final double PLACE = 8;

  private ValueBytes() {}

  static double of(@Nullable Object value, DataType type) {
    if (value instanceof UTF8String text) {
      return text.numBytes();
    } else if (value instanceof byte[] bytes) {
      return bytes.length;
    } else if (value instanceof UnsafeRow row) {
      return row.getSizeInBytes();
    } else if (value instanceof UnsafeArrayData array) {
      return array.getSizeInBytes();
    } else if (value instanceof UnsafeMapData map) {
      return map.getSizeInBytes();
    } else if (value instanceof ArrayData array && type instanceof ArrayType of) {
      return of(array, of.elementType());
    } else if (value instanceof MapData map && type instanceof MapType of) {
      return of(map.keyArray(), of.keyType()) + of(map.valueArray(), of.valueType());
    } else if (value instanceof InternalRow row && type instanceof StructType of) {
      return of(row, of);
    }
    return PLACE;
  }

  private static double of(ArrayData array, DataType element) {
    double sum = PLACE * array.numElements();
    for (int i = 0; i < array.numElements() && !isFixed(element); i++) {
      sum += array.isNullAt(i) ? 0 : of(array.get(i, element), element);
    }
    return sum;
  }

  private static double of(InternalRow row, StructType type) {
    double sum = 0;
    StructField[] fields = type.fields();
    for (int i = 0; i < fields.length; i++) {
      sum += PLACE;
      if (!isFixed(fields[i].dataType()) && !row.isNullAt(i)) {
        sum += of(row.get(i, fields[i].dataType()), fields[i].dataType());
      }
    }
    return sum;
  }

  private static boolean isFixed(DataType type) {
    return UnsafeRow.isFixedLength(type);
  }
}
