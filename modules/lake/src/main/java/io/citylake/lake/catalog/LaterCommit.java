package io.citylake.lake.catalog;

import io.citylake.lake.io.StorageFault;
import io.citylake.lake.io.VersionHint;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import java.util.Optional;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableMetadataParser;
import org.apache.iceberg.io.FileIO;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A version of a table that was committed and that the catalog's database doesn't know of. */
final class LaterCommit {
  private static final Logger LOG = LoggerFactory.getLogger(LaterCommit.class);

  private LaterCommit() {}

  /**
   * The last one after that which the catalog names; empty where there is none that can be read.
   *
   * @param named the metadata file that the catalog names
   */
  static Optional<String> find(FileIO io, String named) {
    return VersionHint.read(io, VersionHint.directory(named))
        .filter(last -> VersionHint.version(last) > VersionHint.version(named))
        .filter(last -> isReadable(io, last));
  }

  static CityLakeException refusal(String table, String named, String last) {
    return new CityLakeException(
        ErrorCode.CATALOG_BEHIND,
        "Cannot use table %s: the catalog database names version %d of it, and version %d was committed, so the database is an older copy, and what was published since would be lost; put the newer database back, or run citylake table recover %s"
            .formatted(table, VersionHint.version(named), VersionHint.version(last), table));
  }

  static boolean isReadable(FileIO io, String location) {
    try {
      TableMetadata metadata = TableMetadataParser.read(io, location);
      return metadata != null;
    } catch (RuntimeException e) {
      StorageFault.requireAccess("read metadata file " + location, e);
      LOG.debug("Metadata file {} cannot be read", location, e);
      return false;
    }
  }
}
