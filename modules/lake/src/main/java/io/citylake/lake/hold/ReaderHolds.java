package io.citylake.lake.hold;

import io.citylake.lake.catalog.CatalogDatabase;
import io.citylake.lake.hold.SnapshotHold.Kind;
import io.citylake.model.Release.TableSnapshot;
import io.citylake.model.TableName;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * What processes read now and backups refer to, as they say in the catalog database. One that says
 * nothing any more, for it is dead or can't reach the database, stops counting once its time is
 * over.
 */
public final class ReaderHolds implements HoldSource {
  private final CatalogDatabase database;

  public ReaderHolds(CatalogDatabase database) {
    this.database = database;
  }

  @Override
  public List<SnapshotHold> list() {
    String query =
        "SELECT table_name, table_uuid, snapshot_id, owner, max(expires_at) FROM citylake_holds"
            + " WHERE expires_at > %s GROUP BY table_name, table_uuid, snapshot_id, owner"
                .formatted(database.dialect().now());
    return database.call(
        connection -> {
          List<SnapshotHold> holds = new ArrayList<>();
          try (PreparedStatement statement = connection.prepareStatement(query);
              ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
              holds.add(
                  new SnapshotHold(
                      TableName.parse(rows.getString(1)),
                      new TableSnapshot(rows.getString(2), rows.getLong(3)),
                      BackupHolds.isOwner(rows.getString(4)) ? Kind.BACKUP : Kind.READER,
                      rows.getString(4),
                      Instant.ofEpochMilli(rows.getLong(5))));
            }
          }
          return holds;
        });
  }
}
