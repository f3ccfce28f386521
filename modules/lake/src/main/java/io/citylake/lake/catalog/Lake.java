package io.citylake.lake.catalog;

import io.citylake.contract.settings.Settings;
import io.citylake.lake.io.DurableFileIo;
import io.citylake.lake.io.PageChecksums;
import io.citylake.lake.io.Warehouse;
import io.citylake.lake.io.WarehouseMark;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import io.citylake.model.TableName;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.apache.hadoop.conf.Configuration;
import org.apache.iceberg.CatalogProperties;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.NoSuchTableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The catalog and its database, opened without Spark. Any number of threads may use it; whoever
 * opened it closes it.
 */
public final class Lake implements AutoCloseable {
  /** What the catalog is called in SQL, and in its own rows. */
  public static final String CATALOG = "lake";

  private static final Logger LOG = LoggerFactory.getLogger(Lake.class);

  private final Settings settings;
  private final CatalogDatabase database;
  private final LakeCatalog catalog;

  private Lake(Settings settings, CatalogDatabase database, LakeCatalog catalog) {
    this.settings = settings;
    this.database = database;
    this.catalog = catalog;
  }

  /**
   * Opens the catalog, and makes its database where there is none.
   *
   * @throws CityLakeException CATALOG_UNAVAILABLE; LAKE_NEWER where a later program wrote it;
   *     LAKE_HALF_RESTORED
   */
  public static Lake open(Settings settings) {
    RestoreMark.requireNone(settings);
    return openToRestore(settings);
  }

  /** The same for what restores it, also where that was cut short before. */
  public static Lake openToRestore(Settings settings) {
    PrivatePlaces.make(settings);
    CatalogDatabase database = new CatalogDatabase(settings.catalog());
    // Before Iceberg makes tables of its own.
    database.open();
    LakeCatalog catalog = new LakeCatalog(database);
    Configuration configuration = new Configuration();
    PageChecksums.settings().forEach(configuration::set);
    settings.hadoop().forEach((key, value) -> configuration.set(key, value.reveal()));
    catalog.setConf(configuration);
    catalog.initialize(CATALOG, catalogProperties(settings));
    return new Lake(settings, database, catalog);
  }

  /** How Iceberg opens the catalog; holds no secret. Spark is told the same. */
  public static Map<String, String> catalogProperties(Settings settings) {
    Map<String, String> properties = new TreeMap<>();
    properties.put(CatalogProperties.URI, settings.catalog().uri());
    properties.put(CatalogProperties.WAREHOUSE_LOCATION, Warehouse.ofTables(settings.warehouse()));
    properties.put(CatalogProperties.FILE_IO_IMPL, DurableFileIo.class.getName());
    if (settings.isOnCluster()) {
      WarehouseMark.leave(settings.warehouse())
          .ifPresent(mark -> properties.put(WarehouseMark.PROPERTY, mark));
    }
    String prefix = "spark.sql.catalog." + CATALOG + ".";
    settings
        .spark()
        .forEach(
            (key, value) -> {
              if (key.startsWith(prefix)) {
                properties.put(key.substring(prefix.length()), value);
              }
            });
    return properties;
  }

  public static TableIdentifier identifier(TableName name) {
    return TableIdentifier.of(Namespace.of(name.theme()), name.table());
  }

  /**
   * A table's name; empty for the platform's own tables, and for another engine's that no theme
   * could hold.
   */
  public static Optional<TableName> findName(String theme, String table) {
    try {
      return Optional.of(new TableName(theme, table)).filter(name -> !name.isSystem());
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /**
   * Where the metadata of each table of a theme lies now, by one question to the catalog's
   * database. What lies there never changes.
   */
  public SortedMap<TableName, String> locations() {
    String query =
        "SELECT table_namespace, table_name, metadata_location FROM iceberg_tables"
            + " WHERE catalog_name = ?";
    return database.call(
        connection -> {
          SortedMap<TableName, String> locations = new TreeMap<>();
          try (PreparedStatement statement = connection.prepareStatement(query)) {
            statement.setString(1, CATALOG);
            try (ResultSet rows = statement.executeQuery()) {
              while (rows.next()) {
                String location = rows.getString(3);
                findName(rows.getString(1), rows.getString(2))
                    .ifPresent(name -> locations.put(name, location));
              }
            }
          }
          return locations;
        });
  }

  /**
   * Where the metadata of all tables lies that the catalog knows, also of the platform's own and of
   * those that no theme could hold; in the order of names.
   */
  public Map<TableIdentifier, String> everyTable() {
    String query =
        "SELECT table_namespace, table_name, metadata_location FROM iceberg_tables"
            + " WHERE catalog_name = ? ORDER BY table_namespace, table_name";
    return database.call(
        connection -> {
          Map<TableIdentifier, String> all = new LinkedHashMap<>();
          try (PreparedStatement statement = connection.prepareStatement(query)) {
            statement.setString(1, CATALOG);
            try (ResultSet rows = statement.executeQuery()) {
              while (rows.next()) {
                String[] levels = rows.getString(1).split("\\.");
                all.put(
                    TableIdentifier.of(Namespace.of(levels), rows.getString(2)), rows.getString(3));
              }
            }
          }
          return all;
        });
  }

  /** Every table of a theme as it is now, in the order of names; reads the metadata of each. */
  public void forEachTable(BiConsumer<TableName, Table> action) {
    for (TableName name : locations().keySet()) {
      Table table;
      try {
        table = catalog.loadTable(identifier(name));
      } catch (NoSuchTableException e) {
        LOG.debug("Table {} was dropped meanwhile", name);
        continue;
      }
      action.accept(name, table);
    }
  }

  public Settings settings() {
    return settings;
  }

  public LakeCatalog catalog() {
    return catalog;
  }

  /**
   * A table as it is now.
   *
   * @throws CityLakeException TABLE_NOT_FOUND
   */
  public Table loadTable(TableName name) {
    try {
      return catalog.loadTable(identifier(name));
    } catch (NoSuchTableException e) {
      throw new CityLakeException(
          ErrorCode.TABLE_NOT_FOUND,
          "Cannot find table %s in the catalog: run citylake apply first".formatted(name),
          e);
    }
  }

  public CatalogDatabase database() {
    return database;
  }

  @Override
  public void close() {
    catalog.close();
    database.close();
  }
}
