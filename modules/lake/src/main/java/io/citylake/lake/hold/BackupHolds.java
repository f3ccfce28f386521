package io.citylake.lake.hold;

import io.citylake.lake.catalog.CatalogDatabase;
import io.citylake.lake.lease.LeaseSettings.Owner;
import io.citylake.model.RunId;
import java.sql.PreparedStatement;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.TableMetadata;

/**
 * Keeps the snapshots of a backup for a time, in the rows of readers, so that a program that knows
 * no backups keeps them too. One thread.
 */
public final class BackupHolds {
  private static final String OWNER = "backup ";

  private final CatalogDatabase database;
  private final String id;
  private final String owner;
  private final Set<String> held = new HashSet<>();

  /**
   * @param backup as the owner names it
   */
  public BackupHolds(CatalogDatabase database, RunId run, String backup, Owner process) {
    this.database = database;
    // With a number behind it, in forty characters.
    this.id = "b" + run.value();
    this.owner = OWNER + backup + " of " + process.host() + ":" + process.pid();
  }

  static boolean isOwner(String owner) {
    return owner.startsWith(OWNER);
  }

  /**
   * Keeps all snapshots of a table that it does not keep yet.
   *
   * @param table {@code theme.table}
   */
  public void hold(String table, TableMetadata metadata, Duration time) {
    Collection<Snapshot> all =
        metadata.snapshots().stream()
            .filter(each -> !held.contains(table + each.snapshotId()))
            .toList();
    if (all.isEmpty()) {
      return;
    }
    database.inTransaction(
        connection -> {
          try (PreparedStatement insert =
              connection.prepareStatement(
                  "INSERT INTO citylake_holds"
                      + " (holder, owner, table_name, table_uuid, snapshot_id, expires_at)"
                      + " VALUES (?, ?, ?, ?, ?, %s + ?)".formatted(database.dialect().now()))) {
            int number = held.size();
            for (Snapshot each : all) {
              insert.setString(1, id + "." + number++);
              insert.setString(2, owner);
              insert.setString(3, table);
              insert.setString(4, metadata.uuid());
              insert.setLong(5, each.snapshotId());
              insert.setLong(6, time.toMillis());
              insert.addBatch();
            }
            insert.executeBatch();
          }
          return all.size();
        });
    all.forEach(each -> held.add(table + each.snapshotId()));
  }

  /** Has them end after another time from now. */
  public void extend(Duration time) {
    update(
        "UPDATE citylake_holds SET expires_at = %s + %d WHERE holder LIKE ?"
            .formatted(database.dialect().now(), time.toMillis()));
  }

  /** Ends them. */
  public void end() {
    update("DELETE FROM citylake_holds WHERE holder LIKE ?");
    held.clear();
  }

  private void update(String sql) {
    database.inTransaction(
        connection -> {
          try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, id + ".%");
            return statement.executeUpdate();
          }
        });
  }
}
