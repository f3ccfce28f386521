package io.citylake.govern.state;

import io.citylake.lake.catalog.CatalogDatabase;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Base64;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A row of the catalog's database. */
final class DatabaseEntry implements StateEntry {
  private static final String TABLE = "citylake_state";

  private final CatalogDatabase database;
  private final String name;
  private final StateFile earlier;

  /**
   * @param earlier where it was before there was a row; its content becomes the row's
   */
  DatabaseEntry(CatalogDatabase database, String name, StateFile earlier) {
    this.database = database;
    this.name = name;
    this.earlier = earlier;
  }

  /**
   * @param content in Base64
   */
  private record Row(long version, String content) {
    byte[] bytes() {
      return Base64.getDecoder().decode(content);
    }
  }

  @Override
  public String place() {
    return "catalog database, %s=%s".formatted(TABLE, name);
  }

  @Override
  public Optional<byte[]> find() {
    return row().map(Row::bytes);
  }

  @Override
  public Optional<Object> version() {
    return row().map(Row::version);
  }

  @Override
  public void change(Function<Optional<byte[]>, byte[]> change) {
    Optional<byte[]> before = earlier.find();
    database.inTransaction(
        connection -> {
          database.dialect().lock(connection, TABLE);
          Row now = select(connection);
          Optional<byte[]> held = now == null ? before : Optional.of(now.bytes());
          String next = Base64.getEncoder().encodeToString(change.apply(held));
          if (now == null || !now.content().equals(next)) {
            write(connection, new Row(now == null ? 1 : now.version() + 1, next));
          }
          return next;
        });
  }

  private Optional<Row> row() {
    Row row = database.call(this::select);
    if (row == null && earlier.find().isPresent()) {
      change(Optional::orElseThrow);
      row = database.call(this::select);
    }
    return Optional.ofNullable(row);
  }

  private @Nullable Row select(Connection connection) throws SQLException {
    try (PreparedStatement query =
        connection.prepareStatement("SELECT version, content FROM citylake_state WHERE name = ?")) {
      query.setString(1, name);
      try (ResultSet rows = query.executeQuery()) {
        return rows.next() ? new Row(rows.getLong(1), rows.getString(2)) : null;
      }
    }
  }

  private void write(Connection connection, Row row) throws SQLException {
    try (PreparedStatement upsert =
        connection.prepareStatement(
            "INSERT INTO citylake_state (name, version, content) VALUES (?, ?, ?)"
                + " ON CONFLICT (name) DO UPDATE SET version = excluded.version,"
                + " content = excluded.content")) {
      upsert.setString(1, name);
      upsert.setLong(2, row.version());
      upsert.setString(3, row.content());
      upsert.executeUpdate();
    }
  }
}
