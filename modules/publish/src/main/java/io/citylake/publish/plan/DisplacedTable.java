package io.citylake.publish.plan;

import io.citylake.contract.dataset.DatasetContract;
import io.citylake.lake.catalog.Lake;
import io.citylake.lake.catalog.WorkspaceIdentity;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The table of a dataset's displaced rows. Most datasets never have any, so it is made for the
 * first of them, by the run that has the dataset's reservation; {@code apply} keeps its columns.
 */
public final class DisplacedTable {
  private static final Logger LOG = LoggerFactory.getLogger(DisplacedTable.class);

  private DisplacedTable() {}

  /** Makes the table where there is none. */
  public static void ensure(Lake lake, DatasetContract dataset, Table target) {
    TableIdentifier identifier = Lake.identifier(dataset.name().displaced());
    if (lake.catalog().tableExists(identifier)) {
      return;
    }
    String workspace = target.properties().getOrDefault(WorkspaceIdentity.PROPERTY, "");
    TableDefinition definition = TableDefinition.displacedOf(dataset, workspace);
    try {
      lake.catalog()
          .buildTable(identifier, definition.schema())
          .withPartitionSpec(definition.spec())
          .withSortOrder(definition.order())
          .withProperties(definition.properties())
          .create();
      LOG.info("Made {} for rows that others displaced", definition.name());
    } catch (AlreadyExistsException e) {
      LOG.debug("Table {} was made meanwhile", definition.name(), e);
    }
  }
}
