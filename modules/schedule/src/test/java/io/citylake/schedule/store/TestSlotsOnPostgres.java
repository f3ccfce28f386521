package io.citylake.schedule.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.citylake.contract.settings.Settings.CatalogSettings;
import io.citylake.lake.lease.LeaseSettings.Owner;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class TestSlotsOnPostgres extends DatabaseSlotsContract {
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
  CatalogSettings catalog() {
    return new CatalogSettings(server.getJdbcUrl("postgres", "postgres"), null, null);
  }

  @AfterEach
  void empty() {
    for (String table : new String[] {"slots", "slot_changes", "slot_marks", "slot_looks"}) {
      execute("DELETE FROM citylake_" + table);
    }
  }

  @Test
  void severalSchedulersOfSeveralMachinesShareTheWork() {
    try (SchedulerProcess here = SchedulerProcess.open(database, "schedule", Owner.current());
        SchedulerProcess there =
            SchedulerProcess.open(database, "schedule", new Owner("elsewhere", 1, 1))) {
      assertThat(here.name()).isNotEqualTo(there.name());
    }
  }
}
