package io.citylake.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * DuckDB reading typed CSV into one zstd Parquet file: about what the machine can do. Bad values
 * become null.
 */
final class DuckDbCopy implements Contestant {
  private final Path landing;
  private final Path target;

  DuckDbCopy(Path landing, Path target) {
    this.landing = landing;
    this.target = target;
  }

  @Override
  public String name() {
    return "DuckDB COPY to zstd Parquet, no rules";
  }

  @Override
  public void prepare() {
    try {
      Files.deleteIfExists(target);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot delete " + target, e);
    }
  }

  @Override
  public void run() {
    String columns =
        "{'device_id': 'VARCHAR', 'event_time': 'TIMESTAMP', 'kind': 'VARCHAR', 'street': 'VARCHAR',"
            + " 'lon': 'DOUBLE', 'lat': 'DOUBLE', 'value': 'DOUBLE', 'battery': 'INTEGER', 'quality': 'VARCHAR'}";
    String copy =
        "COPY (SELECT * FROM read_csv('%s/*.csv', header=true, auto_detect=false, delim=',', quote='\"', ignore_errors=true, columns=%s)) TO '%s' (FORMAT parquet, COMPRESSION zstd)"
            .formatted(landing, columns, target);
    execute(copy, "SET preserve_insertion_order=false");
  }

  @Override
  public long rows() {
    try (Connection duckdb = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = duckdb.createStatement();
        ResultSet count =
            statement.executeQuery("SELECT count(*) FROM read_parquet('%s')".formatted(target))) {
      count.next();
      return count.getLong(1);
    } catch (SQLException e) {
      throw new IllegalStateException("Cannot count DuckDB's rows", e);
    }
  }

  private static void execute(String copy, String setting) {
    try (Connection duckdb = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = duckdb.createStatement()) {
      statement.execute(setting);
      statement.execute(copy);
    } catch (SQLException e) {
      throw new IllegalStateException("Cannot run DuckDB", e);
    }
  }
}
