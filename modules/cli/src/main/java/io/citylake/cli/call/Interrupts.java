package io.citylake.cli.call;

import io.citylake.run.Cancellation;
import java.io.PrintWriter;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jline.utils.Signals;
import org.jspecify.annotations.Nullable;

/**
 * What Ctrl-C does while jobs run: the first one cancels them and lets the round end by itself,
 * with its totals; the second ends the process at once, which the next run mends as after any
 * death. Left alone, the JVM would begin its shutdown under the round's feet.
 */
public final class Interrupts {
  /** As shells report a process that SIGINT ended. */
  public static final int EXIT = 130;

  private static final String CTRL_C = "INT";

  private Interrupts() {}

  /** Does the work, and cancels on Ctrl-C. */
  public static <T> T cancelling(Cancellation cancellation, PrintWriter err, Supplier<T> work) {
    AtomicBoolean again = new AtomicBoolean();
    // Null where the platform has no such signal.
    @Nullable Object before =
        Signals.register(
            CTRL_C,
            () -> {
              if (again.getAndSet(true)) {
                Runtime.getRuntime().halt(EXIT);
              }
              err.println("Cancelling... (Ctrl-C again ends at once)");
              cancellation.cancel();
            });
    try {
      return work.get();
    } finally {
      if (before != null) {
        Signals.unregister(CTRL_C, before);
      }
    }
  }
}
