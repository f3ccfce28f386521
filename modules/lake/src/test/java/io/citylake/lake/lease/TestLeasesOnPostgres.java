package io.citylake.lake.lease;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import io.citylake.contract.settings.Settings.CatalogSettings;
import io.citylake.lake.catalog.CatalogDatabase;
import io.citylake.lake.catalog.PostgresServer;
import io.citylake.model.RunId;
import io.citylake.model.TableName;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TestLeasesOnPostgres extends LeasesContract {
  private static PostgresServer server;

  @BeforeAll
  static void start() throws IOException {
    server = PostgresServer.start();
  }

  @AfterAll
  static void stop() throws IOException {
    server.close();
  }

  @Override
  CatalogSettings catalog(Path directory) {
    return server.makeCatalog(directory);
  }

  /**
   * D1: the clock of one host is hours away from that of another. Both see only the database's,
   * which here is hours away from that of the host: nobody steals, and what is over is over.
   */
  @ParameterizedTest
  @ValueSource(ints = {-5, 5})
  void comparesByTheDatabasesClockOnly(int hours, @TempDir Path other) {
    CatalogSettings shifted = catalog(other);
    String name = PostgresServer.databaseOf(other);
    server.execute(name, "CREATE SCHEMA shifted");
    server.execute(
        name,
        """
        CREATE FUNCTION shifted.clock_timestamp() RETURNS timestamptz LANGUAGE sql
        AS 'SELECT pg_catalog.clock_timestamp() + interval ''%d hours'''\
        """
            .formatted(hours));
    server.execute(name, "ALTER DATABASE " + name + " SET search_path = shifted, pg_catalog");
    LeaseSettings settings = LeaseSettings.standard().withPatience(Duration.ZERO);
    TableName held = TableName.parse("air.ods_held");
    TableName over = TableName.parse("air.ods_over");
    try (CatalogDatabase database = new CatalogDatabase(shifted);
        Leases leases = new Leases(database, settings)) {
      // Its tables are made by whoever asks first.
      assertThat(database.<Boolean>call(connection -> connection.isValid(1))).isTrue();
      plant(name, held, "+");
      plant(name, over, "-");

      assertThatThrownBy(() -> leases.acquire(held, run()))
          .hasMessageContaining("host=elsewhere, pid=1");
      try (Leases.Lease lease = leases.acquire(over, run())) {
        lease.requireHeld();
      }
    }
  }

  /**
   * D1: its owner stood still for a minute and renews it just when another has seen that it is
   * over.
   */
  @Test
  void leavesATableToAnOwnerWhoRenewsItMeanwhile(@TempDir Path other) throws Exception {
    CatalogSettings catalog = catalog(other);
    String name = PostgresServer.databaseOf(other);
    TableName table = TableName.parse("air.ods_over");
    LeaseSettings settings = LeaseSettings.standard().withPatience(Duration.ZERO);
    try (CatalogDatabase owners = new CatalogDatabase(catalog);
        CatalogDatabase database = new CatalogDatabase(catalog);
        Leases leases = new Leases(database, settings)) {
      assertThat(owners.<Boolean>call(connection -> connection.isValid(1))).isTrue();
      plant(name, table, "-");
      RunId run = run();
      CompletableFuture<Throwable> taking =
          owners.inTransaction(
              connection -> {
                try (Statement renew = connection.createStatement()) {
                  renew.executeUpdate("UPDATE citylake_lease SET expires_at = expires_at + 100000");
                }
                CompletableFuture<Throwable> takes =
                    CompletableFuture.supplyAsync(
                        () -> catchThrowable(() -> leases.acquire(table, run)));
                await().atMost(Duration.ofSeconds(60)).until(() -> waits(owners));
                return takes;
              });
      assertThat(taking.get(60, TimeUnit.SECONDS)).hasMessageContaining("host=elsewhere, pid=1");
    }
  }

  private static boolean waits(CatalogDatabase database) {
    return database.call(
        connection -> {
          try (Statement query = connection.createStatement();
              ResultSet rows =
                  query.executeQuery(
                      "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND"
                          + " datname = current_database()")) {
            rows.next();
            return rows.getInt(1) > 0;
          }
        });
  }

  /** A reservation of another host, made by the database's time, that ends soon or has ended. */
  private static void plant(String database, TableName table, String sign) {
    server.execute(
        database,
        """
        INSERT INTO citylake_lease VALUES ('%s', 'r', 'elsewhere', 1, 1,
          extract(epoch FROM clock_timestamp()) * 1000 %s 50000)\
        """
            .formatted(table, sign));
  }
}
