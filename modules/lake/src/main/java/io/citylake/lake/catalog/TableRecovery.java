package io.citylake.lake.catalog;

import io.citylake.lake.io.LocalPaths;
import io.citylake.lake.io.StorageFault;
import io.citylake.lake.io.VersionHint;
import io.citylake.lake.io.Warehouse;
import io.citylake.lake.metadata.TableRefs;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import io.citylake.model.TableName;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableMetadataParser;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.FileInfo;
import org.apache.iceberg.io.SupportsPrefixOperations;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tables of which the catalog's database and the warehouse tell different things: the database is
 * an older copy or a new one, or the metadata file that it names is damaged. Such a table is used
 * by nobody until somebody has it recovered, or puts the other half back.
 */
public final class TableRecovery {
  private static final Logger LOG = LoggerFactory.getLogger(TableRecovery.class);
  private static final String SUFFIX = ".metadata.json";

  private final Lake lake;
  private final FileIO io;

  public TableRecovery(Lake lake) {
    this.lake = lake;
    this.io = lake.catalog().fileIo();
  }

  /** What is wrong with a table. */
  public enum Kind {
    /** The catalog names an earlier metadata file than was committed last. */
    CATALOG_BEHIND,
    /** The catalog doesn't know a table that lies in the warehouse. */
    NOT_IN_CATALOG,
    /** The metadata file that the catalog names can't be read. */
    DAMAGED,
    /** It stands beside a target and shows runs that the target has lost. */
    AHEAD_OF_TARGET,
    /** Somebody restores it from a backup. */
    RESTORED
  }

  /**
   * What would be done.
   *
   * @param from the metadata file that the catalog names; null where it knows no such table
   * @param to the metadata file that it would name, or whose main it would have again
   */
  public record Remedy(TableName table, Kind kind, @Nullable String from, String to) {}

  /**
   * Called before a table is written to or planned for.
   *
   * @param named the metadata file that the catalog names
   * @throws CityLakeException CATALOG_BEHIND
   */
  public void requireCurrent(TableName table, String named) {
    behind(named)
        .ifPresent(
            last -> {
              throw LaterCommit.refusal(table.toString(), named, last);
            });
  }

  /**
   * Called before a table, with what the platform keeps beside it, is written to.
   *
   * @throws CityLakeException CATALOG_BEHIND
   */
  public void requireCurrent(TableName target) {
    SortedMap<TableName, String> locations = lake.locations();
    for (TableName each : target.withCompanions()) {
      String named = locations.get(each);
      if (named != null) {
        requireCurrent(each, named);
      }
    }
  }

  /**
   * The tables of which the catalog names an earlier version than was committed. It reads a small
   * file of each; where they are on no local disk, that is too long, and none is found.
   */
  public List<TableName> behind() {
    List<TableName> behind = new ArrayList<>();
    lake.locations()
        .forEach(
            (table, named) -> {
              if (LocalPaths.isLocal(named) && behind(named).isPresent()) {
                behind.add(table);
              }
            });
    return behind;
  }

  /** The last metadata file of a table that the catalog doesn't know; empty where none is there. */
  public Optional<String> stray(TableName table) {
    String directory =
        "%s/%s/%s/metadata"
            .formatted(
                Warehouse.location(lake.settings().warehouse()), table.theme(), table.table());
    Optional<String> hint = VersionHint.read(io, directory).filter(this::isReadable);
    return (hint.isPresent() ? hint : newest(directory, file -> true)).map(this::asItsTableSays);
  }

  /**
   * The last metadata files of all tables with rows that lie in the warehouse and that the catalog
   * doesn't know, such as what was dropped without its files. It lists the whole warehouse.
   *
   * @throws CityLakeException METADATA_CORRUPT where one can't be read
   */
  public List<String> strays() {
    SortedMap<String, String> directories = new TreeMap<>();
    if (io instanceof SupportsPrefixOperations prefixes) {
      String warehouse = Warehouse.location(lake.settings().warehouse());
      for (FileInfo file : prefixes.listPrefix(warehouse)) {
        String directory = VersionHint.directory(file.location());
        if (file.location().endsWith(SUFFIX) && directory.endsWith("/metadata")) {
          directories.put(bare(directory), directory);
        }
      }
    }
    // After the files, so that a table which is made meanwhile is none.
    lake.everyTable()
        .values()
        .forEach(each -> directories.remove(bare(VersionHint.directory(each))));
    List<String> strays = new ArrayList<>();
    for (String directory : directories.values()) {
      Optional<String> hint = VersionHint.read(io, directory).filter(this::isReadable);
      String last =
          (hint.isPresent() ? hint : newest(directory, file -> true))
              .orElseThrow(
                  () ->
                      new CityLakeException(
                          ErrorCode.METADATA_CORRUPT,
                          "Cannot read what lies in %s: none of its metadata files can be read; restore it, or remove the directory"
                              .formatted(directory)));
      // A table that was only made has no rows to find.
      if (!TableMetadataParser.read(io, last).snapshots().isEmpty()) {
        strays.add(last);
      }
    }
    return strays;
  }

  /** The same text for one place, however it is written. */
  private static String bare(String location) {
    return LocalPaths.isLocal(location) ? LocalPaths.path(location).toString() : location;
  }

