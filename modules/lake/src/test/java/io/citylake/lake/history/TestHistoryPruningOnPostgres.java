package io.citylake.lake.history;

import io.citylake.contract.settings.Settings.CatalogSettings;
import io.citylake.lake.catalog.PostgresServer;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class TestHistoryPruningOnPostgres extends HistoryPruningContract {
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
}
