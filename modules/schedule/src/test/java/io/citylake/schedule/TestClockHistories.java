package io.citylake.schedule;

import java.time.Duration;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Quartz #652 and db-scheduler #364 lose slots to a busy machine and to a clock; here none is lost
 * and none runs twice, whatever clock, kills and failures do.
 */
class TestClockHistories {
  private static final int HISTORIES = Integer.getInteger("citylake.clock.histories", 10_000);
  private static final long SEED = Long.getLong("citylake.seed", 20261129L);

  /** In a minute on two free cores; others may have them. */
  @Test
  @Timeout(600)
  void loseAndDoubleNoSlot() {
    long start = System.nanoTime();
    LongStream.range(SEED, SEED + HISTORIES).parallel().forEach(TestClockHistories::play);
    Duration took = Duration.ofNanos(System.nanoTime() - start);
    System.out.printf("%d histories from seed %d in %s%n", HISTORIES, SEED, took);
  }

  private static void play(long seed) {
    try {
      new ClockHistory(seed).play();
    } catch (AssertionError | RuntimeException e) {
      throw new AssertionError(
          "History of seed %d: run it alone by -Dcitylake.clock.histories=1 -Dcitylake.seed=%d"
              .formatted(seed, seed),
          e);
    }
  }
}
