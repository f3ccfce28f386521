package io.citylake.lake.catalog;

import io.citylake.contract.settings.Settings.CatalogSettings;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/** A PostgreSQL for the tests of a class. */
public final class PostgresServer implements AutoCloseable {
  private final EmbeddedPostgres server;

  private PostgresServer(EmbeddedPostgres server) {
    this.server = server;
  }

  public static PostgresServer start() throws IOException {
    return new PostgresServer(EmbeddedPostgres.start());
  }

  /** Makes a database for a test's directory. */
  public CatalogSettings makeCatalog(Path directory) {
    execute("postgres", "CREATE DATABASE " + databaseOf(directory));
    return new CatalogSettings(server.getJdbcUrl("postgres", databaseOf(directory)), null, null);
  }

  public static String databaseOf(Path directory) {
    return "lake_" + directory.toString().replaceAll("\\D", "");
  }

  public void execute(String database, String sql) {
    try (Connection connection = server.getDatabase("postgres", database).getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
