package io.citylake.app.part;

import io.citylake.app.part.Part.Work;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps one part at work on a thread of its own: one that fails is closed and opened again, each
 * time later, until it has worked for as long as the longest pause.
 */
final class PartKeeper {
  private static final Logger LOG = LoggerFactory.getLogger(PartKeeper.class);

  private final Part part;
  private final Pauses pauses;
  private final Consumer<Error> fatal;
  private final CountDownLatch end = new CountDownLatch(1);
  private final Thread thread;
  private volatile String state = "starting";
  private volatile @Nullable Work present;
  private int failures;

  /**
   * How long is waited.
   *
   * @param look between two looks at a part
   * @param first after its first failure; each one after that waits twice as long
   * @param longest that any waits
   */
  record Pauses(Duration look, Duration first, Duration longest) {
    Duration after(int failures) {
      long factor = 1L << Math.min(20, failures - 1);
      Duration pause = first.multipliedBy(factor);
      return pause.compareTo(longest) < 0 ? pause : longest;
    }
  }

  /**
   * Begins.
   *
   * @param opened the part at work; null where it is still to be opened
   * @param fatal hears of an error after which nothing of the process can be trusted
   */
  PartKeeper(Part part, @Nullable Work opened, Pauses pauses, Consumer<Error> fatal) {
    this.part = part;
    this.present = opened;
    this.pauses = pauses;
    this.fatal = fatal;
    this.thread = new Thread(this::run, "citylake-keeper-" + part.name());
    thread.start();
  }

  private void run() {
    try {
      // What is open is closed, also where the end came before this thread did.
      while (present != null || !isEnded(Duration.ZERO)) {
        Optional<Throwable> failure = worked();
        if (failure.isPresent()) {
          waitFor(failure.get());
        }
      }
    } catch (Error e) {
      fatal.accept(e);
    } finally {
      state = "ended";
    }
  }

  /** Until it fails, or is to end; empty where that was why. */
  private Optional<Throwable> worked() {
    Work work = present;
    try {
      if (work == null) {
        state = "starting";
        work = part.open();
        present = work;
      }
      long began = System.nanoTime();
      Optional<Throwable> failure = work.failure();
      while (failure.isEmpty() && !isEnded(pauses.look())) {
        failure = work.failure();
      }
      if (System.nanoTime() - began > pauses.longest().toNanos()) {
        failures = 0;
      }
      return failure;
    } catch (Exception e) {
      // Checked ones too: Spark's own are, and Scala doesn't declare them.
      return Optional.of(e);
    } finally {
      present = null;
      if (work != null) {
        close(work);
      }
    }
  }

  private void close(Work work) {
    try {
      work.close();
    } catch (Exception e) {
      LOG.warn("{} was not closed cleanly", part.name(), e);
    }
  }

  private void waitFor(Throwable failure) {
    if (failure instanceof VirtualMachineError error) {
      throw error;
    }
    failures++;
    Duration pause = pauses.after(failures);
    LOG.error("{} failed; it is opened again in {}", part.name(), pause, failure);
    state = "waits %d s after: %s".formatted(Math.max(1, pause.toSeconds()), sentence(failure));
    boolean unused = isEnded(pause);
  }

  private static String sentence(Throwable failure) {
    String message = failure.getMessage();
    return message == null
        ? failure.getClass().getSimpleName()
        : message.lines().findFirst().orElse("");
  }

  private boolean isEnded(Duration patience) {
    try {
      return end.await(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    }
  }

  String name() {
    return part.name();
  }

  /** {@code ready}, or why not. */
  String status() {
    Work work = present;
    return work == null ? state : work.status();
  }

  /** Begins to close it. */
  void end() {
    end.countDown();
  }

  /** Waits until it is closed. */
  void join() throws InterruptedException {
    thread.join();
  }
}
