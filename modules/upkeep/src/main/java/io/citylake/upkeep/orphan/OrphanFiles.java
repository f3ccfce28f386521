package io.citylake.upkeep.orphan;

import io.citylake.lake.health.NamedFiles;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.iceberg.Table;
import org.apache.iceberg.io.FileInfo;
import org.apache.iceberg.io.SupportsPrefixOperations;

/**
 * Files of a table that no metadata names: what a killed run or a failed rewrite left. Only what a
 * table writes under {@code data/} and {@code metadata/} is looked at, by its ending; what somebody
 * else put there stays.
 */
public final class OrphanFiles {
  private static final Pattern OWN =
      Pattern.compile(".*\\.(parquet|avro|orc|puffin|stats|metadata\\.json)(\\.gz)?");
  private static final Pattern SCHEME = Pattern.compile("^[A-Za-z][A-Za-z0-9+.-]*:(//[^/]*)?");

  private OrphanFiles() {}

  /**
   * Reads all manifests of the table and lists its directory.
   *
   * @param before files that changed at this time or later stay
   */
  public static List<FileInfo> find(Table table, Instant before) {
    if (!(table.io() instanceof SupportsPrefixOperations io)) {
      return List.of();
    }
    List<FileInfo> old = new ArrayList<>();
    for (String part : List.of("data", "metadata")) {
      for (FileInfo file : io.listPrefix(table.location() + "/" + part + "/")) {
        if (file.createdAtMillis() < before.toEpochMilli()
            && OWN.matcher(file.location()).matches()) {
          old.add(file);
        }
      }
    }
    // After the listing, so that what is named meanwhile is known to be.
    table.refresh();
    Set<String> named = new HashSet<>();
    NamedFiles.of(table).forEach(location -> named.add(path(location)));
    old.removeIf(file -> named.contains(path(file.location())));
    return old;
  }

  /** Without scheme and host: one file may be named in several ways, and is then no orphan. */
  static String path(String location) {
    return SCHEME.matcher(location).replaceFirst("").replaceAll("/{2,}", "/");
  }
}
