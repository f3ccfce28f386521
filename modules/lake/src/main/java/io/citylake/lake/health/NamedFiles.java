package io.citylake.lake.health;

import io.citylake.lake.metadata.TableRefs;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import java.util.HashSet;
import java.util.Set;
import org.apache.iceberg.PartitionStatisticsFile;
import org.apache.iceberg.Table;

/** Every file that a table's metadata names, whichever snapshot or earlier metadata file it is. */
public final class NamedFiles {
  private NamedFiles() {}

  /**
   * Reads all manifests.
   *
   * @return the locations as they are named
   * @throws CityLakeException METADATA_CORRUPT where a part can't be read: nobody may take what it
   *     names for orphaned
   */
  public static Set<String> of(Table table) {
    Set<String> locations = new HashSet<>();
    new TableFiles(
            table,
            file -> {
              locations.add(file.location());
              return true;
            },
            (file, reason) -> {
              throw new CityLakeException(
                  ErrorCode.METADATA_CORRUPT,
                  "Cannot tell which files table %s names: %s cannot be read (%s); see citylake doctor %1$s"
                      .formatted(table.name(), file.location(), reason));
            })
        .visit();
    TableRefs.operations(table).current().partitionStatisticsFiles().stream()
        .map(PartitionStatisticsFile::path)
        .forEach(locations::add);
    return locations;
  }
}
