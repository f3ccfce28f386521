package io.citylake.publish.stage;

import io.citylake.lake.catalog.Lake;
import io.citylake.model.RunId;
import io.citylake.model.TableName;
import java.util.Map;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Scratch tables, for rows on their way to a merge. */
public final class ScratchTables {
  public static final Namespace NAMESPACE = Namespace.of("_stage");
  private static final Logger LOG = LoggerFactory.getLogger(ScratchTables.class);

  private ScratchTables() {}

  /** What the names of a target's scratch tables start with; a run id follows. */
  public static String prefix(TableName target) {
    return target.theme() + "__" + target.table() + "__";
  }

  public static TableIdentifier identifier(TableName target, RunId run) {
    return TableIdentifier.of(NAMESPACE, prefix(target) + run);
  }

  public static Table create(Lake lake, TableName target, RunId run, Schema schema) {
    try {
      if (!lake.catalog().namespaceExists(NAMESPACE)) {
        lake.catalog().createNamespace(NAMESPACE, Map.of());
      }
    } catch (AlreadyExistsException e) {
      LOG.trace("Another run made the namespace just now");
    }
    return lake.catalog()
        .buildTable(identifier(target, run), schema)
        .withProperties(Map.of("format-version", "2", "write.parquet.compression-codec", "zstd"))
        .create();
  }
}
