package io.citylake.lake.history;

import io.citylake.lake.catalog.CatalogDatabase;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Corrections of quarantined rows that wait for a replay. The quarantine itself keeps the row as it
 * arrived; the correction is kept beside it, with who made it and when.
 */
public final class CorrectionStore {
  private final CatalogDatabase database;

  public CorrectionStore(CatalogDatabase database) {
    this.database = database;
  }

  /**
   * Takes a row's corrected text, over an earlier correction; nobody else changes any meanwhile.
   *
   * @param change makes it of the earlier one, empty for none; what it throws leaves that as it is
   */
  public void change(String id, String by, Instant at, Function<Optional<String>, String> change) {
    database.inTransaction(
        connection -> {
          database.dialect().lock(connection, "citylake_fixes");
          String raw = change.apply(find(connection, id));
          try (PreparedStatement insert =
              connection.prepareStatement(
                  "INSERT INTO citylake_fixes (id, raw, fixed_by, fixed_at) VALUES (?,?,?,?) ON"
                      + " CONFLICT (id) DO UPDATE SET raw = excluded.raw, fixed_by ="
                      + " excluded.fixed_by, fixed_at = excluded.fixed_at")) {
            insert.setString(1, id);
            insert.setString(2, raw);
            insert.setString(3, by);
            insert.setString(4, at.toString());
            return insert.executeUpdate();
          }
        });
  }

  /** The ids of those whose text is such. */
  public List<String> findIds(Predicate<String> such) {
    return database.call(
        connection -> {
          List<String> found = new ArrayList<>();
          try (PreparedStatement query =
                  connection.prepareStatement("SELECT id, raw FROM citylake_fixes ORDER BY id");
              ResultSet rows = query.executeQuery()) {
            while (rows.next()) {
              if (such.test(rows.getString(2))) {
                found.add(rows.getString(1));
              }
            }
          }
          return found;
        });
  }

  /** Takes corrections away. */
  public void remove(List<String> ids) {
    database.inTransaction(
        connection -> {
          try (PreparedStatement delete =
              connection.prepareStatement("DELETE FROM citylake_fixes WHERE id = ?")) {
            for (String id : ids) {
              delete.setString(1, id);
              delete.executeUpdate();
            }
          }
          return ids.size();
        });
  }

  /** The corrected text of those of the rows that have one. */
  public Map<String, String> find(Collection<String> ids) {
    return database.inTransaction(
        connection -> {
          Map<String, String> found = new LinkedHashMap<>();
          for (String id : ids) {
            find(connection, id).ifPresent(raw -> found.put(id, raw));
          }
          return found;
        });
  }

  private static Optional<String> find(Connection connection, String id) throws SQLException {
    try (PreparedStatement query =
        connection.prepareStatement("SELECT raw FROM citylake_fixes WHERE id = ?")) {
      query.setString(1, id);
      try (ResultSet row = query.executeQuery()) {
        return row.next() ? Optional.of(row.getString(1)) : Optional.empty();
      }
    }
  }
}
