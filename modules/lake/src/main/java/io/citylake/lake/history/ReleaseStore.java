package io.citylake.lake.history;

import io.citylake.lake.catalog.CatalogDatabase;
import io.citylake.lake.catalog.Lake;
import io.citylake.model.Release;
import io.citylake.model.Release.TableSnapshot;
import io.citylake.model.TableName;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.NoSuchTableException;
import org.jspecify.annotations.Nullable;

/**
 * The releases of a lake, in the catalog's database: what each round of jobs published together,
 * over what was served before. A release is kept as what changed with it. Each call is one
 * transaction; safe for threads and processes.
 */
public final class ReleaseStore {
  private static final String TABLES =
      """
      SELECT t.table_name, t.table_uuid, t.snapshot_id FROM citylake_release_tables t
      JOIN (SELECT table_name, max(release_id) AS release_id FROM citylake_release_tables
            WHERE release_id <= ? GROUP BY table_name) newest
      ON t.table_name = newest.table_name AND t.release_id = newest.release_id\
      """;

  private final Lake lake;
  private final CatalogDatabase database;

  private ReleaseStore(Lake lake) {
    this.lake = lake;
    this.database = lake.database();
  }

  /** The releases of a lake, which stays the caller's to close. */
  public static ReleaseStore open(Lake lake) {
    return new ReleaseStore(lake);
  }

  public Optional<Release> latest() {
    return one("SELECT max(release_id) FROM citylake_releases", null);
  }

  public Optional<Release> find(long id) {
    return one("SELECT release_id FROM citylake_releases WHERE release_id = ?", id);
  }

  /** The one that was the latest at a time. */
  public Optional<Release> at(Instant time) {
    return one(
        "SELECT max(release_id) FROM citylake_releases WHERE released_at <= ?",
        time.toEpochMilli());
  }

  /** A table's state where some release served it at this snapshot. */
  public Optional<TableSnapshot> findState(TableName table, long snapshotId) {
    return database.inTransaction(
        connection -> {
          try (PreparedStatement query =
              connection.prepareStatement(
                  "SELECT table_uuid FROM citylake_release_tables WHERE table_name = ? AND"
                      + " snapshot_id = ?")) {
            query.setString(1, table.toString());
            query.setLong(2, snapshotId);
            try (ResultSet rows = query.executeQuery()) {
              return rows.next()
                  ? Optional.of(new TableSnapshot(rows.getString(1), snapshotId))
                  : Optional.<TableSnapshot>empty();
            }
          }
        });
  }

  /**
   * A state of a table that can be asked for.
   *
   * @param first the earliest release that is kept and serves it
   * @param last the latest
   */
  public record ReleasedState(TableName table, TableSnapshot state, long first, long last) {}

  /** Every state that some release serves which is kept, by table and release. */
  public List<ReleasedState> states() {
    return database.inTransaction(
        connection -> {
          NavigableSet<Long> kept = new TreeSet<>();
          SortedMap<TableName, NavigableMap<Long, TableSnapshot>> changes = new TreeMap<>();
          try (Statement query = connection.createStatement()) {
            try (ResultSet rows = query.executeQuery("SELECT release_id FROM citylake_releases")) {
              while (rows.next()) {
                kept.add(rows.getLong(1));
              }
            }
            try (ResultSet rows =
                query.executeQuery(
                    "SELECT table_name, release_id, table_uuid, snapshot_id"
                        + " FROM citylake_release_tables")) {
              while (rows.next()) {
                changes
                    .computeIfAbsent(TableName.parse(rows.getString(1)), name -> new TreeMap<>())
                    .put(rows.getLong(2), new TableSnapshot(rows.getString(3), rows.getLong(4)));
              }
            }
          }
          List<ReleasedState> states = new ArrayList<>();
          changes.forEach((table, byRelease) -> collect(table, byRelease, kept, states));
          return states;
        });
  }

  /** A state is served from the release that it changed with up to the one before the next. */
  private static void collect(
      TableName table,
      NavigableMap<Long, TableSnapshot> byRelease,
      NavigableSet<Long> kept,
      List<ReleasedState> into) {
    for (Map.Entry<Long, TableSnapshot> each : byRelease.entrySet()) {
      Long next = byRelease.higherKey(each.getKey());
      NavigableSet<Long> serving =
          next == null
              ? kept.tailSet(each.getKey(), true)
              : kept.subSet(each.getKey(), true, next, false);
      if (!serving.isEmpty()) {
        into.add(new ReleasedState(table, each.getValue(), serving.first(), serving.last()));
      }
    }
  }

  /**
   * Gives up the releases that serve a state of a table, but for the latest: they can't be asked
   * for any more, and hold nothing.
   */
  public void end(TableName table, long snapshotId) {
    List<ReleasedState> ended =
        states().stream()
            .filter(
                state -> state.table().equals(table) && state.state().snapshotId() == snapshotId)
            .toList();
    database.inTransaction(
        connection -> {
          try (PreparedStatement delete =
              connection.prepareStatement(
                  "DELETE FROM citylake_releases WHERE release_id BETWEEN ? AND ? AND release_id <"
                      + " (SELECT max(release_id) FROM citylake_releases)")) {
            for (ReleasedState each : ended) {
              delete.setLong(1, each.first());
              delete.setLong(2, each.last());
              delete.executeUpdate();
            }
          }
          return ended.size();
        });
  }

