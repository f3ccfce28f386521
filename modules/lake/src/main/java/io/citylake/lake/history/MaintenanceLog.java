package io.citylake.lake.history;

import io.citylake.lake.catalog.CatalogDatabase;
import io.citylake.model.TableName;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What upkeep did to tables, in the catalog's database. Each call is one transaction; safe for
 * threads and processes.
 */
public final class MaintenanceLog {
  private static final String COLUMNS =
      "id, table_name, action, reason, began_at, ended_at, outcome, files_before, files_after,"
          + " bytes_before, bytes_after, row_count, row_hash, message";

  private final CatalogDatabase database;

  public MaintenanceLog(CatalogDatabase database) {
    this.database = database;
  }

  /**
   * One action upon one table.
   *
   * @param table null for what is the lake's, such as its releases
   * @param rows that were held against each other before and after; null where none can change
   * @param hash over all of those rows, the same before and after
   */
  public record Entry(
      String id,
      @Nullable TableName table,
      String action,
      String reason,
      Instant began,
      Instant ended,
      String outcome,
      @Nullable Long filesBefore,
      @Nullable Long filesAfter,
      @Nullable Long bytesBefore,
      @Nullable Long bytesAfter,
      @Nullable Long rows,
      @Nullable String hash,
      @Nullable String message) {}

  public void record(Entry entry) {
    database.inTransaction(
        connection -> {
          try (PreparedStatement insert =
              connection.prepareStatement(
                  "INSERT INTO citylake_maintenance (%s) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?)"
                      .formatted(COLUMNS))) {
            insert.setString(1, entry.id());
            insert.setString(2, entry.table() == null ? "" : entry.table().toString());
            insert.setString(3, entry.action());
            insert.setString(4, entry.reason());
            insert.setLong(5, entry.began().toEpochMilli());
            insert.setLong(6, entry.ended().toEpochMilli());
            insert.setString(7, entry.outcome());
            insert.setObject(8, entry.filesBefore());
            insert.setObject(9, entry.filesAfter());
            insert.setObject(10, entry.bytesBefore());
            insert.setObject(11, entry.bytesAfter());
            insert.setObject(12, entry.rows());
            insert.setString(13, entry.hash());
            insert.setString(14, entry.message());
            insert.executeUpdate();
          }
          return null;
        });
  }

  /** The newest first, of one table or of all. */
  public List<Entry> list(Optional<TableName> table, int limit) {
    String where = table.isPresent() ? " WHERE table_name = ?" : "";
    return database.call(
        connection -> {
          List<Entry> entries = new ArrayList<>();
          try (PreparedStatement query =
              connection.prepareStatement(
                  "SELECT %s FROM citylake_maintenance%s ORDER BY began_at DESC, id DESC LIMIT ?"
                      .formatted(COLUMNS, where))) {
            int next = 1;
            if (table.isPresent()) {
              query.setString(next++, table.get().toString());
            }
            query.setInt(next, limit);
            try (ResultSet rows = query.executeQuery()) {
              while (rows.next()) {
                entries.add(entry(rows));
              }
            }
          }
          return entries;
        });
  }

  private static Entry entry(ResultSet row) throws SQLException {
    String table = row.getString(2);
    return new Entry(
        row.getString(1),
        table.isEmpty() ? null : TableName.parse(table),
        row.getString(3),
        row.getString(4),
        Instant.ofEpochMilli(row.getLong(5)),
        Instant.ofEpochMilli(row.getLong(6)),
        row.getString(7),
        number(row, 8),
        number(row, 9),
        number(row, 10),
        number(row, 11),
        number(row, 12),
        row.getString(13),
        row.getString(14));
  }

  private static @Nullable Long number(ResultSet row, int column) throws SQLException {
    long number = row.getLong(column);
    return row.wasNull() ? null : Long.valueOf(number);
  }
}
