package io.citylake.transform;

import io.citylake.contract.dataset.ColumnType;
import io.citylake.contract.dataset.DatasetContract;
import io.citylake.contract.dataset.PartitionField;
import io.citylake.engine.SparkTypes;
import io.citylake.engine.SqlLiteral;
import io.citylake.lake.catalog.Lake;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.jspecify.annotations.Nullable;

/**
 * Which rows are of one partition, by the values of their columns: whatever layout the files have
 * that they lie in, and whatever zone Iceberg cuts its days in. Hours, days, months and years are
 * those of the contract's zone: an hour that comes twice is one. Nulls of a column are in one
 * partition.
 *
 * <p>A partition without parts is the whole table.
 */
final class PartitionCondition {
  private final List<Part> parts;

  private PartitionCondition(List<Part> parts) {
    this.parts = List.copyOf(parts);
  }

  static PartitionCondition of(DatasetContract dataset) {
    return new PartitionCondition(
        dataset.partitionBy().stream()
            .map(
                field ->
                    new Part(
                        field,
                        dataset.findColumn(field.column()).orElseThrow().type(),
                        dataset.zone()))
            .toList());
  }

  /** SQL for each part: what a row is in, in a form that no zone reads otherwise. */
  List<String> bounds() {
    return parts.stream().map(part -> SqlLiteral.plain(part.value(), part.valueType())).toList();
  }

  int width() {
    return parts.size();
  }

  /**
   * What holds for the rows of one partition. Times are compared as they are stored, so that files
   * are skipped, or dropped without a look at their rows.
   *
   * @param row begins with the values of {@link #bounds}
   * @param values takes the parameters of the condition
   */
  String of(Row row, Map<String, Object> values) {
    List<String> all = new ArrayList<>();
    for (int i = 0; i < parts.size(); i++) {
      all.add(parts.get(i).holds(row.get(i)));
    }
    // Not "true", which in parentheses after WHERE is taken for a list of aliases.
    return all.isEmpty() ? "1 = 1" : String.join(" AND ", all);
  }

  static String parameter(Object value, Map<String, Object> values) {
    String name = "v" + values.size();
    values.put(name, Objects.requireNonNull(value));
    return ":" + name;
  }

  /** One field of the partitioning. */
  private record Part(PartitionField field, ColumnType type, ZoneId zone) {
    private static final long HOUR = 3_600_000_000L;
    private static final long DAY = 24 * HOUR;

    /** Hours are their number since 1970, all longer times the day on which they begin. */
    String value() {
      return switch (field.transform()) {
        case IDENTITY -> column();
        case BUCKET, TRUNCATE ->
            "%s.system.%s(%d, %s)"
                .formatted(
                    Lake.CATALOG,
                    field.transform().name().toLowerCase(Locale.ROOT),
                    field.width(),
                    column());
        case HOUR -> number(HOUR);
        case DAY -> day();
        case MONTH -> "trunc(" + day() + ", 'MM')";
        case YEAR -> "trunc(" + day() + ", 'YYYY')";
      };
    }

    DataType valueType() {
      return switch (field.transform()) {
        case IDENTITY, TRUNCATE -> SparkTypes.of(type);
        case BUCKET -> DataTypes.IntegerType;
        case HOUR -> DataTypes.LongType;
        case DAY, MONTH, YEAR -> DataTypes.DateType;
      };
    }

    private String column() {
      return SqlText.quote(field.column());
    }

    private boolean isInstant() {
      return type == ColumnType.Simple.TIMESTAMP;
    }

    private String day() {
      return isInstant() ? "date_from_unix_date(CAST(" + number(DAY) + " AS INT))" : column();
    }

    /** How many whole units clocks have shown since 1970. */
    private String number(long unit) {
      String clock = "unix_micros(from_utc_timestamp(%s, '%s'))".formatted(column(), zone.getId());
      return "((%s - pmod(%s, %dL)) div %dL)".formatted(clock, clock, unit, unit);
    }

    String holds(@Nullable Object bound) {
      return switch (field.transform()) {
        case IDENTITY, BUCKET, TRUNCATE ->
            SqlLiteral.among(value(), Collections.singletonList(bound), valueType());
        case HOUR, DAY, MONTH, YEAR ->
            bound == null ? column() + " IS NULL" : between(((Number) bound).longValue());
      };
    }

    private String between(long number) {
      LocalDateTime from =
          field.transform() == PartitionField.Transform.HOUR
              ? LocalDate.EPOCH.atStartOfDay().plusHours(number)
              : LocalDate.ofEpochDay(number).atStartOfDay();
      LocalDateTime until = end(from);
      if (!isInstant()) {
        return range(
            from.toLocalDate().toEpochDay(), until.toLocalDate().toEpochDay(), DataTypes.DateType);
      }
      return LocalTime.shown(from, until, zone.getRules()).stream()
          .map(span -> range(micros(span.from()), micros(span.until()), DataTypes.TimestampType))
          .collect(Collectors.joining(" OR ", "(", ")"));
    }

    private LocalDateTime end(LocalDateTime from) {
      return switch (field.transform()) {
        case HOUR -> from.plusHours(1);
        case DAY -> from.plusDays(1);
        case MONTH -> from.plusMonths(1);
        case YEAR -> from.plusYears(1);
        case IDENTITY, BUCKET, TRUNCATE -> from;
      };
    }

    private String range(long from, long until, DataType stored) {
      return "(%1$s >= %2$s AND %1$s < %3$s)"
          .formatted(column(), SqlLiteral.of(from, stored), SqlLiteral.of(until, stored));
    }

    private static long micros(Instant at) {
      return Math.addExact(
          Math.multiplyExact(at.getEpochSecond(), 1_000_000L), at.getNano() / 1_000);
    }
  }
}