  /** The newest first. */
  public List<Release> list(int limit) {
    return database.inTransaction(
        connection -> {
          List<Long> ids = new ArrayList<>();
          try (PreparedStatement query =
              connection.prepareStatement(
                  "SELECT release_id FROM citylake_releases ORDER BY release_id DESC LIMIT ?")) {
            query.setInt(1, limit);
            try (ResultSet rows = query.executeQuery()) {
              while (rows.next()) {
                ids.add(rows.getLong(1));
              }
            }
          }
          List<Release> releases = new ArrayList<>();
          for (long id : ids) {
            releases.add(read(connection, id));
          }
          return releases;
        });
  }

  /** When each release that is kept was made. */
  public NavigableMap<Long, Instant> times() {
    return database.call(
        connection -> {
          NavigableMap<Long, Instant> times = new TreeMap<>();
          try (Statement query = connection.createStatement();
              ResultSet rows =
                  query.executeQuery("SELECT release_id, released_at FROM citylake_releases")) {
            while (rows.next()) {
              times.put(rows.getLong(1), Instant.ofEpochMilli(rows.getLong(2)));
            }
          }
          return times;
        });
  }

  /**
   * Gives releases up: nobody can ask for them any more, and their states are kept only where
   * another release serves them. The latest always stays.
   *
   * @return how many were given up
   */
  public int drop(Collection<Long> releases) {
    return database.inTransaction(
        connection -> {
          database.dialect().lock(connection, "citylake_releases");
          long latest = number(connection, "SELECT max(release_id) FROM citylake_releases", null);
          int dropped = 0;
          try (PreparedStatement delete =
              connection.prepareStatement("DELETE FROM citylake_releases WHERE release_id = ?")) {
            for (long release : new TreeSet<>(releases)) {
              if (release != latest) {
                delete.setLong(1, release);
                dropped += delete.executeUpdate();
              }
            }
          }
          // A state is served up to the release before its table's next one.
          try (Statement states = connection.createStatement()) {
            states.executeUpdate(
                "DELETE FROM citylake_release_tables WHERE NOT EXISTS (SELECT 1 FROM"
                    + " citylake_releases r WHERE r.release_id >="
                    + " citylake_release_tables.release_id AND r.release_id < coalesce((SELECT"
                    + " min(n.release_id) FROM citylake_release_tables n WHERE n.table_name ="
                    + " citylake_release_tables.table_name AND n.release_id >"
                    + " citylake_release_tables.release_id), 9223372036854775807))");
          }
          return dropped;
        });
  }

  /** The latest; where there is none, a first one of every table as it is now. */
  public Release latestOrFirst(Instant now) {
    return latest().orElseGet(() -> release(allTables(), now));
  }

  /**
   * Makes a release of what these tables, and those that the platform keeps beside them, are now,
   * whoever published it. The latest stays where nothing of them changed; the first one holds every
   * table. Only a table whose metadata moved since it was looked at last is opened.
   */
  public Release release(Collection<TableName> published, Instant now) {
    Optional<Release> latest = latest();
    SortedSet<TableName> names = new TreeSet<>(latest.isPresent() ? published : allTables());
    for (TableName name : published) {
      names.addAll(name.companions());
    }
    // Of before the tables are opened, so that what is published in between is looked at again.
    SortedMap<TableName, String> moved = lake.locations();
    moved.keySet().retainAll(names);
    if (latest.isPresent()) {
      moved.entrySet().removeAll(looks().entrySet());
      if (moved.isEmpty()) {
        return latest.get();
      }
    }
    SortedMap<TableName, TableSnapshot> states = new TreeMap<>();
    for (TableName name : moved.keySet()) {
      state(name).ifPresent(state -> states.put(name, state));
    }
    return database.inTransaction(connection -> add(connection, states, moved, now));
  }

  /**
   * Makes a release of tables of which only files changed since one, at the states that were looked
   * at; without those that were released again since then, with what is beside them.
   */
  public void releaseRewritten(
      Release since, SortedMap<TableName, TableSnapshot> states, Instant now) {
    database.inTransaction(
        connection -> {
          database.dialect().lock(connection, "citylake_releases");
          Release latest =
              read(
                  connection,
                  number(connection, "SELECT max(release_id) FROM citylake_releases", null));
          Set<TableName> again = new TreeSet<>();
          SortedMap<TableName, TableSnapshot> same = new TreeMap<>(states);
          Set<TableName> all = new TreeSet<>(latest.tables().keySet());
          all.addAll(since.tables().keySet());
          for (TableName each : all) {
            if (!Objects.equals(latest.tables().get(each), since.tables().get(each))) {
              again.add(each.target());
            }
          }
          same.keySet().removeIf(each -> again.contains(each.target()));
          return add(connection, same, new TreeMap<>(), now);
        });
  }

