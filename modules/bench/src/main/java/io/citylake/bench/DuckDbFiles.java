package io.citylake.bench;

import io.citylake.model.Release.TableSnapshot;
import io.citylake.model.TableName;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeSet;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Table;
import org.apache.iceberg.io.CloseableIterable;
import org.duckdb.DuckDBConnection;
import org.jspecify.annotations.Nullable;

/**
 * DuckDB over the data files that the snapshots consist of, which it is told of beforehand. Tables
 * with delete files and those that aren't in local files are left out.
 */
final class DuckDbFiles implements QueryContestant {
  private final DuckDBConnection duckdb;
  private final Set<TableName> left = new TreeSet<>();

  private DuckDbFiles(DuckDBConnection duckdb) {
    this.duckdb = duckdb;
  }

  /** Where the tables of a lake come from. */
  @FunctionalInterface
  interface Tables {
    Table load(TableName name);
  }

  static DuckDbFiles open(
      SortedMap<TableName, TableSnapshot> snapshots, Tables tables, ZoneId zone) {
    try {
      // The driver opens a new database in memory; the contestant closes it.
      Connection connection = DriverManager.getConnection("jdbc:duckdb:");
      DuckDbFiles files = new DuckDbFiles(connection.unwrap(DuckDBConnection.class));
      try (Statement statement = connection.createStatement()) {
        statement.execute("SET GLOBAL TimeZone = '" + zone.getId() + "'");
        for (var each : snapshots.entrySet()) {
          files.view(
              statement, each.getKey(), tables.load(each.getKey()), each.getValue().snapshotId());
        }
      }
      return files;
    } catch (SQLException e) {
      throw new IllegalStateException("Cannot open DuckDB over the data files", e);
    }
  }

  private void view(Statement statement, TableName name, Table table, long snapshot)
      throws SQLException {
    List<String> files = new ArrayList<>();
    try (CloseableIterable<FileScanTask> tasks =
        table.newScan().useSnapshot(snapshot).planFiles()) {
      for (FileScanTask task : tasks) {
        URI file = URI.create(task.file().location().replace(" ", "%20"));
        boolean local = file.getScheme() == null || file.getScheme().equals("file");
        if (!task.deletes().isEmpty() || !local) {
          left.add(name);
          return;
        }
        files.add("'" + file.getPath().replace("'", "''") + "'");
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot list the files of " + name, e);
    }
    if (files.isEmpty()) {
      left.add(name);
      return;
    }
    statement.execute("CREATE SCHEMA IF NOT EXISTS \"" + name.theme() + "\"");
    statement.execute(
        "CREATE VIEW \"%s\".\"%s\" AS SELECT * FROM read_parquet([%s], union_by_name=true, hive_partitioning=false)"
            .formatted(name.theme(), name.table(), String.join(", ", files)));
  }

  /** Tables that it doesn't read: with deletes, without files, or not local. */
  Set<TableName> left() {
    return Collections.unmodifiableSet(left);
  }

  @Override
  public String name() {
    return "DuckDB on the data files";
  }

  @Override
  public Client connect() {
    try {
      return new DuckDbClient(duckdb.duplicate());
    } catch (SQLException e) {
      throw new IllegalStateException("Cannot connect to DuckDB", e);
    }
  }

  @Override
  public void close() {
    try {
      duckdb.close();
    } catch (SQLException e) {
      throw new IllegalStateException("Cannot close DuckDB", e);
    }
  }

  private record DuckDbClient(Connection connection) implements Client {
    @Override
    public Taken ask(BenchQuery query) throws SQLException {
      try (PreparedStatement statement = connection.prepareStatement(query.sql())) {
        for (int i = 0; i < query.parameters().size(); i++) {
          statement.setObject(i + 1, query.parameters().get(i));
        }
        try (ResultSet answer = statement.executeQuery()) {
          List<List<@Nullable Object>> rows = new ArrayList<>();
          int columns = answer.getMetaData().getColumnCount();
          while (answer.next()) {
            List<@Nullable Object> row = new ArrayList<>();
            for (int i = 1; i <= columns; i++) {
              row.add(value(answer.getObject(i)));
            }
            rows.add(row);
          }
          return new Taken(() -> rows);
        }
      }
    }

    private static @Nullable Object value(@Nullable Object value) throws SQLException {
      return value instanceof java.sql.Array array
          ? Arrays.asList((Object[]) array.getArray())
          : value;
    }

    @Override
    public void close() {
      try {
        connection.close();
      } catch (SQLException e) {
        throw new IllegalStateException("Cannot leave DuckDB", e);
      }
    }
  }
}
