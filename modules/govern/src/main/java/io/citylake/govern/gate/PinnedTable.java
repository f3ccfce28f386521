package io.citylake.govern.gate;

import io.citylake.lake.system.SystemTable;
import io.citylake.model.Release.TableSnapshot;
import io.citylake.model.TableName;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.iceberg.Schema;
import org.apache.iceberg.spark.source.SparkTable;
import org.apache.iceberg.types.Types.NestedField;
import org.apache.spark.sql.connector.catalog.CatalogV2Util;
import org.apache.spark.sql.connector.catalog.Table;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * One state of one table, ready to be read.
 *
 * @param strangers columns that are other ones in the table as it is now: a name that was dropped
 *     and made again. What the contract says of the name doesn't hold for them
 */
record PinnedTable(TableName name, TableSnapshot snapshot, Table table, Set<String> strangers) {
  /** Of what has no states. */
  private static final TableSnapshot NOW = new TableSnapshot("", 0);

  /** One of the platform's own, as it is whenever it is read. */
  static PinnedTable of(TableName name, SystemTable table) {
    return new PinnedTable(name, NOW, table, Set.of());
  }

  /** As Iceberg has it; empty where nothing is stored. */
  Optional<SparkTable> stored() {
    return table instanceof SparkTable iceberg ? Optional.of(iceberg) : Optional.empty();
  }

  static PinnedTable of(TableName name, TableSnapshot snapshot, SparkTable table) {
    Schema now = table.table().schema();
    Set<String> strangers = new TreeSet<>();
    for (NestedField field : then(table, snapshot).columns()) {
      NestedField present = now.findField(field.name());
      if (present == null || present.fieldId() != field.fieldId()) {
        strangers.add(field.name());
      }
    }
    return new PinnedTable(name, snapshot, table, strangers);
  }

  StructType schema() {
    return CatalogV2Util.v2ColumnsToStructType(table.columns());
  }

  /** A column as Iceberg has it, by its exact name. */
  @Nullable NestedField field(String column) {
    return stored().map(each -> then(each, snapshot).asStruct().field(column)).orElse(null);
  }

  private static Schema then(SparkTable table, TableSnapshot snapshot) {
    Schema then =
        table.table().schemas().get(table.table().snapshot(snapshot.snapshotId()).schemaId());
    return then == null ? table.table().schema() : then;
  }

  List<String> columns() {
    return List.of(schema().fieldNames());
  }

  /** Those that the contract can speak of. */
  List<String> known() {
    return columns().stream().filter(each -> !strangers.contains(each)).toList();
  }
}