  /**
   * Whether a stray table was never more than made by this workspace: whoever made it was ended
   * before the catalog knew it, and there is nothing in it that making it anew could lose.
   *
   * @param workspace the id of the workspace whose this catalog is
   */
  public boolean wasOnlyMade(String metadata, String workspace) {
    TableMetadata written = TableMetadataParser.read(io, metadata);
    // A state that came after it counts even where it can't be read.
    return written.snapshots().isEmpty()
        && workspace.equals(written.property(WorkspaceIdentity.PROPERTY, null))
        && files(metadata.substring(0, metadata.lastIndexOf('/'))).stream()
            .allMatch(file -> VersionHint.version(file) == 0);
  }

  /** With the scheme that the table's other locations have, or none. */
  private String asItsTableSays(String metadata) {
    String location = TableMetadataParser.read(io, metadata).location();
    return location + metadata.substring(metadata.lastIndexOf("/metadata/"));
  }

  /** What is wrong with a table and what would be done; empty where it is as it should be. */
  public Optional<Remedy> find(TableName table) {
    String named = lake.locations().get(table);
    if (named == null) {
      return stray(table).map(last -> new Remedy(table, Kind.NOT_IN_CATALOG, null, last));
    }
    Optional<String> last = behind(named);
    if (last.isPresent()) {
      return Optional.of(new Remedy(table, Kind.CATALOG_BEHIND, named, last.get()));
    }
    if (isReadable(named)) {
      return ahead(table, named);
    }
    String sound =
        newest(
                VersionHint.directory(named),
                file -> VersionHint.version(file) < VersionHint.version(named))
            .orElseThrow(
                () ->
                    new CityLakeException(
                        ErrorCode.METADATA_CORRUPT,
                        "Cannot recover table %s: no earlier metadata file can be read (file=%s); restore the warehouse from a backup"
                            .formatted(table, named)));
    return Optional.of(new Remedy(table, Kind.DAMAGED, named, sound));
  }

  /** By what the target is, or would be once it is recovered itself. */
  private Optional<Remedy> ahead(TableName table, String named) {
    if (!table.isCompanion()) {
      return Optional.empty();
    }
    TableName target = table.target();
    return find(target)
        .map(Remedy::to)
        .or(() -> Optional.ofNullable(lake.locations().get(target)))
        .flatMap(shown -> new RunsAhead(io).before(table, named, shown))
        .map(before -> new Remedy(table, Kind.AHEAD_OF_TARGET, named, before));
  }

  /**
   * Has the catalog name another metadata file, or the table's main go back.
   *
   * @throws CityLakeException COMMIT_CONFLICT where it names another one than was found
   */
  public void apply(Remedy remedy) {
    String from = remedy.from();
    if (remedy.kind() == Kind.AHEAD_OF_TARGET) {
      goBack(remedy);
    } else if (from == null) {
      Namespace theme = Namespace.of(remedy.table().theme());
      if (!lake.catalog().namespaceExists(theme)) {
        lake.catalog().createNamespace(theme);
      }
      lake.catalog().registerTable(Lake.identifier(remedy.table()), remedy.to());
    } else {
      lake.catalog().repoint(Lake.identifier(remedy.table()), from, remedy.to());
    }
    LOG.warn("Table {} was recovered: {} ({})", remedy.table(), remedy.to(), remedy.kind());
  }

  /** Has a table's main be again where it was in an earlier metadata file. */
  private void goBack(Remedy remedy) {
    Table table = lake.loadTable(remedy.table());
    Long main = TableRefs.head(TableMetadataParser.read(table.io(), remedy.to()), TableRefs.MAIN);
    TableRefs.change(
        table,
        now -> {
          if (!now.metadataFileLocation().equals(remedy.from())) {
            throw new CityLakeException(
                ErrorCode.COMMIT_CONFLICT,
                "Cannot recover table %s: it was changed meanwhile; stop what writes to it, and repeat"
                    .formatted(remedy.table()));
          }
          TableMetadata.Builder change = TableMetadata.buildFrom(now);
          return main == null
              ? change.removeRef(TableRefs.MAIN).build()
              : change.setBranchSnapshot(main, TableRefs.MAIN).build();
        });
  }

  private Optional<String> behind(String named) {
    return LaterCommit.find(io, named);
  }

  private Optional<String> newest(String directory, Predicate<String> which) {
    return files(directory).stream()
        .filter(which)
        .sorted(Comparator.comparingInt(VersionHint::version).reversed())
        .filter(this::isReadable)
        .findFirst();
  }

  /** Of metadata, in a directory. */
  private List<String> files(String directory) {
    List<String> files = new ArrayList<>();
    if (io instanceof SupportsPrefixOperations prefixes) {
      try {
        for (FileInfo file : prefixes.listPrefix(directory)) {
          if (file.location().endsWith(SUFFIX)) {
            files.add(file.location());
          }
        }
      } catch (RuntimeException e) {
        StorageFault.requireAccess("list " + directory, e);
        LOG.debug("There is no {}", directory, e);
      }
    }
    return files;
  }

  private boolean isReadable(String location) {
    return LaterCommit.isReadable(io, location);
  }
}
