package io.citylake.lake.backup;

import io.citylake.lake.backup.CatalogRows.Row;
import io.citylake.lake.backup.Part.Kind;
import io.citylake.lake.catalog.Lake;
import io.citylake.lake.catalog.TableRecovery;
import io.citylake.lake.catalog.TableRecovery.Remedy;
import io.citylake.lake.catalog.WorkspaceIdentity;
import io.citylake.lake.health.Depth;
import io.citylake.lake.health.Finding;
import io.citylake.lake.health.Finding.Harm;
import io.citylake.lake.health.LakeCheckup;
import io.citylake.lake.history.ReleaseStore;
import io.citylake.lake.hold.SnapshotHold;
import io.citylake.lake.hold.SnapshotHolds;
import io.citylake.lake.io.LocalPaths;
import io.citylake.lake.io.Warehouse;
import io.citylake.lake.lease.Leases;
import io.citylake.lake.lease.Leases.Lease;
import io.citylake.lake.rollback.Consequences;
import io.citylake.model.CityLakeException;
import io.citylake.model.RunId;
import io.citylake.model.TableName;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableMetadataParser;
import org.apache.iceberg.inmemory.InMemoryInputFile;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts tables of a lake that lives back to what they were at a backup. Their files come first; then
 * the catalog names the backup's metadata, by compare-and-set under the reservation that runs take,
 * of the target first and then of what stands beside it. Cut short, it is called again. One thread.
 */
public final class TableRestore {
  private static final Logger LOG = LoggerFactory.getLogger(TableRestore.class);

  private final Archive archive;
  private final Lake lake;
  private final Request request;

  /** What is asked for. */
  public record Request(
      Point point,
      SortedSet<TableName> tables,
      Returning returning,
      SnapshotHolds holds,
      Leases leases,
      Supplier<RunId> runs,
      Clock clock) {}

  public TableRestore(Archive archive, Lake lake, Request request) {
    this.archive = archive;
    this.lake = lake;
    this.request = request;
  }

  /** A table that goes back; the snapshots are null where there is none. */
  public record Line(
      TableName table, @Nullable Long from, PointTable to, @Nullable Consequences consequences) {}

  /** What would be done. */
  public List<Line> plan() {
    requireSameLake();
    List<SnapshotHold> holds = holds();
    SortedMap<TableName, String> locations = lake.locations();
    List<Line> lines = new ArrayList<>();
    chosen()
        .forEach(
            (name, table) -> {
              TableMetadata now = metadata(locations.get(name));
              TableMetadata then = archived(table);
              lines.add(
                  new Line(
                      name,
                      now == null || now.currentSnapshot() == null
                          ? null
                          : (Long) now.currentSnapshot().snapshotId(),
                      table,
                      now == null || then == null || name.isCompanion()
                          ? null
                          : Consequences.of(lake, name, now, then, holds)));
            });
    return lines;
  }

  /**
   * Puts back files that the tables name as they are now, and that are lost or damaged; the tables
   * stay as they are.
   *
   * @return what is wrong still, of which the archive has nothing
   * @throws CityLakeException ARCHIVE_UNFIT, ARCHIVE_DAMAGED
   */
  public List<Finding> mend() {
    requireSameLake();
    Map<String, Part> parts = new HashMap<>();
    for (Point point : archive.list()) {
      if (point.warehouse().equals(request.point().warehouse())) {
        point.parts().stream()
            .filter(part -> part.isOfTable() && part.isCopied())
            .forEach(part -> parts.put(part.name(), part));
      }
    }
    Path warehouse = warehouse();
    SortedMap<TableName, String> locations = lake.locations();
    PlacedFiles files = new PlacedFiles(archive, warehouse);
    List<Finding> left = new ArrayList<>();
    chosen()
        .keySet()
        .forEach(
            name -> {
              String named = locations.get(name);
              if (named != null) {
                Below.path(named, warehouse.toString()).map(parts::get).ifPresent(files::place);
                mend(name, parts, files, left);
              }
            });
    return left;
  }

  /** A file that is put back may be what names others. */
  private void mend(
      TableName name, Map<String, Part> parts, PlacedFiles files, List<Finding> left) {
    List<Finding> wrong = List.of();
    boolean again = true;
    while (again) {
      List<Finding> found = new ArrayList<>();
      new LakeCheckup(lake, Depth.CONTENT, found::add).check(name);
      wrong =
          found.stream().filter(each -> each.harm() == Harm.ROWS || each.file() != null).toList();
      long before = files.written();
      for (Finding each : wrong) {
        Optional.ofNullable(each.file())
            .flatMap(file -> Below.path(file, warehouse().toString()))
            .map(parts::get)
            .ifPresent(files::place);
      }
      again = files.written() > before;
    }
    left.addAll(wrong);
  }

