package io.citylake.lake.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import io.citylake.contract.settings.Settings;
import io.citylake.lake.io.DurableFileIo;
import io.citylake.testkit.Faults;
import io.citylake.testkit.LocalLake;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class TestLakeCatalogOnSqlite extends LakeCatalogContract {
  @Override
  Settings settings(Path directory) {
    return LocalLake.faultySettings(directory, DurableFileIo.class.getName());
  }

  /** R05: another connection holds SQLite's write lock for a while. */
  @Test
  void commitsAfterAnotherConnectionReleasesItsLock() throws Exception {
    CountDownLatch locked = new CountDownLatch(1);
    ExecutorService other = Executors.newSingleThreadExecutor();
    String file = settings.catalog().uri().replace("jdbc:faulty:", "");
    Future<?> holder =
        other.submit(
            () -> {
              try (Connection connection = DriverManager.getConnection(file);
                  Statement statement = connection.createStatement()) {
                statement.execute("BEGIN IMMEDIATE");
                locked.countDown();
                // Until the append stands before the lock.
                while (Faults.count("sql UPDATE") == 0) {
                  Thread.onSpinWait();
                }
                statement.execute("COMMIT");
              }
              return null;
            });
    locked.await();
    append("a");
    holder.get();
    other.shutdown();

    assertThat(files()).containsExactly("a");
  }
}
