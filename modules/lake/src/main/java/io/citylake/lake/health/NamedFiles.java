package io.citylake.lake.health;

import io.citylake.lake.metadata.TableRefs;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
    list(table).forEach(file -> locations.add(file.location()));
    return locations;
  }

  /** What a file is to a table. */
  public enum Role {
    METADATA,
    /** The table is whole without it. */
    EARLIER_METADATA,
    DELETES,
    DATA
  }

  /** One of them. */
  public record NamedFile(String location, Role role) {}

  /**
   * The same, each with what it is; in the order from the metadata file down.
   *
   * @throws CityLakeException METADATA_CORRUPT
   */
  public static List<NamedFile> list(Table table) {
    Map<String, NamedFile> files = new LinkedHashMap<>();
    new TableFiles(
            table,
            file -> {
              files.putIfAbsent(file.location(), new NamedFile(file.location(), role(file)));
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
        .forEach(path -> files.putIfAbsent(path, new NamedFile(path, Role.METADATA)));
    return List.copyOf(files.values());
  }

  private static Role role(StoredFile file) {
    return switch (file.kind()) {
      case EARLIER_METADATA -> Role.EARLIER_METADATA;
      case DATA -> Role.DATA;
      case DELETES -> Role.DELETES;
      case METADATA, MANIFEST_LIST, MANIFEST, STATISTICS, POSITION -> Role.METADATA;
    };
  }
}
