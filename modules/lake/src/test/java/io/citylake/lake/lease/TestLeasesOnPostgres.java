package io.citylake.lake.lease;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.citylake.contract.settings.Settings.CatalogSettings;
import io.citylake.lake.catalog.CatalogDatabase;
import io.citylake.model.TableName;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TestLeasesOnPostgres extends LeasesContract {
  private static EmbeddedPostgres server;

  @BeforeAll
  static void start() throws IOException {
    server = EmbeddedPostgres.start();
  }

  @AfterAll
  static void stop() throws IOException {
    server.close();
  }

  @Override
  CatalogSettings catalog(Path directory) {
    execute("postgres", "CREATE DATABASE " + databaseOf(directory));
    return new CatalogSettings(server.getJdbcUrl("postgres", databaseOf(directory)), null, null);
  }

  /**
   * D1: the clock of one host is hours away from that of another. Both see only the database's,
   * which here is hours away from that of the host: nobody steals, and what is over is over.
   */
  @ParameterizedTest
  @ValueSource(ints = {-5, 5})
  void comparesByTheDatabasesClockOnly(int hours, @TempDir Path other) {
    CatalogSettings shifted = catalog(other);
    String name = databaseOf(other);
    execute(name, "CREATE SCHEMA shifted");
    execute(
        name,
        """
        CREATE FUNCTION shifted.clock_timestamp() RETURNS timestamptz LANGUAGE sql
        AS 'SELECT pg_catalog.clock_timestamp() + interval ''%d hours'''\
        """
            .formatted(hours));
    execute(name, "ALTER DATABASE " + name + " SET search_path = shifted, pg_catalog");
    LeaseSettings settings = LeaseSettings.standard().withPatience(Duration.ZERO);
    TableName held = TableName.parse("air.ods_held");
    TableName over = TableName.parse("air.ods_over");
    try (CatalogDatabase database = new CatalogDatabase(shifted);
        Leases leases = new Leases(database, settings)) {
      plant(name, held, "+");
      plant(name, over, "-");

      assertThatThrownBy(() -> leases.acquire(held, run()))
          .hasMessageContaining("host=elsewhere, pid=1");
      try (Leases.Lease lease = leases.acquire(over, run())) {
        lease.requireHeld();
      }
    }
  }

  /** A reservation of another host, made by the database's time, that ends soon or has ended. */
  private static void plant(String database, TableName table, String sign) {
    execute(
        database,
        """
        INSERT INTO citylake_lease VALUES ('%s', 'r', 'elsewhere', 1, 1,
          extract(epoch FROM clock_timestamp()) * 1000 %s 50000)\
        """
            .formatted(table, sign));
  }

  private static String databaseOf(Path directory) {
    return "leases_" + directory.getFileName().toString().replaceAll("\\D", "");
  }

  private static void execute(String database, String sql) {
    try (Connection connection = server.getDatabase("postgres", database).getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