  /**
   * Does it.
   *
   * @return how many persons may be back
   * @throws CityLakeException ARCHIVE_UNFIT, ERASED_IN_BACKUP or TABLE_BUSY before a table is
   *     changed; ARCHIVE_DAMAGED; RESTORE_UNPROVEN
   */
  public int apply() {
    requireSameLake();
    SortedSet<String> back = comeBack();
    ErasedRows.require(back, request.returning());
    SortedMap<TableName, List<PointTable>> groups = new TreeMap<>();
    chosen()
        .forEach(
            (name, table) ->
                groups.computeIfAbsent(name.target(), each -> new ArrayList<>()).add(table));
    for (var group : groups.entrySet()) {
      restore(group.getKey(), group.getValue(), back);
    }
    ReleaseStore.open(lake).release(groups.keySet(), request.clock().instant());
    return back.size();
  }

  /** Not told where a table's metadata is lost, which may be why somebody restores it. */
  private List<SnapshotHold> holds() {
    try {
      return request.holds().list();
    } catch (CityLakeException e) {
      LOG.warn("Which steps follow the tables can't be told: {}", e.getMessage());
      return List.of();
    }
  }

  private void restore(TableName target, List<PointTable> tables, SortedSet<String> back) {
    try (Lease lease = request.leases().acquire(target, request.runs().get())) {
      PlacedFiles files = new PlacedFiles(archive, warehouse());
      for (Part part : request.point().parts()) {
        if (part.isOfTable() && TableName.parse(part.owner()).target().equals(target)) {
          files.place(part);
        }
      }
      lease.requireHeld();
      eraseAgain(back);
      TableRecovery recovery = new TableRecovery(lake);
      // In the order of names the target comes before what stands beside it.
      for (PointTable each : tables) {
        TableName name = TableName.parse(each.name());
        String from = lake.locations().get(name);
        String to = location(each, from);
        if (!to.equals(from)) {
          recovery.apply(new Remedy(name, TableRecovery.Kind.RESTORED, from, to));
        }
      }
      Proof.require(lake, tables, warehouse());
    }
  }

  /** With the scheme that locations have in this catalog. */
  private String location(PointTable table, @Nullable String like) {
    String warehouse = request.point().warehouse();
    String bare = warehouse + "/" + table.metadata();
    String uri = "file://" + bare;
    if (like != null) {
      return like.startsWith("file://") ? uri : like.startsWith("file:") ? "file:" + bare : bare;
    }
    return uri;
  }

  /** Of a lake that was found to be the backed-up one, which lies in a directory. */
  private Path warehouse() {
    return LocalPaths.path(Warehouse.location(lake.settings().warehouse()));
  }

  private SortedMap<TableName, PointTable> chosen() {
    return Chosen.of(request.point(), request.tables());
  }

  private void requireSameLake() {
    String warehouse = Warehouse.location(lake.settings().warehouse());
    if (!LocalPaths.isLocal(warehouse)) {
      throw Archive.unfit("it restores into directories only (warehouse=%s)".formatted(warehouse));
    }
    String own = new WorkspaceIdentity(lake).findOwn().orElse("none");
    if (!warehouse.equals(request.point().warehouse())
        || !own.equals(request.point().workspace())) {
      throw Archive.unfit(
          "single tables go back only into the lake that was backed up (backup=%s, here=%s); restore elsewhere by --to"
              .formatted(request.point().warehouse(), warehouse));
    }
  }

  private SortedSet<String> comeBack() {
    List<Row> backedUp = new ArrayList<>();
    for (Part part : request.point().of(Kind.ROWS)) {
      if (part.name().equals(ErasedRows.TABLE)) {
        backedUp.addAll(CatalogRows.read(archive, part));
      }
    }
    return ErasedRows.comeBack(backedUp, ErasedRows.of(lake.database()));
  }

  private void eraseAgain(SortedSet<String> persons) {
    if (persons.isEmpty()) {
      return;
    }
    lake.database()
        .inTransaction(
            connection -> {
              try (PreparedStatement update =
                  connection.prepareStatement(
                      "UPDATE citylake_erased SET done_at = NULL WHERE person = ?")) {
                for (String person : new TreeSet<>(persons)) {
                  update.setString(1, person);
                  update.executeUpdate();
                }
                return persons.size();
              }
            });
  }

  private @Nullable TableMetadata metadata(@Nullable String location) {
    try {
      return location == null ? null : TableMetadataParser.read(lake.catalog().fileIo(), location);
    } catch (RuntimeException e) {
      LOG.debug("Metadata file {} cannot be read", location, e);
      return null;
    }
  }

  private @Nullable TableMetadata archived(PointTable table) {
    for (Part part : request.point().of(Kind.METADATA)) {
      if (part.name().equals(table.metadata())) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
          archive.copy(part, bytes);
          return TableMetadataParser.read(new InMemoryInputFile(part.name(), bytes.toByteArray()));
        } catch (IOException e) {
          throw Archive.failed("read archive " + archive.directory(), e);
        } catch (RuntimeException e) {
          LOG.debug("Metadata file {} cannot be read from the archive", part.name(), e);
        }
      }
    }
    return null;
  }
}
