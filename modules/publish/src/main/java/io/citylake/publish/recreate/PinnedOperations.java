package io.citylake.publish.recreate;

import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableOperations;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.LocationProvider;

/**
 * A table as it was at one moment: a change of it is committed on that, or not at all. Iceberg's
 * own replacing of a table takes the place of whatever was committed meanwhile.
 */
final class PinnedOperations implements TableOperations {
  private final TableOperations operations;
  private final TableMetadata base;

  PinnedOperations(TableOperations operations, TableMetadata base) {
    this.operations = operations;
    this.base = base;
  }

  @Override
  public TableMetadata current() {
    return base;
  }

  @Override
  public TableMetadata refresh() {
    return base;
  }

  @Override
  public void commit(TableMetadata from, TableMetadata to) {
    try {
      operations.commit(base, to);
    } catch (CommitFailedException e) {
      throw new CityLakeException(
          ErrorCode.COMMIT_CONFLICT,
          "Cannot make the table anew: another process changed it meanwhile; nothing was changed, run it again",
          e);
    }
  }

  @Override
  public FileIO io() {
    return operations.io();
  }

  @Override
  public String metadataFileLocation(String name) {
    return operations.metadataFileLocation(name);
  }

  @Override
  public LocationProvider locationProvider() {
    return operations.locationProvider();
  }

  @Override
  public TableOperations temp(TableMetadata uncommitted) {
    return operations.temp(uncommitted);
  }

  @Override
  public long newSnapshotId() {
    return operations.newSnapshotId();
  }
}
