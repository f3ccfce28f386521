package io.citylake.lake.backup;

import io.citylake.contract.settings.Settings;
import io.citylake.lake.backup.CatalogRows.Row;
import io.citylake.lake.backup.Part.Kind;
import io.citylake.lake.catalog.Dialect;
import io.citylake.lake.catalog.Lake;
import io.citylake.lake.catalog.RestoreMark;
import io.citylake.lake.catalog.TableRecovery;
import io.citylake.lake.catalog.WorkspaceIdentity;
import io.citylake.lake.io.LocalPaths;
import io.citylake.lake.io.PrivateFiles;
import io.citylake.lake.io.VersionHint;
import io.citylake.lake.io.Warehouse;
import io.citylake.lake.lease.Leases;
import io.citylake.lake.move.LakeMove;
import io.citylake.lake.move.LakeMove.Former;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import io.citylake.model.TableName;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Puts a whole lake, or some tables of it, back where there is none, or in the place of one. A mark
 * keeps everything else from the lake until all is there and was looked at; cut short, it is called
 * again. One thread.
 */
public final class LakeRestore {
  private final Archive archive;
  private final Request request;
  private final Settings settings;
  private final Path warehouse;
  private final Consumer<Stage> reached;

  /**
   * What is asked for.
   *
   * @param tables those that are restored, with what stands beside them; empty for all
   * @param elsewhere a lake that may know who was erased since; null for none
   */
  public record Request(
      Point point,
      SortedSet<TableName> tables,
      Over over,
      Returning returning,
      @Nullable Lake elsewhere) {}

  /** What may be in its place. */
  public enum Over {
    NOTHING,
    A_LIVING_LAKE
  }

  /** How far it is. */
  public enum Stage {
    MARKED,
    FILES,
    ROWS,
    MOVED,
    PROVEN
  }

  /**
   * What was done.
   *
   * @param written files that were written
   * @param there files that were there already
   * @param notes what follows from it, a sentence each
   */
  public record Result(List<PointTable> tables, long written, long there, List<String> notes) {}

  /**
   * @param settings of the lake that is made
   * @param reached hears of each stage once it is behind
   */
  public LakeRestore(Archive archive, Request request, Settings settings, Consumer<Stage> reached) {
    this.archive = archive;
    this.request = request;
    this.settings = settings;
    this.reached = reached;
    String location = Warehouse.location(settings.warehouse());
    if (!LocalPaths.isLocal(location)) {
      throw Archive.unfit("it restores into directories only (warehouse=%s)".formatted(location));
    }
    this.warehouse = LocalPaths.path(location).toAbsolutePath().normalize();
    if (!request.point().data() && !isInPlace()) {
      throw Archive.unfit(
          "backup %s only refers to the files of rows, in %s, so it can be restored there and nowhere else; back up with --with-data"
              .formatted(request.point().id(), request.point().warehouse()));
    }
  }

  private boolean isInPlace() {
    return request.point().warehouse().equals(warehouse.toString());
  }

  /**
   * Restores.
   *
   * @throws CityLakeException RESTORE_OVER_LIVING, ERASED_IN_BACKUP, ARCHIVE_UNFIT or TABLE_BUSY
   *     before anything is changed; ARCHIVE_DAMAGED or RESTORE_UNPROVEN with the mark left behind
   */
  public Result run() {
    SortedMap<TableName, PointTable> chosen = Chosen.of(request.point(), request.tables());
    try (Lake lake = Lake.openToRestore(settings)) {
      SortedMap<TableName, String> before = lake.locations();
      requireNoLake(lake, before);
      List<Row> now = new ArrayList<>(ErasedRows.of(lake.database()));
      if (request.elsewhere() != null) {
        now.addAll(ErasedRows.of(request.elsewhere().database()));
      }
      Map<String, List<Row>> rows = rows(chosen);
      List<Row> erased = rows.getOrDefault(ErasedRows.TABLE, List.of());
      SortedSet<String> back = ErasedRows.comeBack(erased, now);
      ErasedRows.require(back, request.returning());
      rows.put(ErasedRows.TABLE, ErasedRows.merged(erased, now));

      RestoreMark.begin(settings, request.point().id());
      reached.accept(Stage.MARKED);
      PlacedFiles files = new PlacedFiles(archive, warehouse);
      for (Part part : request.point().parts()) {
        if (part.isOfTable() && chosen.containsKey(TableName.parse(part.owner()))) {
          files.place(part);
        }
      }
      reached.accept(Stage.FILES);
      replace(lake, rows);
      new WorkspaceIdentity(lake).adopt(request.point().workspace());
      state(rows.getOrDefault("citylake_state", List.of()), lake.database().dialect());
      reached.accept(Stage.ROWS);
      if (!isInPlace()) {
        new LakeMove(lake).move(Former.COPIED);
      }
      SortedSet<TableName> later = new TreeSet<>();
      if (isInPlace() && request.over() == Over.NOTHING) {
        // The warehouse may hold what was committed since, which nobody has said is to be
        // forgotten.
        later.addAll(new TableRecovery(lake).behind());
      }
      lake.locations()
          .forEach(
              (name, location) -> {
                if (!later.contains(name)) {
                  VersionHint.replace(lake.catalog().fileIo(), location);
                }
              });
      reached.accept(Stage.MOVED);
      Proof.require(lake, chosen.values(), warehouse);
      reached.accept(Stage.PROVEN);
      RestoreMark.end(settings);
      return new Result(
          List.copyOf(chosen.values()),
          files.written(),
          files.there(),
          notes(before, later, chosen, back, erased));
    }
  }

