package io.citylake.lake.metadata;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Table;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.types.Conversions;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.types.Types.NestedField;
import org.jspecify.annotations.Nullable;

/**
 * How far a table's data goes by a column of times, from the bounds in its manifests. No data is
 * read; a deleted row counts until its file is rewritten.
 */
public final class NewestValue {
  private NewestValue() {}

  /**
   * The newest; the end of the day where the column has days.
   *
   * @param zone of the days
   * @return empty where there is no such column, or no file says
   */
  public static Optional<Instant> of(Table table, String column, ZoneId zone) {
    NestedField field = table.schema().findField(column);
    if (field == null
        || table.currentSnapshot() == null
        || !(field.type() instanceof Types.DateType
            || field.type() instanceof Types.TimestampType)) {
      return Optional.empty();
    }
    Instant newest = null;
    try (CloseableIterable<FileScanTask> files = table.newScan().includeColumnStats().planFiles()) {
      for (FileScanTask each : files) {
        var bounds = each.file().upperBounds();
        Instant last = instant(field, bounds == null ? null : bounds.get(field.fieldId()), zone);
        if (last != null && (newest == null || last.isAfter(newest))) {
          newest = last;
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot close manifests of " + table.name(), e);
    }
    return Optional.ofNullable(newest);
  }

  private static @Nullable Instant instant(
      NestedField field, @Nullable ByteBuffer bound, ZoneId zone) {
    if (bound == null) {
      return null;
    }
    Object value = Conversions.fromByteBuffer(field.type(), bound);
    if (value instanceof Integer days) {
      return LocalDate.ofEpochDay(days).plusDays(1).atStartOfDay(zone).toInstant();
    }
    return value instanceof Long micros ? Instant.EPOCH.plus(micros, ChronoUnit.MICROS) : null;
  }
}
