package io.citylake.lake.hold;

import io.citylake.lake.catalog.CatalogDatabase;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.time.Duration;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Holds whose time was over and that nobody took away: they keep nothing any more, and whoever said
 * them died or can't reach the database.
 */
public final class EndedHolds {
  private final CatalogDatabase database;
  private final String ended;

  /**
   * @param since how long ago their time was over at least
   */
  public EndedHolds(CatalogDatabase database, Duration since) {
    this.database = database;
    this.ended = "expires_at <= %s - %d".formatted(database.dialect().now(), since.toMillis());
  }

  /** How many there are of each owner. */
  public SortedMap<String, Long> byOwner() {
    String query =
        "SELECT owner, count(*) FROM citylake_holds WHERE %s GROUP BY owner".formatted(ended);
    return database.call(
        connection -> {
          SortedMap<String, Long> owners = new TreeMap<>();
          try (PreparedStatement statement = connection.prepareStatement(query);
              ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
              owners.put(rows.getString(1), rows.getLong(2));
            }
          }
          return owners;
        });
  }

  /** Takes them away. */
  public int remove() {
    return database.call(
        connection -> {
          try (PreparedStatement delete =
              connection.prepareStatement("DELETE FROM citylake_holds WHERE " + ended)) {
            return delete.executeUpdate();
          }
        });
  }
}
