package io.citylake.lake.system;

import io.citylake.contract.dataset.ColumnContract;
import io.citylake.contract.dataset.DatasetContract;
import io.citylake.model.TableName;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import org.apache.spark.sql.catalyst.parser.CatalystSqlParser$;
import org.apache.spark.sql.connector.catalog.Column;
import org.apache.spark.sql.connector.catalog.SupportsRead;
import org.apache.spark.sql.connector.catalog.TableCapability;
import org.apache.spark.sql.connector.read.ScanBuilder;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;

/** One of the platform's own tables, whole or as far as it tells of some tables. */
public final class SystemTable implements SupportsRead {
  private final DatasetContract contract;
  private final String catalog;
  private final Optional<SortedSet<TableName>> visible;

  SystemTable(DatasetContract contract, String catalog, Optional<SortedSet<TableName>> visible) {
    this.contract = contract;
    this.catalog = catalog;
    this.visible = visible;
  }

  /** The same without the rows about others than these. */
  public SystemTable visible(SortedSet<TableName> tables) {
    return new SystemTable(contract, catalog, Optional.of(tables));
  }

  /** Which tables it tells of; empty for all. */
  public Optional<SortedSet<TableName>> visible() {
    return visible;
  }

  @Override
  public String name() {
    return contract.name().toString();
  }

  @Override
  public Column[] columns() {
    return contract.columns().stream().map(SystemTable::column).toArray(Column[]::new);
  }

  private static Column column(ColumnContract column) {
    return Column.create(
        column.name(),
        CatalystSqlParser$.MODULE$.parseDataType(column.type().toString()),
        true,
        column.title().both(),
        null);
  }

  @Override
  public Set<TableCapability> capabilities() {
    return Set.of(TableCapability.BATCH_READ);
  }

  @Override
  public ScanBuilder newScanBuilder(CaseInsensitiveStringMap options) {
    return new SystemScanBuilder(contract.name(), catalog, visible, schemaOf(columns()));
  }

  private static org.apache.spark.sql.types.StructType schemaOf(Column[] columns) {
    return org.apache.spark.sql.connector.catalog.CatalogV2Util.v2ColumnsToStructType(columns);
  }
}
