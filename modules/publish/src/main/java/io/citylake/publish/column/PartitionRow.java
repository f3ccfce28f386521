package io.citylake.publish.column;

import java.util.Objects;
import org.apache.iceberg.StructLike;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.Decimal;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;
import org.jspecify.annotations.Nullable;

/** Shows Spark's row to Iceberg, which asks it for what partitions are made of. One thread. */
final class PartitionRow implements StructLike {
  private final DataType[] types;
  private @Nullable InternalRow row;

  PartitionRow(StructType rows) {
    this.types = new DataType[rows.size()];
    for (int i = 0; i < types.length; i++) {
      types[i] = rows.apply(i).dataType();
    }
  }

  void show(InternalRow shown) {
    row = shown;
  }

  @Override
  public int size() {
    return types.length;
  }

  @Override
  public <T> @Nullable T get(int position, Class<T> type) {
    InternalRow shown = Objects.requireNonNull(row, "no row is shown");
    if (shown.isNullAt(position)) {
      return null;
    }
    Object value = shown.get(position, types[position]);
    if (value instanceof UTF8String text) {
      value = text.toString();
    } else if (value instanceof Decimal number) {
      value = number.toJavaBigDecimal();
    }
    return type.cast(value);
  }

  @Override
  public <T> void set(int position, T value) {
    throw new UnsupportedOperationException("Cannot change a row that is shown");
  }
}
