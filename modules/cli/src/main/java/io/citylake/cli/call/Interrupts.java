package io.citylake.cli.call;

import io.citylake.run.Cancellation;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import org.jline.utils.Signals;
import org.jspecify.annotations.Nullable;

/**
 * What Ctrl-C and SIGTERM do to a command: the first one cancels its work and lets it end by
 * itself, a round with its totals; the second ends the process at once, which the next run mends as
 * after any death. So does a time of grace, because what waits for a database or a disk that does
 * not answer hears no cancellation. Left alone, the JVM would begin its shutdown under the work's
 * feet.
 */
public final class Interrupts {
  // As shells report a process that the signal ended.
  private static final int CTRL_C = 130;
  private static final Map<String, Integer> EXITS = Map.of("INT", CTRL_C, "TERM", 143);

  /**
   * Less than supervisors leave before they kill without a word: Kubernetes 30 s
   * (terminationGracePeriodSeconds), systemd 90 s (DefaultTimeoutStopSec).
   */
  private static final Duration GRACE = Duration.ofSeconds(25);

  /** What asks nobody, as files that are written, is interrupted then. */
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final Cancellation cancellation;
  private final PrintWriter err;
  private final AtomicInteger stopped = new AtomicInteger();

  public Interrupts(Cancellation cancellation, PrintWriter err) {
    this.cancellation = cancellation;
    this.err = err;
  }

  /** Does the work, and cancels when a signal comes. */
  public <T> T cancelling(Supplier<T> work) {
    Map<String, Object> before = new HashMap<>();
    EXITS.forEach(
        (signal, exit) -> {
          // Null where the platform has no such signal.
          @Nullable Object handler = Signals.register(signal, () -> stop(exit));
          if (handler != null) {
            before.put(signal, handler);
          }
        });
    try {
      return work.get();
    } finally {
      before.forEach(Signals::unregister);
    }
  }

  /**
   * Does the work of a whole command, on this thread, which is interrupted where it does not hear
   * the cancellation.
   *
   * @param work answers the exit status that it would have uncancelled
   * @return the signal's where one came
   */
  public int command(IntSupplier work) {
    Thread command = Thread.currentThread();
    cancellation.onCancel(() -> later(PATIENCE, command::interrupt));
    int exit = cancelling(work::getAsInt);
    return cancellation.isCancelled() ? exit() : exit;
  }

  private void stop(int exit) {
    if (stopped.getAndSet(exit) != 0) {
      Runtime.getRuntime().halt(exit);
    }
    err.println("Cancelling... (again ends at once)");
    endAfterGrace(exit);
    cancellation.cancel();
  }

  private void endAfterGrace(int exit) {
    later(
        GRACE,
        () -> {
          err.printf(
              "Ended at once: what runs did not end within %d s of the signal; the next run mends"
                  + " what is left%n",
              GRACE.toSeconds());
          err.flush();
          Runtime.getRuntime().halt(exit);
        });
  }

  private static void later(Duration wait, Runnable act) {
    Thread patience =
        new Thread(
            () -> {
              try {
                Thread.sleep(wait.toMillis());
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
              }
              act.run();
            },
            "citylake-grace");
    patience.setDaemon(true);
    patience.start();
  }

  /** The exit status of a process whose work was cancelled, by whichever signal. */
  public int exit() {
    return stopped.get() == 0 ? CTRL_C : stopped.get();
  }
}
