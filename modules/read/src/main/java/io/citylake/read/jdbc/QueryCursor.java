package io.citylake.read.jdbc;

import io.citylake.model.RawRow;
import io.citylake.model.RowOrigin;
import io.citylake.read.jdbc.QueryTask.Which;
import io.citylake.read.record.RawText;
import io.citylake.read.record.RecordCursor;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Rows of a query as text, streamed. */
final class QueryCursor implements RecordCursor, RawRow {
  private final QueryTask task;
  private final Connection connection;
  private final PreparedStatement statement;
  private final ResultSet result;
  private final ColumnText[] columns;
  private final List<String> names;
  private final @Nullable String[] values;
  private final RowRate rate;
  private final boolean named;
  private final RowDigests.@Nullable Remaining rows;
  private final RowForm.Digester digester;
  private @Nullable String malformed;
  private long ordinal;

  QueryCursor(QueryTask task, Connection connection) throws SQLException {
    this.task = task;
    this.connection = connection;
    this.rate = new RowRate(task.share().rowsPerSecond());
    this.named = task.chosen().which() == Which.ONLY;
    RowDigests chosen = task.chosen().rows();
    this.rows = named || !chosen.isEmpty() ? chosen.remaining() : null;
    this.statement = connection.prepareStatement(task.query().sql());
    statement.setFetchSize(task.fetchSize());
    task.query().bind(statement, task.database());
    this.result = statement.executeQuery();
    ResultSetMetaData shape = result.getMetaData();
    this.columns = new ColumnText[shape.getColumnCount()];
    List<String> labels = new ArrayList<>();
    for (int i = 0; i < columns.length; i++) {
      columns[i] =
          ColumnText.of(
              task.database().product(),
              shape.getColumnType(i + 1),
              shape.getColumnTypeName(i + 1),
              shape.getPrecision(i + 1));
      labels.add(shape.getColumnLabel(i + 1));
    }
    this.names = List.copyOf(labels);
    this.digester = task.chosen().form().digester(names, task.origin().source());
    this.values = new @Nullable String[columns.length];
  }

  @Override
  public boolean next() {
    try {
      while (result.next()) {
        rate.take();
        ordinal++;
        read();
        if (rows == null || rows.take(digester.digest(this)) == named) {
          return true;
        }
      }
      return false;
    } catch (SQLException e) {
      throw task.database().failure(task.origin().source(), e);
    }
  }

  private void read() throws SQLException {
    malformed = task.chosen().refusal().isEmpty() ? null : task.chosen().refusal();
    for (int i = 0; i < columns.length; i++) {
      values[i] = columns[i].of(result, i + 1);
      if (values[i] != null && values[i].indexOf('\0') >= 0) {
        malformed = "the record holds a NUL character, which no text may";
      }
    }
  }

  @Override
  public RawRow row() {
    return this;
  }

  @Override
  public RowOrigin origin() {
    return task.origin();
  }

  @Override
  public List<String> names() {
    return names;
  }

  @Override
  public int width() {
    return values.length;
  }

  @Override
  public @Nullable String value(int index) {
    return values[index];
  }

  @Override
  public long place() {
    return task.share().place(ordinal);
  }

  @Override
  public @Nullable String malformed() {
    return malformed;
  }

  @Override
  public String raw() {
    RawText json = new RawText();
    for (int i = 0; i < values.length; i++) {
      json.put(names.get(i), values[i]);
    }
    return json.close();
  }

  @Override
  public void close() throws IOException {
    try (connection;
        statement) {
      result.close();
    } catch (SQLException e) {
      throw new IOException("Cannot close the reading of " + task.origin().source(), e);
    }
  }
}
