package io.citylake.serve.flight;

import io.citylake.contract.Theme;
import io.citylake.contract.dataset.DatasetContract;
import io.citylake.govern.Caller;
import io.citylake.serve.engine.CatalogView;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.util.List;
import java.util.function.Consumer;
import org.apache.arrow.flight.FlightProducer.ServerStreamListener;
import org.apache.arrow.flight.sql.FlightSqlProducer.Schemas;
import org.apache.arrow.flight.sql.impl.FlightSql.CommandGetDbSchemas;
import org.apache.arrow.flight.sql.impl.FlightSql.CommandGetPrimaryKeys;
import org.apache.arrow.flight.sql.impl.FlightSql.CommandGetTables;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.VarBinaryVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Schema;

/** What a caller sees when browsing: themes as schemas, datasets as tables. */
final class Listings {
  static final String CATALOG = "lake";
  private static final String TABLE = "TABLE";

  private final CatalogView shelf;
  private final ZoneId zone;
  private final BufferAllocator allocator;

  Listings(CatalogView shelf, ZoneId zone, BufferAllocator allocator) {
    this.shelf = shelf;
    this.zone = zone;
    this.allocator = allocator;
  }

  BufferAllocator allocator() {
    return allocator;
  }

  boolean isTheme(Caller caller, String name) {
    return shelf.themes(caller).stream().anyMatch(each -> each.name().equals(name));
  }

  void catalogs(ServerStreamListener listener) {
    send(Schemas.GET_CATALOGS_SCHEMA, listener, root -> add(root, 0, CATALOG));
  }

  void tableTypes(ServerStreamListener listener) {
    send(Schemas.GET_TABLE_TYPES_SCHEMA, listener, root -> add(root, 0, TABLE));
  }

  void nothing(Schema schema, ServerStreamListener listener) {
    send(schema, listener, root -> {});
  }

  void schemas(Caller caller, CommandGetDbSchemas command, ServerStreamListener listener) {
    shelf.told(caller, "schemas like " + command.getDbSchemaFilterPattern());
    NamePattern pattern =
        command.hasDbSchemaFilterPattern()
            ? NamePattern.of(command.getDbSchemaFilterPattern())
            : NamePattern.any();
    boolean ours = !command.hasCatalog() || isCatalog(command.getCatalog());
    List<Theme> themes =
        ours
            ? shelf.themes(caller).stream().filter(each -> pattern.matches(each.name())).toList()
            : List.of();
    send(
        Schemas.GET_SCHEMAS_SCHEMA,
        listener,
        root -> themes.forEach(theme -> add(root, root.getRowCount(), CATALOG, theme.name())));
  }

  void tables(Caller caller, CommandGetTables command, ServerStreamListener listener) {
    shelf.told(
        caller,
        "tables like %s.%s%s"
            .formatted(
                command.getDbSchemaFilterPattern(),
                command.getTableNameFilterPattern(),
                command.getIncludeSchema() ? " with columns" : ""));
    NamePattern themes =
        command.hasDbSchemaFilterPattern()
            ? NamePattern.of(command.getDbSchemaFilterPattern())
            : NamePattern.any();
    NamePattern tables =
        command.hasTableNameFilterPattern()
            ? NamePattern.of(command.getTableNameFilterPattern())
            : NamePattern.any();
    boolean ours =
        (!command.hasCatalog() || isCatalog(command.getCatalog()))
            && (command.getTableTypesCount() == 0 || command.getTableTypesList().contains(TABLE));
    List<DatasetContract> found =
        !ours
            ? List.of()
            : shelf.datasets(caller).stream()
                .filter(each -> themes.matches(each.name().theme()))
                .filter(each -> tables.matches(each.name().table()))
                .toList();
    Schema schema =
        command.getIncludeSchema()
            ? Schemas.GET_TABLES_SCHEMA
            : Schemas.GET_TABLES_SCHEMA_NO_SCHEMA;
    send(
        schema,
        listener,
        root -> {
          for (DatasetContract dataset : found) {
            int row = root.getRowCount();
            add(root, row, CATALOG, dataset.name().theme(), dataset.name().table(), TABLE);
            if (root.getVector("table_schema") instanceof VarBinaryVector schemas) {
              Schema columns =
                  TableSchema.of(
                      dataset,
                      shelf.columns(caller, dataset),
                      shelf.serviceColumns(caller, dataset),
                      zone);
              schemas.setSafe(row, columns.serializeAsMessage());
            }
          }
        });
  }

  void primaryKeys(Caller caller, CommandGetPrimaryKeys command, ServerStreamListener listener) {
    shelf.told(caller, "keys of %s.%s".formatted(command.getDbSchema(), command.getTable()));
    List<DatasetContract> found =
        shelf.datasets(caller).stream()
            .filter(each -> each.name().table().equalsIgnoreCase(command.getTable()))
            .filter(
                each ->
                    !command.hasDbSchema()
                        || each.name().theme().equalsIgnoreCase(command.getDbSchema()))
            .toList();
    send(
        Schemas.GET_PRIMARY_KEYS_SCHEMA,
        listener,
        root -> {
          for (DatasetContract dataset : found) {
            List<String> key = shelf.key(caller, dataset);
            for (int i = 0; i < key.size(); i++) {
              int row = root.getRowCount();
              String column = key.get(i);
              add(root, row, CATALOG, dataset.name().theme(), dataset.name().table(), column);
              ((IntVector) root.getVector("key_sequence")).setSafe(row, i + 1);
            }
          }
        });
  }

  private static boolean isCatalog(String name) {
    return name.isEmpty() || name.equals(CATALOG);
  }

  private void send(
      Schema schema, ServerStreamListener listener, Consumer<VectorSchemaRoot> filling) {
    try (VectorSchemaRoot root = VectorSchemaRoot.create(schema, allocator)) {
      root.allocateNew();
      filling.accept(root);
      listener.start(root);
      listener.putNext();
      listener.completed();
    }
  }

  // The vectors are the root's to close.
  @SuppressWarnings("resource")
  private static void add(VectorSchemaRoot root, int row, String... cells) {
    for (int i = 0; i < cells.length; i++) {
      FieldVector vector = root.getVector(i);
      ((VarCharVector) vector).setSafe(row, cells[i].getBytes(StandardCharsets.UTF_8));
    }
    root.setRowCount(row + 1);
  }
}
