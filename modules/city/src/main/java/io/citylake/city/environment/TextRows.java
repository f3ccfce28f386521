package io.citylake.city.environment;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A new table of a department's SQLite database, all of whose columns are text. */
final class TextRows implements AutoCloseable {
  private final PreparedStatement insert;

  private TextRows(PreparedStatement insert) {
    this.insert = insert;
  }

  /** Makes the table; the connection stays the caller's. */
  static TextRows open(Connection connection, String table, List<String> columns)
      throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(
          "create table %s (%s text)".formatted(table, String.join(" text, ", columns)));
    }
    String marks = String.join(", ", Collections.nCopies(columns.size(), "?"));
    return new TextRows(
        connection.prepareStatement("insert into %s values (%s)".formatted(table, marks)));
  }

  void row(@Nullable String... cells) throws SQLException {
    for (int i = 0; i < cells.length; i++) {
      insert.setString(i + 1, cells[i]);
    }
    insert.executeUpdate();
  }

  @Override
  public void close() throws SQLException {
    insert.close();
  }
}
