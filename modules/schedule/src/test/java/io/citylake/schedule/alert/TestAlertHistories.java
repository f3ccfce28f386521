package io.citylake.schedule.alert;

import io.citylake.lake.catalog.CatalogDatabase;
import io.citylake.testkit.LocalLake;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each cause's alert and recovery arrive, by id, at least once; once where nobody is killed. */
class TestAlertHistories {
  private static final int HISTORIES = Integer.getInteger("citylake.alert.histories", 40);
  private static final long SEED = Long.getLong("citylake.seed", 20260302L);

  @TempDir private Path home;

  @Test
  void everythingIsToldOnceWhereNobodyIsKilled() {
    run(false);
  }

  @Test
  void nothingIsLostWhereSendersAreKilled() {
    run(true);
  }

  private void run(boolean kills) {
    for (int i = 0; i < HISTORIES; i++) {
      long seed = SEED + i;
      Path lake = home.resolve(kills + "-" + i);
      try (CatalogDatabase database = new CatalogDatabase(LocalLake.settings(lake).catalog())) {
        new AlertHistory(database, seed, kills).run();
      } catch (AssertionError | RuntimeException e) {
        throw new AssertionError("seed %d, kills %s".formatted(seed, kills), e);
      }
    }
  }
}
