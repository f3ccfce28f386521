package io.citylake.lake.system;

import io.citylake.contract.dataset.DatasetContract;
import io.citylake.contract.system.SystemDatasets;
import io.citylake.model.TableName;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.iceberg.CatalogProperties;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.spark.SparkCatalog;
import org.apache.spark.sql.catalyst.analysis.NoSuchTableException;
import org.apache.spark.sql.connector.catalog.Identifier;
import org.apache.spark.sql.connector.catalog.Table;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;

/**
 * Iceberg's catalog for Spark, with the platform's own tables beside those of themes. They have no
 * earlier states, and Spark can change none of them.
 */
public final class SystemCatalog extends SparkCatalog {
  private String catalog = "";

  @Override
  protected Catalog buildIcebergCatalog(String name, CaseInsensitiveStringMap options) {
    catalog = String.valueOf(options.get(CatalogProperties.URI));
    return super.buildIcebergCatalog(name, options);
  }

  @Override
  public Table loadTable(Identifier identifier) throws NoSuchTableException {
    Optional<DatasetContract> own = find(identifier);
    return own.isPresent()
        ? new SystemTable(own.get(), catalog, Optional.empty())
        : super.loadTable(identifier);
  }

  @Override
  public boolean tableExists(Identifier identifier) {
    return find(identifier).isPresent() || super.tableExists(identifier);
  }

  @Override
  public String[][] listNamespaces() {
    String[][] stored = super.listNamespaces();
    return SystemTables.list(catalog).isEmpty()
            || Stream.of(stored).anyMatch(SystemCatalog::isSystem)
        ? stored
        : Stream.concat(Stream.of(stored), Stream.<String[]>of(new String[] {TableName.SYSTEM}))
            .toArray(String[][]::new);
  }

  @Override
  public Identifier[] listTables(String[] namespace) {
    Identifier[] stored =
        isSystem(namespace) && !super.namespaceExists(namespace)
            ? new Identifier[0]
            : super.listTables(namespace);
    return isSystem(namespace)
        ? Stream.concat(
                Stream.of(stored),
                SystemTables.list(catalog).keySet().stream()
                    .map(each -> Identifier.of(namespace, each.table())))
            .toArray(Identifier[]::new)
        : stored;
  }

  private Optional<DatasetContract> find(Identifier identifier) {
    return isSystem(identifier.namespace())
        ? SystemTables.list(catalog).keySet().stream()
            .filter(each -> each.table().equals(identifier.name()))
            .findFirst()
            .map(name -> SystemDatasets.all().get(name))
        : Optional.empty();
  }

  private static boolean isSystem(String[] namespace) {
    return namespace.length == 1 && namespace[0].equals(TableName.SYSTEM);
  }
}
