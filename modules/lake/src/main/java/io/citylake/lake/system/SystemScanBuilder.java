package io.citylake.lake.system;

import io.citylake.lake.system.SystemRows.Comparison;
import io.citylake.lake.system.SystemRows.Condition;
import io.citylake.model.TableName;
import java.sql.Date;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedSet;
import java.util.stream.Stream;
import org.apache.spark.sql.catalyst.util.DateTimeUtils;
import org.apache.spark.sql.connector.read.Scan;
import org.apache.spark.sql.connector.read.SupportsPushDownFilters;
import org.apache.spark.sql.connector.read.SupportsPushDownRequiredColumns;
import org.apache.spark.sql.sources.EqualTo;
import org.apache.spark.sql.sources.Filter;
import org.apache.spark.sql.sources.GreaterThan;
import org.apache.spark.sql.sources.GreaterThanOrEqual;
import org.apache.spark.sql.sources.In;
import org.apache.spark.sql.sources.LessThan;
import org.apache.spark.sql.sources.LessThanOrEqual;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * Takes the columns that are read, and conditions by which rows need not be fetched. Spark checks
 * each condition once more, so these may let through too much and never too little.
 */
final class SystemScanBuilder implements SupportsPushDownFilters, SupportsPushDownRequiredColumns {
  private final TableName table;
  private final String catalog;
  private final Optional<SortedSet<TableName>> visible;
  private StructType schema;
  private final List<Filter> pushed = new ArrayList<>();
  private final List<Condition> conditions = new ArrayList<>();

  SystemScanBuilder(
      TableName table, String catalog, Optional<SortedSet<TableName>> visible, StructType schema) {
    this.table = table;
    this.catalog = catalog;
    this.visible = visible;
    this.schema = schema;
  }

  @Override
  public Filter[] pushFilters(Filter[] filters) {
    for (Filter filter : filters) {
      condition(filter)
          .ifPresent(
              condition -> {
                pushed.add(filter);
                conditions.add(condition);
              });
    }
    return filters;
  }

  private static Optional<Condition> condition(Filter filter) {
    if (filter instanceof EqualTo equal) {
      return condition(equal.attribute(), Comparison.ONE_OF, equal.value());
    }
    if (filter instanceof In in) {
      return condition(in.attribute(), Comparison.ONE_OF, in.values());
    }
    if (filter instanceof GreaterThan greater) {
      return condition(greater.attribute(), Comparison.AT_LEAST, greater.value());
    }
    if (filter instanceof GreaterThanOrEqual least) {
      return condition(least.attribute(), Comparison.AT_LEAST, least.value());
    }
    if (filter instanceof LessThan less) {
      return condition(less.attribute(), Comparison.AT_MOST, less.value());
    }
    return filter instanceof LessThanOrEqual most
        ? condition(most.attribute(), Comparison.AT_MOST, most.value())
        : Optional.empty();
  }

  private static Optional<Condition> condition(
      String column, Comparison comparison, @Nullable Object... values) {
    List<Object> plain =
        Stream.of(values).filter(Objects::nonNull).map(SystemScanBuilder::plain).toList();
    return plain.isEmpty()
        ? Optional.empty()
        : Optional.of(new Condition(column, comparison, plain));
  }

  /** Whichever of Java's classes for times the session has. */
  private static Object plain(Object value) {
    if (value instanceof Timestamp timestamp) {
      return instant(timestamp);
    }
    return value instanceof Date date
        ? LocalDate.ofEpochDay(DateTimeUtils.fromJavaDate(date))
        : value;
  }

  private static Instant instant(Timestamp timestamp) {
    return DateTimeUtils.microsToInstant(DateTimeUtils.fromJavaTimestamp(timestamp));
  }

  @Override
  public Filter[] pushedFilters() {
    return pushed.toArray(Filter[]::new);
  }

  @Override
  public void pruneColumns(StructType required) {
    schema = required;
  }

  @Override
  public Scan build() {
    return new SystemScan(
        table,
        catalog,
        schema,
        new SystemRows.Request(List.of(schema.fieldNames()), visible, conditions));
  }
}