  /** Where the metadata of each table was when a release was made of it, or wasn't needed. */
  private SortedMap<TableName, String> looks() {
    return database.inTransaction(
        connection -> {
          SortedMap<TableName, String> looks = new TreeMap<>();
          try (Statement query = connection.createStatement();
              ResultSet rows =
                  query.executeQuery(
                      "SELECT table_name, metadata_location FROM citylake_release_looks")) {
            while (rows.next()) {
              looks.put(TableName.parse(rows.getString(1)), rows.getString(2));
            }
          }
          return looks;
        });
  }

  private static void remember(Connection connection, SortedMap<TableName, String> looks)
      throws SQLException {
    try (PreparedStatement delete =
            connection.prepareStatement("DELETE FROM citylake_release_looks WHERE table_name = ?");
        PreparedStatement insert =
            connection.prepareStatement("INSERT INTO citylake_release_looks VALUES (?, ?)")) {
      for (var each : looks.entrySet()) {
        delete.setString(1, each.getKey().toString());
        delete.addBatch();
        insert.setString(1, each.getKey().toString());
        insert.setString(2, each.getValue());
        insert.addBatch();
      }
      delete.executeBatch();
      insert.executeBatch();
    }
  }

  private Release add(
      Connection connection,
      SortedMap<TableName, TableSnapshot> states,
      SortedMap<TableName, String> looks,
      Instant now)
      throws SQLException {
    database.dialect().lock(connection, "citylake_releases");
    remember(connection, looks);
    long before = number(connection, "SELECT max(release_id) FROM citylake_releases", null);
    SortedMap<TableName, TableSnapshot> changed = new TreeMap<>(states);
    if (before > 0) {
      Release latest = read(connection, before);
      changed
          .entrySet()
          .removeIf(each -> each.getValue().equals(latest.tables().get(each.getKey())));
      if (changed.isEmpty()) {
        return latest;
      }
    }
    long id = before + 1;
    try (PreparedStatement insert =
        connection.prepareStatement("INSERT INTO citylake_releases VALUES (?, ?)")) {
      insert.setLong(1, id);
      insert.setLong(2, now.toEpochMilli());
      insert.executeUpdate();
    }
    try (PreparedStatement insert =
        connection.prepareStatement("INSERT INTO citylake_release_tables VALUES (?, ?, ?, ?)")) {
      for (var each : changed.entrySet()) {
        insert.setString(1, each.getKey().toString());
        insert.setLong(2, id);
        insert.setString(3, each.getValue().uuid());
        insert.setLong(4, each.getValue().snapshotId());
        insert.addBatch();
      }
      insert.executeBatch();
    }
    return read(connection, id);
  }

  /** Empty where the table isn't there, or never had a row. */
  private Optional<TableSnapshot> state(TableName name) {
    try {
      Table table = lake.catalog().loadTable(Lake.identifier(name));
      Snapshot snapshot = table.currentSnapshot();
      return snapshot == null
          ? Optional.empty()
          : Optional.of(new TableSnapshot(table.uuid().toString(), snapshot.snapshotId()));
    } catch (NoSuchTableException e) {
      return Optional.empty();
    }
  }

  private List<TableName> allTables() {
    List<TableName> names = new ArrayList<>();
    for (Namespace namespace : lake.catalog().listNamespaces()) {
      for (TableIdentifier table : lake.catalog().listTables(namespace)) {
        Lake.findName(namespace.toString(), table.name()).ifPresent(names::add);
      }
    }
    return names;
  }

  private Optional<Release> one(String sql, @Nullable Long parameter) {
    return database.inTransaction(
        connection -> {
          long id = number(connection, sql, parameter);
          return id == 0 ? Optional.<Release>empty() : Optional.of(read(connection, id));
        });
  }

  /** The number that a query answers; 0 for none. */
  private static long number(Connection connection, String sql, @Nullable Long parameter)
      throws SQLException {
    try (PreparedStatement query = connection.prepareStatement(sql)) {
      if (parameter != null) {
        query.setLong(1, parameter);
      }
      try (ResultSet rows = query.executeQuery()) {
        return rows.next() ? rows.getLong(1) : 0;
      }
    }
  }

  private static Release read(Connection connection, long id) throws SQLException {
    SortedMap<TableName, TableSnapshot> tables = new TreeMap<>();
    try (PreparedStatement query = connection.prepareStatement(TABLES)) {
      query.setLong(1, id);
      try (ResultSet rows = query.executeQuery()) {
        while (rows.next()) {
          tables.put(
              TableName.parse(rows.getString(1)),
              new TableSnapshot(rows.getString(2), rows.getLong(3)));
        }
      }
    }
    String time = "SELECT released_at FROM citylake_releases WHERE release_id = ?";
    return new Release(id, Instant.ofEpochMilli(number(connection, time, id)), tables);
  }
}
