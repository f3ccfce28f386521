package io.citylake.lake.catalog;

import io.citylake.lake.io.LocalPaths;
import io.citylake.lake.io.StorageFault;
import io.citylake.lake.io.Warehouse;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;

/**
 * Whose catalog this is: a random id, kept in the workspace's state directory and in the catalog
 * database. A workspace that finds another's id there never writes to it.
 */
public final class WorkspaceIdentity {
  /** The property of each table that names the workspace that made it. */
  public static final String PROPERTY = "citylake.workspace";

  private static final String FILE = "workspace.id";
  private static final String ID = "workspace";
  private static final String WAREHOUSE = "warehouse";

  private final Path file;
  private final Lake lake;

  public WorkspaceIdentity(Lake lake) {
    this.lake = lake;
    this.file = lake.settings().stateDir().resolve(FILE);
  }

  /**
   * Compares, and writes nothing.
   *
   * @throws CityLakeException PLAN_FOREIGN where the catalog is another workspace's
   */
  public void check() {
    compare(lake.database().call(WorkspaceIdentity::recorded));
  }

  /**
   * Makes the catalog this workspace's, where it is nobody's yet.
   *
   * @return the workspace's id
   * @throws CityLakeException PLAN_FOREIGN where the catalog is another workspace's
   */
  public String claim() {
    Map<String, String> found = lake.database().call(WorkspaceIdentity::recorded);
    compare(found);
    String id = findOwn().orElseGet(this::create);
    if (found.isEmpty()) {
      Map<String, String> now =
          lake.database()
              .inTransaction(
                  connection -> {
                    record(connection, ID, id);
                    record(connection, WAREHOUSE, warehouse());
                    return recorded(connection);
                  });
      compare(now);
    }
    return id;
  }

  /**
   * Called when the catalog is opened: the tables of a lake that was copied still name the files of
   * the one that it was copied from.
   *
   * @throws CityLakeException PLAN_FOREIGN where this workspace's tables are in another warehouse
   */
  public void requirePlace() {
    Map<String, String> found = lake.database().call(WorkspaceIdentity::recorded);
    if (findOwn().equals(Optional.ofNullable(found.get(ID)))) {
      requirePlace(found);
    }
  }

  /** The workspace's id, where it has made the catalog its own. */
  public Optional<String> findClaimed() {
    return findOwn()
        .filter(id -> id.equals(lake.database().call(WorkspaceIdentity::recorded).get(ID)));
  }

  /** The warehouse that the tables were made in, where that was recorded. */
  public Optional<String> findWarehouse() {
    return Optional.ofNullable(lake.database().call(WorkspaceIdentity::recorded).get(WAREHOUSE));
  }

  /** Says where the tables are from now on. */
  public static void recordWarehouse(Connection connection, String warehouse) throws SQLException {
    try (PreparedStatement update =
        connection.prepareStatement("UPDATE citylake_meta SET content = ? WHERE name = ?")) {
      update.setString(1, warehouse);
      update.setString(2, WAREHOUSE);
      update.executeUpdate();
    }
  }

  /**
   * After the catalog was put back from a backup: a workspace that has an id keeps it, and one that
   * has none takes the one that it is a backup of.
   */
  public String adopt(String backedUp) {
    String id = findOwn().orElseGet(() -> create(backedUp));
    lake.database()
        .inTransaction(
            connection -> {
              try (PreparedStatement update =
                  connection.prepareStatement(
                      "UPDATE citylake_meta SET content = ? WHERE name = ?")) {
                update.setString(1, id);
                update.setString(2, ID);
                return update.executeUpdate();
              }
            });
    return id;
  }

  /** This workspace's id, where it has one. */
  public Optional<String> findOwn() {
    try {
      String text = Files.readString(file).strip();
      return text.isEmpty() ? Optional.empty() : Optional.of(text);
    } catch (java.nio.file.NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw failed("read", e);
    }
  }

  private void compare(Map<String, String> found) {
    String theirs = found.get(ID);
    if (theirs == null) {
      return;
    }
    if (!findOwn().equals(Optional.of(theirs))) {
      throw new CityLakeException(
          ErrorCode.PLAN_FOREIGN,
          "Cannot use the catalog: it belongs to another workspace (catalog=%s, here=%s); name another catalog in conf/citylake.yaml, or, if this is that workspace moved, bring its %s along"
              .formatted(theirs, findOwn().orElse("none"), file));
    }
    requirePlace(found);
  }

  private void requirePlace(Map<String, String> found) {
    String theirs = found.get(WAREHOUSE);
    if (theirs != null && !isHere(theirs)) {
      throw new CityLakeException(
          ErrorCode.PLAN_FOREIGN,
          "Cannot use the lake: its tables were made in another warehouse (catalog=%s, here=%s); if it was copied or moved here, run citylake move, else set warehouse in conf/citylake.yaml to the former"
              .formatted(theirs, warehouse()));
    }
  }

  /** Also under another name, as by a link: the tables' locations lead here then. */
  private boolean isHere(String theirs) {
    String ours = warehouse();
    if (theirs.equals(ours) || !LocalPaths.isLocal(theirs) || !LocalPaths.isLocal(ours)) {
      return theirs.equals(ours);
    }
    try {
      return Files.isSameFile(LocalPaths.path(theirs), LocalPaths.path(ours));
    } catch (IOException e) {
      // One of them isn't there.
      return false;
    }
  }

  private String create() {
    return create(UUID.randomUUID().toString());
  }

  private String create(String id) {
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      Files.writeString(file, id, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
      return id;
    } catch (FileAlreadyExistsException e) {
      // Another process was first; its id is ours too.
      return findOwn().orElseThrow(() -> failed("read", e));
    } catch (IOException e) {
      throw failed("write", e);
    }
  }

  private String warehouse() {
    return Warehouse.location(lake.settings().warehouse());
  }

  private CityLakeException failed(String verb, IOException cause) {
    return new CityLakeException(
        ErrorCode.STORAGE_FAILED,
        "Cannot %s the workspace's id: %s (file=%s)"
            .formatted(verb, StorageFault.reason(cause), file),
        cause);
  }

  private static Map<String, String> recorded(Connection connection) throws SQLException {
    Map<String, String> values = new TreeMap<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT name, content FROM citylake_meta")) {
      while (rows.next()) {
        values.put(rows.getString(1), rows.getString(2));
      }
    }
    return values;
  }

  private static void record(Connection connection, String name, String content)
      throws SQLException {
    String insert =
        "INSERT INTO citylake_meta (name, content) VALUES (?, ?) ON CONFLICT DO NOTHING";
    try (PreparedStatement statement = connection.prepareStatement(insert)) {
      statement.setString(1, name);
      statement.setString(2, content);
      statement.executeUpdate();
    }
  }
}
