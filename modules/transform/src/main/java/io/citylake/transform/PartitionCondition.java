package io.citylake.transform;

import io.citylake.contract.dataset.ColumnContract;
import io.citylake.contract.dataset.ColumnType;
import io.citylake.contract.dataset.DatasetContract;
import io.citylake.contract.dataset.PartitionField;
import io.citylake.lake.catalog.Lake;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.spark.sql.Row;

/**
 * Which rows are of one partition, by the values of their columns: whatever layout the files have
 * that they lie in, and whatever zone Iceberg cuts its days in. Days, months and hours are those of
 * the session's zone, which is the workspace's.
 *
 * <p>A partition without parts is the whole table.
 */
final class PartitionCondition {
  private final List<Part> parts;

  private PartitionCondition(List<Part> parts) {
    this.parts = List.copyOf(parts);
  }

  static PartitionCondition of(DatasetContract dataset) {
    List<Part> parts = new ArrayList<>();
    for (PartitionField field : dataset.partitionBy()) {
      ColumnContract column = dataset.findColumn(field.column()).orElseThrow();
      parts.add(Part.of(field, column.type()));
    }
    return new PartitionCondition(parts);
  }

  /** Two SQL expressions for each part: where it begins and where it ends. */
  List<String> bounds() {
    List<String> bounds = new ArrayList<>();
    parts.forEach(
        part -> {
          bounds.add(part.from());
          bounds.add(part.until());
        });
    return bounds;
  }

  int width() {
    return 2 * parts.size();
  }

  /**
   * What holds for the rows of one partition.
   *
   * @param row begins with the values of {@link #bounds}
   * @param values takes the parameters of the condition
   */
  String of(Row row, Map<String, Object> values) {
    List<String> all = new ArrayList<>();
    for (int i = 0; i < parts.size(); i++) {
      Part part = parts.get(i);
      if (row.isNullAt(2 * i)) {
        all.add(part.column() + " IS NULL");
        continue;
      }
      String from = parameter(row.get(2 * i), values);
      if (part.isRange()) {
        String until = parameter(row.get(2 * i + 1), values);
        all.add("%1$s >= %2$s AND %1$s < %3$s".formatted(part.column(), from, until));
      } else {
        all.add(part.from() + " = " + from);
      }
    }
    // Not "true", which in parentheses after WHERE is taken for a list of aliases.
    return all.isEmpty() ? "1 = 1" : String.join(" AND ", all);
  }

  static String parameter(Object value, Map<String, Object> values) {
    String name = "v" + values.size();
    values.put(name, Objects.requireNonNull(value));
    return ":" + name;
  }

  /**
   * One part.
   *
   * @param column quoted
   * @param from its value, or where it begins
   * @param until where it ends, where it is a range of the column
   */
  private record Part(String column, String from, String until, boolean isRange) {
    static Part of(PartitionField field, ColumnType type) {
      String column = SqlText.quote(field.column());
      String unit = field.transform().name();
      return switch (field.transform()) {
        case IDENTITY -> value(column, column);
        case YEAR, MONTH, DAY ->
            type == ColumnType.Simple.DATE ? dates(column, unit) : times(column, unit);
        case HOUR -> times(column, unit);
        case BUCKET, TRUNCATE ->
            value(
                column,
                "%s.system.%s(%d, %s)"
                    .formatted(
                        Lake.CATALOG,
                        field.transform() == PartitionField.Transform.BUCKET
                            ? "bucket"
                            : "truncate",
                        field.width(),
                        column));
      };
    }

    private static Part value(String column, String expression) {
      return new Part(column, expression, expression, false);
    }

    private static Part dates(String column, String unit) {
      String from = unit.equals("DAY") ? column : "trunc(%s, '%s')".formatted(column, unit);
      String until =
          switch (unit) {
            case "DAY" -> "date_add(%s, 1)".formatted(from);
            case "MONTH" -> "add_months(%s, 1)".formatted(from);
            default -> "add_months(%s, 12)".formatted(from);
          };
      return new Part(column, from, until, true);
    }

    private static Part times(String column, String unit) {
      String from = "date_trunc('%s', %s)".formatted(unit, column);
      String step =
          switch (unit) {
            case "YEAR" -> "make_interval(1)";
            case "MONTH" -> "make_interval(0, 1)";
            case "DAY" -> "make_interval(0, 0, 0, 1)";
            default -> "make_interval(0, 0, 0, 0, 1)";
          };
      return new Part(column, from, from + " + " + step, true);
    }
  }
}
