package io.citylake.publish.column;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import org.apache.iceberg.Metrics;
import org.apache.iceberg.MetricsConfig;
import org.apache.iceberg.MetricsModes.Counts;
import org.apache.iceberg.MetricsModes.MetricsMode;
import org.apache.iceberg.MetricsModes.None;
import org.apache.iceberg.MetricsModes.Truncate;
import org.apache.iceberg.MetricsUtil;
import org.apache.iceberg.Schema;
import org.apache.iceberg.util.UnicodeUtil;
import org.jspecify.annotations.Nullable;

/** What a table's metadata keep of a file, as far as the table wants it. */
final class ColumnMetrics {
  private ColumnMetrics() {}

  static Metrics of(
      long rows, ColumnPages[] columns, long[] bytes, Schema schema, MetricsConfig wanted) {
    Map<Integer, Long> sizes = new HashMap<>();
    Map<Integer, Long> values = new HashMap<>();
    Map<Integer, Long> nulls = new HashMap<>();
    Map<Integer, Long> nans = new HashMap<>();
    Map<Integer, ByteBuffer> lower = new HashMap<>();
    Map<Integer, ByteBuffer> upper = new HashMap<>();
    for (int i = 0; i < columns.length; i++) {
      ColumnPages column = columns[i];
      int id = column.column().id();
      MetricsMode mode = MetricsUtil.metricsMode(schema, wanted, id);
      if (mode instanceof None) {
        continue;
      }
      sizes.put(id, bytes[i]);
      values.put(id, column.valueCount());
      nulls.put(id, column.nullCount());
      if (column.nans() >= 0) {
        nans.put(id, column.nans());
      }
      if (!(mode instanceof Counts)) {
        bound(lower, column, lowest(column.lowest(), mode));
        bound(upper, column, highest(column.highest(), mode));
      }
    }
    return new Metrics(rows, sizes, values, nulls, nans, lower, upper);
  }

  private static void bound(
      Map<Integer, ByteBuffer> bounds, ColumnPages column, @Nullable Object bound) {
    if (bound != null) {
      bounds.put(column.column().id(), column.stored(bound));
    }
  }

  private static @Nullable Object lowest(@Nullable Object bound, MetricsMode mode) {
    return bound instanceof String text && mode instanceof Truncate cut
        ? UnicodeUtil.truncateStringMin(text, cut.length())
        : bound;
  }

  /** Null where no text is higher than all that begin so. */
  private static @Nullable Object highest(@Nullable Object bound, MetricsMode mode) {
    return bound instanceof String text && mode instanceof Truncate cut
        ? UnicodeUtil.truncateStringMax(text, cut.length())
        : bound;
  }
}
