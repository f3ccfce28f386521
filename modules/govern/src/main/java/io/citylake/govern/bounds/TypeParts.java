package io.citylake.govern.bounds;

import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** How many plain values a value of a type has at least; a list of them counts once. */
final class TypeParts {
  private TypeParts() {}

  static long of(DataType type) {
    if (type instanceof ArrayType array) {
      return of(array.elementType());
    } else if (type instanceof MapType map) {
      return of(map.keyType()) + of(map.valueType());
    } else if (type instanceof StructType struct) {
      long sum = 0;
      for (StructField each : struct.fields()) {
        sum += of(each.dataType());
      }
      return Math.max(1, sum);
    }
    return 1;
  }
}
