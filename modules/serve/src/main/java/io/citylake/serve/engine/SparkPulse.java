package io.citylake.serve.engine;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.spark.SparkContext;
import org.apache.spark.scheduler.DAGScheduler;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks whether Spark can still run anything. An error that is no exception, such as an
 * OutOfMemoryError, ends the one thread that plans all stages and stops nothing else: jobs are
 * taken and never begun. Looks on a thread of its own, without a job: those of a busy server wait,
 * too.
 */
public final class SparkPulse implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SparkPulse.class);
  private static final Duration PAUSE = Duration.ofMillis(500);

  private final SparkContext context;
  private final CompletableFuture<String> end = new CompletableFuture<>();
  private final CountDownLatch closed = new CountDownLatch(1);

  private SparkPulse(SparkContext context) {
    this.context = context;
  }

  /** Looks until it is closed, which comes before Spark is stopped. */
  public static SparkPulse start(SparkContext context) {
    SparkPulse pulse = new SparkPulse(context);
    Thread thread = new Thread(pulse::watch, "citylake-pulse");
    thread.setDaemon(true);
    thread.start();
    return pulse;
  }

  /** Whether Spark runs what it is given, now. */
  public boolean isBeating() {
    return broken() == null;
  }

  /** Done once Spark runs nothing any more, with why; never where it is closed before. */
  public CompletableFuture<String> end() {
    return end;
  }

  private void watch() {
    boolean over = false;
    while (!over) {
      try {
        over = closed.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS) || look();
      } catch (InterruptedException e) {
        over = true;
      } catch (OutOfMemoryError e) {
        // What it is there to notice must not end it.
        LOG.warn("Cannot look whether Spark still runs: {}", e.getMessage());
      }
    }
  }

  private boolean look() {
    String why = broken();
    if (why != null) {
      LOG.error("Spark runs nothing any more: {}", why);
      end.complete(why);
    }
    return why != null;
  }

  private @Nullable String broken() {
    if (context.isStopped()) {
      return "its context was stopped";
    }
    // Null while it is stopped.
    @Nullable DAGScheduler scheduler = context.dagScheduler();
    return scheduler == null || !scheduler.eventProcessLoop().isActive()
        ? "the thread that plans its stages has ended"
        : null;
  }

  @Override
  public void close() {
    closed.countDown();
  }
}
