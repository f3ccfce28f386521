package io.citylake.serve.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.citylake.serve.ServeFixture;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nobody waits for ever because of their name. */
class TestFairTaskPoolSpark {
  private static final int BUSY = 40;
  private static final int MOST_JOBS = 1_000;

  @TempDir private Path home;

  @Test
  void lastInTheAlphabetHasItsTurn() throws Exception {
    ServeFixture lake = ServeFixture.open(home);
    SparkContext context = lake.spark.sparkContext();
    AtomicBoolean over = new AtomicBoolean();
    AtomicInteger jobs = new AtomicInteger();
    ExecutorService threads = Executors.newFixedThreadPool(BUSY);
    try {
      List<Future<?>> busy = new ArrayList<>();
      for (int i = 0; i < BUSY; i++) {
        String user = "a" + i;
        busy.add(
            threads.submit(
                () -> {
                  while (!over.get() && jobs.get() < MOST_JOBS) {
                    run(context, user);
                    jobs.incrementAndGet();
                  }
                }));
      }
      while (jobs.get() < BUSY) {
        Thread.onSpinWait();
      }
      int before = jobs.get();
      run(context, "zhang");
      int meanwhile = jobs.get() - before;
      over.set(true);
      for (Future<?> each : busy) {
        each.get();
      }
      // All who came before it, those who came back while it waited behind them, and no more.
      assertThat(meanwhile).isLessThan(4 * BUSY);
    } finally {
      over.set(true);
      threads.shutdown();
      lake.close();
    }
  }

  private static void run(SparkContext context, String user) {
    FairTaskPool.enter(context, user);
    try {
      JavaSparkContext.fromSparkContext(context)
          .parallelize(List.of(1, 2), 2)
          .foreach(each -> Thread.sleep(10));
    } finally {
      FairTaskPool.leave(context);
    }
  }
}
