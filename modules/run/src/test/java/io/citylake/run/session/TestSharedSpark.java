package io.citylake.run.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class TestSharedSpark {
  private final AtomicReference<Map<String, String>> startedWith = new AtomicReference<>();
  private final CountDownLatch starting = new CountDownLatch(1);
  private final CountDownLatch answer = new CountDownLatch(1);

  private final SparkStarter nowhere =
      new SparkStarter() {
        @Override
        public SparkSession start(Map<String, String> settings) {
          startedWith.set(settings);
          starting.countDown();
          try {
            answer.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          throw new IllegalStateException("no master");
        }

        @Override
        public void stop(SparkSession session) {}
      };

  private final SharedSpark spark = new SharedSpark(nowhere, Map.of("spark.master", "local[32]"));

  /** Lakes keep the settings that were declared, by which they know a change. */
  @Test
  void startsWithItsOwnSettingsWhoeverAsksFirst() {
    answer.countDown();
    assertThatThrownBy(() -> spark.share("").start(Map.of("spark.master", "local[1]")))
        .hasMessage("no master");
    assertThat(startedWith).hasValue(Map.of("spark.master", "local[32]"));
  }

  @Test
  @Timeout(60)
  void saysWhetherItIsLostWhileItStarts() throws InterruptedException {
    Thread first = new Thread(() -> spark.share("").start(Map.of()));
    first.setUncaughtExceptionHandler((thread, failure) -> {});
    first.start();
    starting.await();
    assertThat(spark.isLost()).isFalse();
    answer.countDown();
    first.join();
  }
}