  private void requireNoLake(Lake lake, SortedMap<TableName, String> tables) {
    if (!tables.isEmpty()
        && request.over() == Over.NOTHING
        && RestoreMark.find(settings).isEmpty()) {
      throw new CityLakeException(
          ErrorCode.RESTORE_OVER_LIVING,
          "Cannot restore: there is a lake of %,d tables, and what was published since backup %s would be lost; name single tables, restore elsewhere by --to, or say --force (state-dir=%s)"
              .formatted(tables.size(), request.point().id(), settings.stateDir()));
    }
    SortedSet<TableName> reserved = new TreeSet<>(Leases.reserved(lake.database()));
    if (!reserved.isEmpty()) {
      throw new CityLakeException(
          ErrorCode.TABLE_BUSY,
          "Cannot restore: runs have reserved %s; stop what runs and serves first"
              .formatted(reserved));
    }
  }

  /** By their tables; of pointers and releases those of the chosen tables. */
  private Map<String, List<Row>> rows(SortedMap<TableName, PointTable> chosen) {
    Map<String, List<Row>> rows = new TreeMap<>();
    for (Part part : request.point().of(Kind.ROWS)) {
      List<Row> all = CatalogRows.read(archive, part);
      rows.put(part.name(), all.stream().filter(row -> isWanted(row, chosen)).toList());
    }
    return rows;
  }

  private boolean isWanted(Row row, SortedMap<TableName, PointTable> chosen) {
    return switch (row.table()) {
      case "iceberg_tables" -> {
        String location = row.text("metadata_location");
        Optional<String> path = Below.path(location, request.point().warehouse());
        yield path.isEmpty()
            ? isInPlace() && request.tables().isEmpty()
            : chosen.values().stream()
                .anyMatch(
                    table -> table.name().equals(name(row)) && path.get().equals(table.metadata()));
      }
      case "citylake_release_tables" -> chosen.containsKey(TableName.parse(row.text("table_name")));
      // Where metadata was when releases were made; the next one looks anew.
      case "citylake_release_looks" -> false;
      default -> true;
    };
  }

  private static String name(Row row) {
    return row.text("table_namespace") + "." + row.text("table_name");
  }

  private static void replace(Lake lake, Map<String, List<Row>> rows) {
    lake.database()
        .inTransaction(
            connection -> {
              for (Map.Entry<String, List<Row>> each : rows.entrySet()) {
                CatalogRows.replace(connection, each.getKey(), each.getValue());
              }
              return rows.size();
            });
  }

  /** What is there stays: users may have been added since. */
  private void state(List<Row> ofDatabase, Dialect dialect) {
    for (Part part : request.point().of(Kind.STATE)) {
      if (StateFiles.all().contains(part.name())) {
        write(part.name(), out -> archive.copy(part, out));
      }
    }
    if (dialect == Dialect.SQLITE) {
      for (Row row : ofDatabase) {
        if (StateFiles.all().contains(row.text("name"))) {
          write(
              row.text("name"),
              out -> out.write(row.text("content").getBytes(StandardCharsets.UTF_8)));
        }
      }
    }
  }

  private void write(String name, Archive.Writing writing) {
    Path file = settings.stateDir().resolve(name);
    if (Files.exists(file)) {
      return;
    }
    Path draft = file.resolveSibling(name + ".restoring");
    try {
      try (OutputStream out = PrivateFiles.newOutputStream(draft)) {
        writing.to(out);
      }
      Files.move(draft, file);
    } catch (IOException e) {
      throw Archive.failed("write " + file, e);
    }
  }

  private List<String> notes(
      SortedMap<TableName, String> before,
      SortedSet<TableName> later,
      SortedMap<TableName, PointTable> chosen,
      SortedSet<String> back,
      List<Row> erased) {
    List<String> notes = new ArrayList<>();
    if (!before.isEmpty()) {
      notes.add(
          "What was published, noted and decided after %s is forgotten; the next run of each job loads again what came since."
              .formatted(request.point().at()));
      SortedSet<TableName> gone = new TreeSet<>(before.keySet());
      gone.removeAll(chosen.keySet());
      if (!gone.isEmpty()) {
        notes.add(
            "The catalog doesn't know any more: %s. Their files are there; citylake table recover brings them back."
                .formatted(gone));
      }
    }
    if (!later.isEmpty()) {
      notes.add(
          "The warehouse holds later versions of %s: citylake table recover --all has the catalog name them; to go back to the backup instead, restore again with --force."
              .formatted(later));
    }
    if (!back.isEmpty()) {
      notes.add(
          "%,d persons were erased since and may be there again: erase them at once by citylake subject erase."
              .formatted(back.size()));
    }
    if (!request.point().keys()) {
      notes.add(
          "Keys were not in the backup: bring token.key, mask.key%s into %s, or values are masked anew and tokens end."
              .formatted(
                  erased.isEmpty() ? "" : " and erasure.key (without which nothing is loaded)",
                  settings.stateDir()));
    }
    return notes;
  }
}
