package io.citylake.govern.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.citylake.contract.settings.Settings.CatalogSettings;
import io.citylake.lake.catalog.CatalogDatabase;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestStateStoreOnPostgres extends StateStoreContract {
  private static EmbeddedPostgres server;
  private static CatalogDatabase database;

  @BeforeAll
  static void start() throws IOException {
    server = EmbeddedPostgres.start();
    database =
        new CatalogDatabase(
            new CatalogSettings(server.getJdbcUrl("postgres", "postgres"), null, null));
  }

  @AfterAll
  static void stop() throws IOException {
    database.close();
    server.close();
  }

  @AfterEach
  void empty() throws SQLException {
    try (Connection connection = server.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("DELETE FROM citylake_state");
    }
  }

  @Override
  StateStore open() {
    return StateStore.of(database, directory);
  }

  @Test
  void allMachinesHaveTheSame(@TempDir Path elsewhere) {
    byte[] key = open().entry("token.key").findOrMakeSecret(32);
    assertThat(StateStore.of(database, elsewhere).entry("token.key").findOrMakeSecret(32))
        .isEqualTo(key);
    assertThat(directory).isEmptyDirectory();
  }

  @Test
  void takesOverWhatAnEarlierProgramLeftInAFile(@TempDir Path elsewhere) {
    byte[] users = "earlier".getBytes(StandardCharsets.UTF_8);
    StateStore.of(directory).entry("users.json").change(held -> users);
    assertThat(open().entry("users.json").find()).contains(users);
    assertThat(StateStore.of(database, elsewhere).entry("users.json").find()).contains(users);
    open().entry("users.json").change(held -> new byte[] {1});
    assertThat(open().entry("users.json").find()).contains(new byte[] {1});
  }
}
