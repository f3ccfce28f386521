package io.citylake.lake.system;

import java.time.Instant;
import java.time.LocalDate;
import java.util.Iterator;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.util.DateTimeUtils;
import org.apache.spark.sql.connector.read.PartitionReader;
import org.apache.spark.unsafe.types.UTF8String;
import org.jspecify.annotations.Nullable;

/** Hands rows to Spark in its own form. */
final class SystemRowReader implements PartitionReader<InternalRow> {
  private final Iterator<@Nullable Object[]> rows;
  private @Nullable InternalRow row;

  SystemRowReader(Iterator<@Nullable Object[]> rows) {
    this.rows = rows;
  }

  @Override
  public boolean next() {
    if (!rows.hasNext()) {
      return false;
    }
    @Nullable Object[] values = rows.next().clone();
    for (int i = 0; i < values.length; i++) {
      values[i] = internal(values[i]);
    }
    row = new GenericInternalRow(values);
    return true;
  }

  private static @Nullable Object internal(@Nullable Object value) {
    if (value instanceof String text) {
      return UTF8String.fromString(text);
    }
    if (value instanceof Instant instant) {
      return DateTimeUtils.instantToMicros(instant);
    }
    return value instanceof LocalDate date ? (Object) (int) date.toEpochDay() : value;
  }

  @Override
  public @Nullable InternalRow get() {
    return row;
  }

  @Override
  public void close() {
    // Nothing is held between two pages.
  }
}
