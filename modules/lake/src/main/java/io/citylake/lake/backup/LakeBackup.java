package io.citylake.lake.backup;

import io.citylake.lake.backup.Archive.Kept;
import io.citylake.lake.backup.CatalogRows.Row;
import io.citylake.lake.backup.Part.Kind;
import io.citylake.lake.catalog.Lake;
import io.citylake.lake.catalog.WorkspaceIdentity;
import io.citylake.lake.health.NamedFiles;
import io.citylake.lake.health.NamedFiles.NamedFile;
import io.citylake.lake.health.NamedFiles.Role;
import io.citylake.lake.hold.BackupHolds;
import io.citylake.lake.io.Warehouse;
import io.citylake.lake.lease.LeaseSettings.Owner;
import io.citylake.lake.metadata.LiveRows;
import io.citylake.lake.metadata.PositionStore;
import io.citylake.lake.metadata.TableRefs;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import io.citylake.model.RunId;
import io.citylake.model.TableName;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.iceberg.BaseTable;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.StaticTableOperations;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.iceberg.io.FileIO;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Adds a backup of a lake to an archive while runs go on. The catalog is read as it is at one
 * moment; the snapshots that it names are held before, so that nobody removes their files until
 * they are copied. Files of tables never change, so what an earlier backup copied is not copied
 * again. Each file is read through its checksums: a damaged one ends the backup. One thread.
 */
public final class LakeBackup {
  private static final Logger LOG = LoggerFactory.getLogger(LakeBackup.class);

  /** Where runs use it: tables that live for a run, which nobody restores. */
  private static final String SCRATCH = "_stage";

  private static final Duration WHILE_COPYING = Duration.ofDays(1);
  private static final int TRIES = 3;

  private final Lake lake;
  private final Archive archive;
  private final Request request;
  private final Consumer<Stage> reached;
  private final FileIO io;
  private final String warehouse;
  private final SortedSet<String> left = new TreeSet<>();
  private long copied;

  /**
   * What is asked for.
   *
   * @param workspace the directory with {@code conf/} and {@code jobs/}
   * @param keep how long files that are only referred to are held
   */
  public record Request(Path workspace, Data data, Keys keys, Duration keep, Clock clock) {}

  /** What becomes of rows' files. */
  public enum Data {
    REFERRED_TO,
    COPIED
  }

  /** Whether keys go into the archive. */
  public enum Keys {
    LEFT_OUT,
    TAKEN
  }

  /** How far it is, for whoever waits. */
  public enum Stage {
    HELD,
    CATALOG,
    METADATA,
    DATA,
    WRITTEN,
    ADDED
  }

  /**
   * What was done.
   *
   * @param copied bytes that were read and kept, without what the archive had
   * @param left tables that lie outside the warehouse, of which no file is in it
   */
  public record Result(Point point, long copied, SortedSet<String> left) {}

  /** A table that the catalog names, and the metadata that it names of it. */
  private record Named(String name, BaseTable table, TableMetadata metadata) {}

  /**
   * @param reached hears of each stage once it is behind
   */
  public LakeBackup(Lake lake, Archive archive, Request request, Consumer<Stage> reached) {
    this.lake = lake;
    this.archive = archive;
    this.request = request;
    this.reached = reached;
    this.io = lake.catalog().fileIo();
    this.warehouse = Warehouse.location(lake.settings().warehouse());
  }

  /**
   * Backs up.
   *
   * @throws CityLakeException FILE_DAMAGED or METADATA_CORRUPT where a table is not whole,
   *     STORAGE_FAILED; the archive has no half backup then
   */
  public Result run() {
    Instant at = request.clock().instant().truncatedTo(ChronoUnit.MILLIS);
    String id = Archive.id(at);
    if (archive.has(at)) {
      throw new CityLakeException(
          ErrorCode.ARCHIVE_UNFIT,
          "Cannot back up: the archive has a backup of this moment, " + id);
    }
    BackupHolds holds =
        new BackupHolds(lake.database(), RunId.create(at, new SecureRandom()), id, Owner.current());
    boolean done = false;
    try {
      Point point = point(id, at, holds);
      reached.accept(Stage.WRITTEN);
      if (request.data() == Data.REFERRED_TO) {
        holds.extend(request.keep());
      }
      archive.add(point);
      done = true;
      reached.accept(Stage.ADDED);
      return new Result(point, copied, left);
    } finally {
      if (!done || request.data() == Data.COPIED) {
        holds.end();
      }
    }
  }

