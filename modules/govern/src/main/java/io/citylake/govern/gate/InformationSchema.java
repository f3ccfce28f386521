package io.citylake.govern.gate;

import io.citylake.contract.dataset.DatasetContract;
import io.citylake.contract.dataset.ServiceColumns.ServiceColumn;
import io.citylake.govern.policy.TableColumns;
import io.citylake.model.TableName;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.connector.catalog.Column;
import org.apache.spark.sql.types.DataTypes;

/**
 * The views of the SQL standard that tools ask for tables and columns, with nothing that isn't
 * granted to the caller.
 */
final class InformationSchema {
  private static final String TYPE = "BASE TABLE";

  private final Authorizer admission;

  InformationSchema(Authorizer admission) {
    this.admission = admission;
  }

  Optional<InformationTable> find(String name) {
    return switch (name) {
      case "schemata" -> Optional.of(schemata());
      case "tables" -> Optional.of(tables());
      case "columns" -> Optional.of(columns());
      case "views" -> Optional.of(views());
      default -> Optional.empty();
    };
  }

  private InformationTable schemata() {
    SortedSet<String> themes = new TreeSet<>();
    admission.readable().forEach(each -> themes.add(each.theme()));
    List<Row> rows =
        themes.stream().map(each -> RowFactory.create(ReleaseCatalog.NAME, each)).toList();
    return new InformationTable("schemata", texts("catalog_name", "schema_name"), rows);
  }

  private InformationTable tables() {
    List<Row> rows = new ArrayList<>();
    for (TableName each : admission.readable()) {
      rows.add(RowFactory.create(ReleaseCatalog.NAME, each.theme(), each.table(), TYPE));
    }
    return new InformationTable(
        "tables", texts("table_catalog", "table_schema", "table_name", "table_type"), rows);
  }

  private static InformationTable views() {
    return new InformationTable(
        "views",
        texts("table_catalog", "table_schema", "table_name", "view_definition"),
        List.of());
  }

  private InformationTable columns() {
    List<Row> rows = new ArrayList<>();
    for (TableName table : admission.readable()) {
      int position = 0;
      for (Map.Entry<String, Told> column : granted(table).entrySet()) {
        position++;
        rows.add(
            RowFactory.create(
                ReleaseCatalog.NAME,
                table.theme(),
                table.table(),
                column.getKey(),
                position,
                "YES",
                column.getValue().type(),
                column.getValue().comment()));
      }
    }
    List<Column> columns =
        new ArrayList<>(texts("table_catalog", "table_schema", "table_name", "column_name"));
    columns.add(Column.create("ordinal_position", DataTypes.IntegerType, true));
    columns.addAll(texts("is_nullable", "data_type", "comment"));
    return new InformationTable("columns", columns, rows);
  }

  /** What may be said of a column. */
  record Told(String type, String comment) {}

  /** The columns that are granted, those of the contract first; none of a table without one. */
  Map<String, Told> granted(TableName name) {
    DatasetContract dataset = admission.parts().settings().datasets().get(name);
    if (dataset == null) {
      return Map.of();
    }
    Map<String, Told> all = new LinkedHashMap<>();
    dataset
        .columns()
        .forEach(
            each -> all.put(each.name(), new Told(each.type().toString(), each.title().both())));
    for (ServiceColumn each : dataset.serviceColumns()) {
      all.put(each.name(), new Told(each.type().toString(), each.doc()));
    }
    Set<String> readable =
        admission.rights().readable(TableColumns.of(dataset, all.keySet())).keySet();
    all.keySet().retainAll(readable);
    return all;
  }

  private static List<Column> texts(String... names) {
    List<Column> columns = new ArrayList<>();
    for (String name : names) {
      columns.add(Column.create(name, DataTypes.StringType, true));
    }
    return columns;
  }
}
