package io.citylake.cli.call;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * How a process of many parts ends that doesn't end by itself: where memory is gone, and where
 * closing takes longer than whoever asked for it waits. What is written on the way bears a sudden
 * end: the next start mends what is left.
 */
public final class SuddenEnd implements AutoCloseable {
  private static final int FAILED = 1;

  private final PrintWriter err;
  private final AtomicBoolean asked = new AtomicBoolean();
  private final CountDownLatch ended = new CountDownLatch(1);

  public SuddenEnd(PrintWriter err) {
    this.err = err;
  }

  /** Has a thread that ends for want of memory end the process, whosever thread it is. */
  public void whenMemoryIsLost() {
    Thread.UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
    Thread.setDefaultUncaughtExceptionHandler(
        (thread, failure) -> {
          if (failure instanceof VirtualMachineError error) {
            lost(error);
          } else if (before != null) {
            before.uncaughtException(thread, failure);
          } else {
            thread.getThreadGroup().uncaughtException(thread, failure);
          }
        });
  }

  /** Ends the process: after such an error, nothing of it can be trusted. */
  public void lost(Error error) {
    try {
      err.println(
          "Ended at once: the process is out of memory or its Java failed ("
              + error
              + "); nothing that was acknowledged is lost. Give it more memory, as by"
              + " CITYLAKE_JAVA_OPTS=-Xmx8g, or less to do, and start it anew");
      err.flush();
    } finally {
      Runtime.getRuntime().halt(FAILED);
    }
  }

  /**
   * What a signal does: the first begins the end, the second ends the process at once.
   *
   * @param begin returns at once
   */
  public void onSignal(Runnable begin, Duration grace) {
    if (asked.getAndSet(true)) {
      Runtime.getRuntime().halt(FAILED);
    }
    err.println("Ending... (again ends at once)");
    err.flush();
    endAfter(
        grace,
        FAILED,
        "what runs did not end within %d s; the next start mends what is left"
            .formatted(grace.toSeconds()));
    begin.run();
  }

  /**
   * Ends the process with this status where it is not closed in time.
   *
   * @param why is said then
   */
  public void endAfter(Duration grace, int exit, String why) {
    Thread patience = new Thread(() -> halt(grace, exit, why), "citylake-grace");
    patience.setDaemon(true);
    patience.start();
  }

  private void halt(Duration grace, int exit, String why) {
    try {
      if (ended.await(grace.toMillis(), TimeUnit.MILLISECONDS)) {
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return;
    }
    err.println("Ended at once: " + why);
    err.flush();
    Runtime.getRuntime().halt(exit);
  }

  /** It has ended by itself. */
  @Override
  public void close() {
    ended.countDown();
  }
}
