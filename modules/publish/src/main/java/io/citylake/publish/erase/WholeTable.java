package io.citylake.publish.erase;

import io.citylake.lake.metadata.TableRefs;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.iceberg.BaseTable;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.types.Types.NestedField;

/**
 * A table with the columns that were taken out of it: files from before have their values until
 * they are written anew. Only for reading.
 */
final class WholeTable extends BaseTable {
  private static final long serialVersionUID = 1L;

  private final transient Schema schema;

  private WholeTable(Table table, Schema schema) {
    super(TableRefs.operations(table), table.name());
    this.schema = schema;
  }

  /** The table itself where it has lost none. */
  static Table of(Table table) {
    Schema whole = schema(table);
    return whole.columns().size() == table.schema().columns().size()
        ? table
        : new WholeTable(table, whole);
  }

  /**
   * Its columns, and after them each that an earlier schema had, by a name that no column has: one
   * of the same name may have come since. Fields that left a structure are not among them.
   */
  static Schema schema(Table table) {
    TableMetadata metadata = TableRefs.operations(table).current();
    Map<Integer, NestedField> dropped = new TreeMap<>();
    metadata.schemas().stream()
        .sorted(Comparator.comparingInt(Schema::schemaId))
        .flatMap(each -> each.columns().stream())
        .forEach(each -> dropped.put(each.fieldId(), each));
    table.schema().columns().forEach(each -> dropped.remove(each.fieldId()));
    List<NestedField> columns = new ArrayList<>(table.schema().columns());
    dropped
        .values()
        .forEach(
            each ->
                columns.add(
                    NestedField.optional(
                        each.fieldId(), "_dropped_" + each.fieldId(), each.type())));
    return new Schema(columns);
  }

  /** The names of those columns. */
  static String[] lost(Table table) {
    List<NestedField> columns = schema(table).columns();
    return columns.subList(table.schema().columns().size(), columns.size()).stream()
        .map(NestedField::name)
        .toArray(String[]::new);
  }

  @Override
  public Schema schema() {
    return schema;
  }
}