  /** A snapshot that expired before it was held takes its files along; then all begins again. */
  private Point point(String id, Instant at, BackupHolds holds) {
    for (int attempt = 1; ; attempt++) {
      try {
        return attempt(id, at, holds);
      } catch (NotFoundException e) {
        again(attempt, holds, e);
      } catch (CityLakeException e) {
        if (e.code() != ErrorCode.METADATA_CORRUPT) {
          throw e;
        }
        again(attempt, holds, e);
      }
    }
  }

  private static void again(int attempt, BackupHolds holds, RuntimeException missing) {
    if (attempt == TRIES) {
      throw new CityLakeException(
          ErrorCode.METADATA_CORRUPT,
          "Cannot back up: a file that a table names is missing or damaged (%s); see citylake doctor, and mend the table first"
              .formatted(missing.getMessage()),
          missing);
    }
    LOG.info("A file went away while it was backed up; beginning again", missing);
    holds.end();
  }

  private Point attempt(String id, Instant at, BackupHolds holds) {
    left.clear();
    // A metadata file never changes.
    Map<String, Named> read = new HashMap<>();
    lake.locations()
        .forEach(
            (name, location) -> {
              Named table = named(name.toString(), location);
              read.put(location, table);
              hold(holds, table);
            });
    reached.accept(Stage.HELD);
    Map<String, String> pointers = new TreeMap<>();
    List<Part> parts =
        new ArrayList<>(
            lake.database()
                .atOneMoment(
                    archive.scratch(),
                    connection -> {
                      pointers.clear();
                      return CatalogRows.write(connection, archive, row -> kept(row, pointers));
                    }));
    reached.accept(Stage.CATALOG);
    List<Named> tables = new ArrayList<>();
    pointers.forEach(
        (name, location) -> {
          if (Below.path(location, warehouse).isPresent()) {
            Named table = read.computeIfAbsent(location, each -> named(name, each));
            hold(holds, table);
            tables.add(table);
          } else {
            left.add(name);
          }
        });
    Map<String, Part> known = known();
    List<PointTable> states = new ArrayList<>();
    List<Part> data = new ArrayList<>();
    for (Named table : tables) {
      states.add(state(table));
      for (Part file : files(table)) {
        if (file.kind() == Kind.METADATA) {
          parts.add(copied(file, known));
        } else {
          data.add(file);
        }
      }
    }
    reached.accept(Stage.METADATA);
    for (Part file : data) {
      parts.add(request.data() == Data.COPIED ? copied(file, known) : file);
    }
    reached.accept(Stage.DATA);
    parts.addAll(state());
    parts.addAll(workspace());
    String workspace =
        new WorkspaceIdentity(lake)
            .findOwn()
            .orElseThrow(
                () ->
                    new CityLakeException(
                        ErrorCode.TABLE_NOT_FOUND,
                        "Cannot back up: there is no lake here yet; run citylake apply first"));
    return new Point(
        id,
        at,
        workspace,
        warehouse,
        request.data() == Data.COPIED,
        request.keys() == Keys.TAKEN,
        states,
        parts);
  }

  /** Leaves out what lives for a run, and keys that nobody asked for; notes the pointers. */
  private boolean kept(Row row, Map<String, String> pointers) {
    switch (row.table()) {
      case "iceberg_tables" -> {
        String theme = row.text("table_namespace");
        if (theme.equals(SCRATCH)) {
          return false;
        }
        if (row.text("catalog_name").equals(Lake.CATALOG)) {
          String name = theme + "." + row.text("table_name");
          if (isName(name)) {
            pointers.put(name, row.text("metadata_location"));
          } else {
            left.add(name);
          }
        }
        return true;
      }
      case "citylake_state" -> {
        return request.keys() == Keys.TAKEN || !StateFiles.KEYS.contains(row.text("name"));
      }
      default -> {
        return true;
      }
    }
  }

