package io.citylake.govern.gate;

import static scala.jdk.javaapi.CollectionConverters.asScala;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Schema;
import org.apache.iceberg.StructLike;
import org.apache.iceberg.TableScan;
import org.apache.iceberg.exceptions.ValidationException;
import org.apache.iceberg.expressions.AggregateEvaluator;
import org.apache.iceberg.expressions.Binder;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.UnboundAggregate;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.spark.SparkUtil;
import org.apache.iceberg.spark.source.SparkTable;
import org.apache.iceberg.types.Conversions;
import org.apache.iceberg.types.Type.TypeID;
import org.apache.iceberg.types.Types.NestedField;
import org.apache.iceberg.util.PartitionUtil;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.BoundReference;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.jspecify.annotations.Nullable;

/**
 * Totals of a table's files as its manifests have them. They are exact where no deletion hides a
 * row, the conditions hold for all rows of each file or for none, and each file has the counts and
 * bounds that are asked for; else there is no answer. Iceberg's own evaluator does the counting.
 */
final class FileTotals {
  /** Bounds of other types may be cut short, or leave out NaN. */
  private static final Set<TypeID> EXACT =
      Set.of(
          TypeID.BOOLEAN,
          TypeID.INTEGER,
          TypeID.LONG,
          TypeID.DATE,
          TypeID.TIMESTAMP,
          TypeID.DECIMAL);

  private final List<GroupKey> keys;
  private final List<Expression> totals;
  private final Map<List<@Nullable Object>, AggregateEvaluator> groups = new LinkedHashMap<>();

  private FileTotals(List<GroupKey> keys, List<UnboundAggregate<?>> totals) {
    this.keys = keys;
    this.totals = List.copyOf(totals);
  }

  /**
   * What rows are grouped by.
   *
   * @param ofColumn made of the column's value, monotone; null for the value itself
   */
  record GroupKey(
      NestedField column, org.apache.spark.sql.catalyst.expressions.@Nullable Expression ofColumn) {

    @Nullable Object of(@Nullable Object value) {
      return ofColumn == null
          ? value
          : ofColumn.eval(new GenericInternalRow(new @Nullable Object[] {value}));
    }
  }

  /** An expression of one column, ready to be asked for a value of it. */
  static org.apache.spark.sql.catalyst.expressions.Expression ofColumn(
      org.apache.spark.sql.catalyst.expressions.Expression expression, Attribute column) {
    return Plans.replace(
        expression,
        each ->
            each.semanticEquals(column) ? new BoundReference(0, column.dataType(), true) : null);
  }

  static boolean isKey(NestedField column) {
    return isBounded(column) || column.type().typeId() == TypeID.STRING;
  }

  static boolean isBounded(NestedField column) {
    return EXACT.contains(column.type().typeId());
  }

  /**
   * A row for each group, of its keys and then its totals.
   *
   * @return empty where the manifests don't say it exactly
   */
  static Optional<List<InternalRow>> of(
      PinnedTable table, Expression filter, List<GroupKey> keys, List<UnboundAggregate<?>> totals) {
    Optional<SparkTable> stored = table.stored();
    if (stored.isEmpty()) {
      return Optional.empty();
    }
    TableScan scan = stored.get().table().newScan().useSnapshot(table.snapshot().snapshotId());
    Schema schema = scan.schema();
    Set<String> needed = new TreeSet<>();
    keys.forEach(each -> needed.add(each.column().name()));
    try {
      Binder.bind(schema.asStruct(), filter, true);
      totals.stream()
          .filter(each -> each.term() != null)
          .forEach(each -> needed.add(each.ref().name()));
    } catch (ValidationException e) {
      // It compares what Iceberg doesn't; Spark says what is wrong, if something is.
      return Optional.empty();
    }
    return new FileTotals(keys, totals)
        .read(scan.filter(filter).includeColumnStats(needed), schema);
  }

  private Optional<List<InternalRow>> read(TableScan scan, Schema schema) {
    if (keys.isEmpty()) {
      groups.put(List.of(), AggregateEvaluator.create(schema, totals));
    }
    try (CloseableIterable<FileScanTask> files = scan.planFiles()) {
      for (FileScanTask file : files) {
        if (!file.deletes().isEmpty() || file.residual().op() != Expression.Operation.TRUE) {
          return Optional.empty();
        }
        Optional<List<@Nullable Object>> group = group(file);
        if (group.isEmpty()) {
          return Optional.empty();
        }
        AggregateEvaluator evaluator =
            groups.computeIfAbsent(group.get(), each -> AggregateEvaluator.create(schema, totals));
        evaluator.update(file.file());
        if (!evaluator.allAggregatorsValid()) {
          return Optional.empty();
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot end reading manifests", e);
    }
    List<InternalRow> rows = new ArrayList<>();
    groups.forEach((group, evaluator) -> rows.add(row(group, evaluator)));
    return Optional.of(rows);
  }

  private static InternalRow row(List<@Nullable Object> group, AggregateEvaluator evaluator) {
    StructLike result = evaluator.result();
    List<@Nullable Object> values = new ArrayList<>(group);
    for (int i = 0; i < result.size(); i++) {
      NestedField total = evaluator.resultType().fields().get(i);
      values.add(SparkUtil.internalToSpark(total.type(), result.get(i, Object.class)));
    }
    return InternalRow.fromSeq(asScala(values).toSeq());
  }

  private Optional<List<@Nullable Object>> group(FileScanTask file) {
    List<@Nullable Object> group = new ArrayList<>();
    if (keys.isEmpty()) {
      return Optional.of(group);
    }
    Map<Integer, ?> constants = PartitionUtil.constantsMap(file, SparkUtil::internalToSpark);
    for (GroupKey key : keys) {
      int id = key.column().fieldId();
      if (constants.containsKey(id)) {
        group.add(key.of(constants.get(id)));
      } else if (!addBounded(key, file.file(), group)) {
        return Optional.empty();
      }
    }
    return Optional.of(group);
  }

  /** By its bounds: where they are equal all values are, even if long texts were cut short. */
  private static boolean addBounded(GroupKey key, DataFile file, List<@Nullable Object> group) {
    int id = key.column().fieldId();
    Long nulls = find(file.nullValueCounts(), id);
    Long values = find(file.valueCounts(), id);
    if (nulls == null || values == null) {
      return false;
    }
    if (values > 0 && nulls.equals(values)) {
      group.add(key.of(null));
      return true;
    }
    ByteBuffer lower = find(file.lowerBounds(), id);
    ByteBuffer upper = find(file.upperBounds(), id);
    if (nulls > 0 || lower == null || upper == null) {
      return false;
    }
    Object least = key.of(value(key, lower));
    group.add(least);
    return Objects.equals(least, key.of(value(key, upper)));
  }

  private static @Nullable Object value(GroupKey key, ByteBuffer bound) {
    return SparkUtil.internalToSpark(
        key.column().type(), Conversions.fromByteBuffer(key.column().type(), bound));
  }

  private static <T> @Nullable T find(@Nullable Map<Integer, T> statistics, int id) {
    return statistics == null ? null : statistics.get(id);
  }
}
