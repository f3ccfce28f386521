package io.citylake.run.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import io.citylake.testkit.LocalLake;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A signal may come while Spark starts, which takes seconds. */
class TestCancelledStartSpark {
  @TempDir private Path home;

  @Test
  void whatWasCancelledWhileSparkStartedAsksNothingOfIt() {
    AtomicReference<SparkSessions> sessions = new AtomicReference<>();
    SparkStarter cancelledMeanwhile =
        new SparkStarter() {
          @Override
          public SparkSession start(Map<String, String> settings) {
            sessions.get().cancelJobs();
            return LocalLake.session(settings);
          }

          @Override
          public void stop(SparkSession session) {}
        };
    sessions.set(new SparkSessions(LocalLake.settings(home), cancelledMeanwhile));
    assertThatThrownBy(sessions.get()::standard)
        .isInstanceOfSatisfying(
            CityLakeException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CANCELLED));
  }
}
