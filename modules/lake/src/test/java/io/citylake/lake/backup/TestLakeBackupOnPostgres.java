package io.citylake.lake.backup;

import io.citylake.lake.catalog.PostgresServer;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class TestLakeBackupOnPostgres extends LakeBackupContract {
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
  String catalog(Path directory) {
    return server.makeCatalog(directory).uri();
  }
}
