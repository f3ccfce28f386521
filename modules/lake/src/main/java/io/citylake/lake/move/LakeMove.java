package io.citylake.lake.move;

import io.citylake.lake.catalog.Lake;
import io.citylake.lake.catalog.WorkspaceIdentity;
import io.citylake.lake.io.LocalPaths;
import io.citylake.lake.io.Warehouse;
import io.citylake.lake.lease.Leases;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Brings a lake that was copied or moved with its warehouse directory to name its files where they
 * are now. What names files is written anew beside the warehouse first, and takes its place once
 * all of it is there; a move that was interrupted is begun again or gone on with, by moving again.
 */
public final class LakeMove {
  private static final String STAGING = ".citylake-move";

  private final Lake lake;
  private final Path here;
  private final Path staging;
  private final Path ready;

  public LakeMove(Lake lake) {
    this.lake = lake;
    String warehouse = Warehouse.location(lake.settings().warehouse());
    if (!LocalPaths.isLocal(warehouse)) {
      throw refused("the warehouse is no directory (warehouse=%s)".formatted(warehouse));
    }
    this.here = LocalPaths.path(warehouse);
    this.staging = here.resolve(STAGING);
    this.ready = staging.resolve("ready");
  }

  /**
   * A table that names files elsewhere.
   *
   * @param name theme and table
   * @param from the metadata file that the catalog names
   * @param to the one that it shall name
   */
  public record Moved(String name, String from, String to) {}

  /** What is known of the place where the lake was. */
  public enum Former {
    MAYBE_USED,
    GONE,
    /** It may be used: the catalog here is known to be another one, made from it. */
    COPIED
  }

  private record Row(String theme, String table, String location, @Nullable String previous) {}

  /** What would be moved, in the order of names; empty where the lake is where it says. */
  public List<Moved> plan() {
    String from = from();
    List<Moved> moved = new ArrayList<>();
    for (Row row : from.equals(here.toString()) ? List.<Row>of() : rows()) {
      Place.of(row.location(), from, here)
          .ifPresent(
              place ->
                  moved.add(
                      new Moved(
                          row.theme() + "." + row.table(),
                          row.location(),
                          place.moved(row.location()))));
    }
    return moved;
  }

  /**
   * Moves it.
   *
   * @param former GONE where somebody said so; only then a catalog that didn't come along is taken
   *     from that place
   * @return what was moved
   * @throws CityLakeException PLAN_FOREIGN where that would take the lake from whoever uses it
   *     there, TABLE_BUSY while something runs, STORAGE_FAILED where files didn't come along
   */
  public List<Moved> move(Former former) {
    List<Moved> moved = plan();
    String from = from();
    if (from.equals(here.toString())) {
      return moved;
    }
    requireAlone(from, former);
    try {
      String journey = from + "\n" + here;
      if (Files.exists(ready) && !Files.readString(ready).equals(journey)) {
        throw refused(
            "another move was interrupted here (%s); put the lake back to where that one went, and move it there"
                .formatted(Files.readString(ready).replace("\n", " to ")));
      }
      if (!Files.exists(ready)) {
        LocalPaths.deleteTree(staging);
        stage(from);
        Files.writeString(ready, journey, StandardCharsets.UTF_8);
      }
      place();
      record(from);
      LocalPaths.deleteTree(staging);
    } catch (IOException e) {
      throw new CityLakeException(
          ErrorCode.STORAGE_FAILED,
          "Cannot move the lake: %s; free space or mend the rights, and run citylake move again"
              .formatted(e.getMessage()),
          e);
    }
    return moved;
  }

  private String from() {
    return new WorkspaceIdentity(lake).findWarehouse().orElse(here.toString());
  }

  /** A catalog that didn't come along is still the one of the lake that was copied. */
  private void requireAlone(String from, Former former) {
    if (!Leases.reserved(lake.database()).isEmpty()) {
      throw new CityLakeException(
          ErrorCode.TABLE_BUSY, "Cannot move the lake: a run has reserved tables; wait for it");
    }
    boolean came = lake.settings().catalog().uri().contains(lake.settings().stateDir().toString());
    if (former != Former.COPIED
        && !came
        && (former == Former.MAYBE_USED || Files.isDirectory(Path.of(from)))) {
      throw refused(
          "the catalog database didn't come along, so it would be taken from the lake at %s; name a copy of it in conf/citylake.yaml, or, if that lake is gone, say --gone"
              .formatted(from));
    }
  }

  private void stage(String from) {
    for (Row row : rows()) {
      Place.of(row.location(), from, here)
          .ifPresent(
              place ->
                  new TableMove(row.theme() + "." + row.table(), place, staging.resolve("files"))
                      .stage(row.location()));
    }
  }

  /** Each file takes the place of the one that came along; those that have, are not there. */
  private void place() throws IOException {
    Path files = staging.resolve("files");
    if (!Files.isDirectory(files)) {
      return;
    }
    List<Path> staged;
    try (Stream<Path> walk = Files.walk(files)) {
      staged = walk.filter(Files::isRegularFile).toList();
    }
    for (Path file : staged) {
      Path to = here.resolve(files.relativize(file).toString());
      Files.move(file, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  private void record(String from) {
    List<Row> rows = rows();
    lake.database()
        .inTransaction(
            connection -> {
              for (Row row : rows) {
                Place place = Place.of(row.location(), from, here).orElse(null);
                if (place != null) {
                  repoint(connection, row, place);
                }
              }
              WorkspaceIdentity.recordWarehouse(connection, here.toString());
              return rows.size();
            });
  }

  private static void repoint(Connection connection, Row row, Place place) throws SQLException {
    try (PreparedStatement update =
        connection.prepareStatement(
            "UPDATE iceberg_tables SET metadata_location = ?, previous_metadata_location = ?"
                + " WHERE catalog_name = ? AND table_namespace = ? AND table_name = ?"
                + " AND metadata_location = ?")) {
      String previous = row.previous();
      update.setString(1, place.moved(row.location()));
      update.setString(2, previous == null ? null : place.moved(previous));
      update.setString(3, Lake.CATALOG);
      update.setString(4, row.theme());
      update.setString(5, row.table());
      update.setString(6, row.location());
      if (update.executeUpdate() != 1) {
        throw new CityLakeException(
            ErrorCode.COMMIT_CONFLICT,
            "Cannot move table %s.%s: another process changed it meanwhile; run citylake move again"
                .formatted(row.theme(), row.table()));
      }
    }
  }

  /** Every table, also those that no theme could hold. */
  private List<Row> rows() {
    return lake.database()
        .call(
            connection -> {
              List<Row> rows = new ArrayList<>();
              try (PreparedStatement query =
                  connection.prepareStatement(
                      "SELECT table_namespace, table_name, metadata_location,"
                          + " previous_metadata_location FROM iceberg_tables"
                          + " WHERE catalog_name = ? ORDER BY table_namespace, table_name")) {
                query.setString(1, Lake.CATALOG);
                try (ResultSet found = query.executeQuery()) {
                  while (found.next()) {
                    rows.add(
                        new Row(
                            found.getString(1),
                            found.getString(2),
                            found.getString(3),
                            found.getString(4)));
                  }
                }
              }
              return rows;
            });
  }

  private static CityLakeException refused(String why) {
    return new CityLakeException(ErrorCode.PLAN_FOREIGN, "Cannot move the lake: " + why);
  }
}
