package io.citylake.lake.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.citylake.contract.settings.Settings;
import io.citylake.lake.io.DurableFileIo;
import io.citylake.lake.lease.LeaseSettings;
import io.citylake.lake.lease.Leases;
import io.citylake.model.CityLakeException;
import io.citylake.model.RunId;
import io.citylake.model.TableName;
import io.citylake.testkit.FaultInjectingDriver;
import io.citylake.testkit.LocalLake;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class TestLakeCatalogOnPostgres extends LakeCatalogContract {
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
  Settings settings(Path directory) {
    return LocalLake.settings(
        directory,
        FaultInjectingDriver.PREFIX + server.makeCatalog(directory).uri(),
        new TreeMap<>(LocalLake.faultySettings(directory, DurableFileIo.class.getName()).spark()));
  }

  @Test
  void reservesTablesAndKnowsItsWorkspace() {
    RunId run = RunId.create(Instant.EPOCH, new Random(1));
    LeaseSettings impatient = LeaseSettings.standard().withPatience(Duration.ZERO);
    try (Leases leases = new Leases(lake.database(), impatient)) {
      Leases.Lease lease = leases.acquire(TableName.parse("a.b"), run);
      assertThatThrownBy(() -> leases.acquire(TableName.parse("a.b"), run))
          .isInstanceOf(CityLakeException.class);
      lease.close();
      leases.acquire(TableName.parse("a.b"), run).close();
    }
    WorkspaceIdentity identity = new WorkspaceIdentity(lake);
    assertThat(identity.claim()).isEqualTo(identity.claim());
  }
}
