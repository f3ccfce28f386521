package io.citylake.lake.catalog;

import io.citylake.contract.settings.Settings.CatalogSettings;
import io.citylake.lake.retry.Retry;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.hadoop.conf.Configuration;
import org.apache.iceberg.CatalogProperties;
import org.apache.iceberg.CatalogUtil;
import org.apache.iceberg.TableOperations;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.jdbc.JdbcCatalog;
import org.apache.iceberg.jdbc.JdbcClientPool;
import org.apache.iceberg.jdbc.UncheckedSQLException;
import org.jspecify.annotations.Nullable;

/**
 * Iceberg's JDBC catalog with commits that know three outcomes. Any engine that speaks Iceberg's
 * JDBC catalog (schema V1) opens the same tables. Spark makes it by name ({@code catalog-impl}), we
 * by {@link Lake}; both find user and password by the address.
 */
public final class LakeCatalog extends JdbcCatalog {
  private static final String POOL_SIZE = "2";

  private @Nullable CatalogDatabase database;
  private @Nullable FileIO io;
  private @Nullable Configuration configuration;
  private String catalogName = "";

  /** For Iceberg, which makes it by name and then calls {@link #initialize}. */
  public LakeCatalog() {
    super(null, LakeCatalog::openPool, true);
  }

  /** For who has opened the database, and lets the catalog close it. */
  LakeCatalog(CatalogDatabase database) {
    this();
    this.database = database;
  }

  @Override
  public void setConf(Object conf) {
    super.setConf(conf);
    this.configuration = (Configuration) conf;
  }

  @Override
  public void initialize(String name, Map<String, String> given) {
    Map<String, String> properties = new HashMap<>(given);
    properties.put("jdbc.schema-version", "V1");
    properties.putIfAbsent(CatalogProperties.CLIENT_POOL_SIZE, POOL_SIZE);
    String uri = properties.get(CatalogProperties.URI);
    Dialect.of(uri).makePlace(uri);
    // Two processes that make the catalog's tables at once: one of them fails, and then finds them
    // (iceberg #13343, #13345).
    retrying(
        () -> {
          super.initialize(name, properties);
          return true;
        });
    catalogName = name;
    if (database == null) {
      database = new CatalogDatabase(CatalogDatabase.settingsOf(uri));
    }
    io =
        CatalogUtil.loadFileIO(
            properties.get(CatalogProperties.FILE_IO_IMPL), properties, configuration);
  }

  @Override
  protected TableOperations newTableOps(TableIdentifier table) {
    return new LakeTableOperations(opened(database), opened(io), catalogName, table);
  }

  /**
   * Has the catalog name another metadata file of a table.
   *
   * @throws org.apache.iceberg.exceptions.CommitFailedException where it does not name the former
   */
  void repoint(TableIdentifier table, String from, String to) {
    new LakeTableOperations(opened(database), opened(io), catalogName, table).repoint(from, to);
  }

  /** How the catalog's tables reach their files. */
  public FileIO fileIo() {
    return opened(io);
  }

  @Override
  public void createNamespace(Namespace namespace, Map<String, String> metadata) {
    retrying(
        () -> {
          super.createNamespace(namespace, metadata);
          return true;
        });
  }

  @Override
  public boolean dropTable(TableIdentifier table, boolean purge) {
    return retrying(() -> super.dropTable(table, purge));
  }

  @Override
  public List<TableIdentifier> listTables(Namespace namespace) {
    return retrying(() -> super.listTables(namespace));
  }

  @Override
  public void close() {
    super.close();
    if (database != null) {
      database.close();
    }
    if (io != null) {
      io.close();
    }
  }

  private static JdbcClientPool openPool(Map<String, String> properties) {
    String uri = properties.get(CatalogProperties.URI);
    CatalogSettings settings = CatalogDatabase.settingsOf(uri);
    Map<String, String> all = new HashMap<>(properties);
    CatalogDatabase.driverProperties(settings)
        .forEach((key, value) -> all.put(PROPERTY_PREFIX + key, value.toString()));
    return new JdbcClientPool(uri, all);
  }

  private static <T> T retrying(Supplier<T> action) {
    Retry.Attempts attempts = Retry.ofStatements().begin();
    while (true) {
      try {
        return action.get();
      } catch (UncheckedSQLException e) {
        if (!attempts.again()) {
          throw e;
        }
      }
    }
  }

  private static <T> T opened(@Nullable T part) {
    if (part == null) {
      throw new IllegalStateException("Cannot use the catalog: it was not initialised");
    }
    return part;
  }
}