  private static boolean isName(String name) {
    try {
      TableName.parse(name);
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private Named named(String name, String location) {
    BaseTable table = new BaseTable(new StaticTableOperations(location, io), name);
    return new Named(name, table, TableRefs.operations(table).current());
  }

  private static void hold(BackupHolds holds, Named table) {
    holds.hold(table.name(), table.metadata(), WHILE_COPYING);
  }

  private PointTable state(Named named) {
    Snapshot now = named.metadata().currentSnapshot();
    OptionalLong rows = LiveRows.count(named.table(), now);
    return new PointTable(
        named.name(),
        path(named.metadata().metadataFileLocation()),
        named.metadata().uuid(),
        now == null ? null : (Long) now.snapshotId(),
        rows.isPresent() ? (Long) rows.getAsLong() : null);
  }

  /** Not copied yet; without what is gone and nobody needs. */
  private List<Part> files(Named named) {
    List<Part> parts = new ArrayList<>();
    for (NamedFile file : NamedFiles.list(named.table())) {
      if (file.role() != Role.EARLIER_METADATA || io.newInputFile(file.location()).exists()) {
        parts.add(part(named, file.location(), kind(file.role())));
      }
    }
    for (String position : PositionStore.files(named.table(), named.metadata())) {
      parts.add(part(named, position, Kind.METADATA));
    }
    return parts;
  }

  private Part part(Named named, String location, Kind kind) {
    long length = io.newInputFile(location).getLength();
    return new Part(kind, named.name(), path(location), length, "");
  }

  private static Kind kind(Role role) {
    return switch (role) {
      case METADATA, EARLIER_METADATA -> Kind.METADATA;
      case DELETES -> Kind.DELETES;
      case DATA -> Kind.DATA;
    };
  }

  private String path(String location) {
    return Below.path(location, warehouse)
        .orElseThrow(
            () ->
                new CityLakeException(
                    ErrorCode.METADATA_CORRUPT,
                    "Cannot back up: a table of the warehouse names a file outside it (file=%s, warehouse=%s)"
                        .formatted(location, warehouse)));
  }

  /** What earlier backups have copied: a file's name is never used for other bytes. */
  private Map<String, Part> known() {
    Map<String, Part> known = new HashMap<>();
    archive
        .previous()
        .filter(point -> point.warehouse().equals(warehouse))
        .ifPresent(
            point ->
                point.parts().stream()
                    .filter(part -> part.isOfTable() && part.isCopied())
                    .forEach(part -> known.put(part.name(), part)));
    return known;
  }

  private Part copied(Part file, Map<String, Part> known) {
    Part before = known.get(file.name());
    if (before != null
        && before.length() == file.length()
        && archive.has(new Kept(before.length(), before.sha256()))) {
      return new Part(file.kind(), file.owner(), file.name(), file.length(), before.sha256());
    }
    String location = warehouse + "/" + file.name();
    Kept kept =
        archive.put(
            out -> {
              try (InputStream in = io.newInputFile(location).newStream()) {
                in.transferTo(out);
              }
            });
    copied += kept.length();
    return new Part(file.kind(), file.owner(), file.name(), kept.length(), kept.sha256());
  }

  private List<Part> state() {
    List<Part> parts = new ArrayList<>();
    for (String name : request.keys() == Keys.TAKEN ? StateFiles.all() : StateFiles.USERS) {
      Path file = lake.settings().stateDir().resolve(name);
      if (Files.isRegularFile(file)) {
        parts.add(kept(Kind.STATE, name, file));
      }
    }
    return parts;
  }

  private List<Part> workspace() {
    List<Part> parts = new ArrayList<>();
    Path home = request.workspace().toAbsolutePath().normalize();
    for (String part : List.of("conf", "jobs")) {
      try (Stream<Path> files =
          Files.isDirectory(home.resolve(part)) ? Files.walk(home.resolve(part)) : Stream.of()) {
        for (Path file :
            files
                .filter(each -> Files.isRegularFile(each, LinkOption.NOFOLLOW_LINKS))
                .sorted()
                .toList()) {
          parts.add(kept(Kind.WORKSPACE, home.relativize(file).toString(), file));
        }
      } catch (IOException e) {
        throw Archive.failed("read " + home.resolve(part), e);
      }
    }
    return parts;
  }

  private Part kept(Kind kind, String name, Path file) {
    Kept kept =
        archive.put(
            out -> {
              try (InputStream in = Files.newInputStream(file)) {
                in.transferTo(out);
              }
            });
    return new Part(kind, "", name, kept.length(), kept.sha256());
  }
}
