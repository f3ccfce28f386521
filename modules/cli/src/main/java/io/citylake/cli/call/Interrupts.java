package io.citylake.cli.call;

import io.citylake.run.Cancellation;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jline.utils.Signals;
import org.jspecify.annotations.Nullable;

/**
 * What Ctrl-C and SIGTERM do while jobs run: the first one cancels them and lets the round end by
 * itself, with its totals; the second ends the process at once, which the next run mends as after
 * any death. So does a time of grace, because what waits for a database or a disk that does not
 * answer hears no cancellation. Left alone, the JVM would begin its shutdown under the round's
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

  private void stop(int exit) {
    if (stopped.getAndSet(exit) != 0) {
      Runtime.getRuntime().halt(exit);
    }
    err.println("Cancelling... (again ends at once)");
    endAfterGrace(exit);
    cancellation.cancel();
  }

  private void endAfterGrace(int exit) {
    Thread patience = new Thread(() -> endAfter(GRACE, exit), "citylake-grace");
    patience.setDaemon(true);
    patience.start();
  }

  private void endAfter(Duration grace, int exit) {
    try {
      Thread.sleep(grace.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return;
    }
    err.printf(
        "Ended at once: what runs did not end within %d s of the signal; the next run mends what is"
            + " left%n",
        grace.toSeconds());
    err.flush();
    Runtime.getRuntime().halt(exit);
  }

  /** The exit status of a process whose work was cancelled, by whichever signal. */
  public int exit() {
    return stopped.get() == 0 ? CTRL_C : stopped.get();
  }
}
