package io.citylake.lake.catalog;

import io.citylake.contract.settings.Settings.CatalogSettings;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class TestCatalogFormsOnPostgres extends CatalogFormsContract {
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
