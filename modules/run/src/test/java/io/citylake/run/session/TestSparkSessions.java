package io.citylake.run.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.citylake.contract.settings.Settings;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import io.citylake.testkit.LocalLake;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestSparkSessions {
  @TempDir private Path home;

  /** Each job of a round asks again, and Spark looks for a master for a minute. */
  @Test
  void looksForAClusterThatIsNotThereOnce() {
    AtomicInteger starts = new AtomicInteger();
    SparkStarter nowhere =
        new SparkStarter() {
          @Override
          public SparkSession start(Map<String, String> settings) {
            starts.incrementAndGet();
            throw new IllegalStateException("All masters are unresponsive\nThis was created at:");
          }

          @Override
          public void stop(SparkSession session) {}
        };
    Settings cluster =
        LocalLake.settings(home)
            .withSpark(
                Map.of(
                    "spark.master", "spark://127.0.0.1:1", "spark.executor.extraClassPath", "x"));
    try (SparkSessions sessions = new SparkSessions(cluster, nowhere)) {
      assertThat(sessions.startFailure()).isEmpty();
      for (int i = 0; i < 2; i++) {
        assertThatThrownBy(sessions::standard)
            .isInstanceOf(CityLakeException.class)
            .hasMessageContaining(
                "Cannot start Spark on spark://127.0.0.1:1: All masters are unresponsive; see that")
            .extracting(failure -> ((CityLakeException) failure).code())
            .isEqualTo(ErrorCode.CLUSTER_UNAVAILABLE);
      }
      assertThat(starts).hasValue(1);
      // By which a part that lives on knows that it must be opened again.
      assertThat(sessions.startFailure()).isPresent();
    }
  }

  /** Spark would end the process, here that of the tests, with exit status 53 and no word. */
  @Test
  void startsNoSparkWhereNoScratchDirectoryCanBeMade() throws IOException {
    Settings settings = LocalLake.settings(home);
    Files.createDirectories(settings.stateDir());
    Path file = Files.writeString(settings.stateDir().resolve("tmp"), "no directory");
    SparkStarter unasked =
        new SparkStarter() {
          @Override
          public SparkSession start(Map<String, String> spark) {
            throw new AssertionError("Spark was started");
          }

          @Override
          public void stop(SparkSession session) {}
        };
    try (SparkSessions sessions = new SparkSessions(settings, unasked)) {
      assertThatThrownBy(sessions::standard)
          .isInstanceOf(CityLakeException.class)
          .hasMessageStartingWith(
              "Cannot start Spark: no scratch directory can be made (" + file + ": ")
          .extracting(failure -> ((CityLakeException) failure).code())
          .isEqualTo(ErrorCode.STORAGE_FAILED);
      Files.delete(file);
      // Made right, it is asked.
      assertThatThrownBy(sessions::standard).hasMessage("Spark was started");
    }
  }

  @Test
  void startsNoSparkForWhatWasCancelled() {
    AtomicInteger starts = new AtomicInteger();
    SparkStarter counting =
        new SparkStarter() {
          @Override
          public SparkSession start(Map<String, String> settings) {
            starts.incrementAndGet();
            throw new IllegalStateException("nobody wants it any more");
          }

          @Override
          public void stop(SparkSession session) {}
        };
    try (SparkSessions sessions = new SparkSessions(LocalLake.settings(home), counting)) {
      sessions.cancelJobs();
      assertThatThrownBy(sessions::standard)
          .isInstanceOfSatisfying(
              CityLakeException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CANCELLED));
      assertThat(starts).hasValue(0);
    }
  }
}
