package io.citylake.app.part;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The thread of a part whose work is a loop. */
final class PartLoop {
  private final Thread thread;
  private volatile @Nullable Throwable failure;

  /**
   * Begins the work.
   *
   * @param work returns once it is told to stop; where it ends before, that is a failure too
   */
  PartLoop(String name, Runnable work) {
    thread = new Thread(() -> run(work), "citylake-" + name);
    thread.start();
  }

  private void run(Runnable work) {
    try {
      work.run();
      failure = new IllegalStateException("It ended by itself");
    } catch (Throwable e) {
      // Spark's own exceptions are checked ones that Scala doesn't declare.
      failure = e;
    }
  }

  Optional<Throwable> failure() {
    return Optional.ofNullable(failure);
  }

  /** Waits for its end. */
  void join() {
    boolean interrupted = false;
    while (true) {
      try {
        thread.join();
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
