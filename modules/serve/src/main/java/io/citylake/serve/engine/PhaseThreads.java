package io.citylake.serve.engine;

import io.citylake.engine.Wanted;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Threads for what a statement has Spark do between its rows, and that nobody can stop from
 * outside: parse, analyse, optimise, fold, plan. Whoever asked waits until its time and goes; the
 * work is told that it isn't wanted, and is watched until it ends. Safe for threads.
 */
final class PhaseThreads implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(PhaseThreads.class);
  private static final int MOST = 256;

  /** For work that hears of its end to put its things away, before whoever waits goes. */
  private static final Duration GRACE = Duration.ofMillis(300);

  /** From when on work that should have ended is told of. */
  private static final Duration TOLD_AFTER = Duration.ofSeconds(5);

  private final ThreadPoolExecutor threads =
      new ThreadPoolExecutor(
          0,
          MOST,
          60,
          TimeUnit.SECONDS,
          new SynchronousQueue<>(),
          work -> {
            Thread thread = new Thread(work, "citylake-phase");
            thread.setDaemon(true);
            return thread;
          });
  private final Set<Phase<?>> running = ConcurrentHashMap.newKeySet();

  /**
   * Work of one statement.
   *
   * @param name of what is done, and for whom
   * @param wanted whether it still is, beside its time
   * @param work done on a thread of its own
   * @param unwanted takes what came when nobody waited any more
   * @param end called once: after the work, or where it could not begin
   */
  record Phase<T>(
      String name,
      Deadline deadline,
      BooleanSupplier wanted,
      Supplier<T> work,
      Consumer<T> unwanted,
      Runnable end,
      AtomicBoolean told) {
    Phase(
        String name,
        Deadline deadline,
        BooleanSupplier wanted,
        Supplier<T> work,
        Consumer<T> unwanted,
        Runnable end) {
      this(name, deadline, wanted, work, unwanted, end, new AtomicBoolean());
    }

    private boolean goesOn() {
      return !deadline.isOver() && wanted.getAsBoolean();
    }
  }

  /** Its time was over before it was done. */
  static final class LateException extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  /**
   * Does the work and answers what it came to, or raises what it raised.
   *
   * @throws LateException where its time is over, whether it has ended or not
   * @throws CityLakeException LIMIT_EXCEEDED where too much is done at once
   */
  <T> T run(Phase<T> phase) {
    CompletableFuture<T> result = new CompletableFuture<>();
    try {
      threads.execute(() -> run(phase, result));
    } catch (RejectedExecutionException e) {
      phase.end().run();
      throw new CityLakeException(
          ErrorCode.LIMIT_EXCEEDED,
          "Cannot run the query now: too many are being planned; try again later",
          e);
    }
    try {
      return await(phase, result);
    } catch (ExecutionException e) {
      throw PhaseThreads.<RuntimeException>unannounced(e.getCause());
    } catch (TimeoutException e) {
      // What comes after this is put away by the thread that makes it.
      if (result.completeExceptionally(e)) {
        throw new LateException();
      }
      return result.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      result.completeExceptionally(e);
      throw new CityLakeException(
          ErrorCode.CANCELLED, "The query was cancelled: the server is shutting down", e);
    }
  }

  private static <T> T await(Phase<T> phase, CompletableFuture<T> result)
      throws InterruptedException, ExecutionException, TimeoutException {
    long left = phase.deadline().left().plus(GRACE).toMillis();
    return result.get(left, TimeUnit.MILLISECONDS);
  }

  private <T> void run(Phase<T> phase, CompletableFuture<T> result) {
    running.add(phase);
    @Nullable T made = null;
    @Nullable Throwable raised = null;
    try {
      made = Wanted.whileIt(phase::goesOn, phase.work());
    } catch (Throwable e) {
      // Out of memory and stack included: whoever waits says what it means.
      raised = e;
    } finally {
      running.remove(phase);
      phase.end().run();
      if (phase.told().get()) {
        LOG.info("{} has ended after all", phase.name());
      }
    }
    if (raised != null) {
      result.completeExceptionally(raised);
    } else if (!result.complete(made)) {
      phase.unwanted().accept(made);
    }
  }

  /** How much goes on though its time is over, and says so of each once. */
  int overdue() {
    int overdue = 0;
    for (Phase<?> each : running) {
      if (!each.goesOn()) {
        overdue++;
        if (each.deadline().isOverSince(TOLD_AFTER) && each.told().compareAndSet(false, true)) {
          LOG.warn(
              "{} goes on {} s after its time and holds a core; it can't be stopped",
              each.name(),
              TOLD_AFTER.toSeconds());
        }
      }
    }
    return overdue;
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }

  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
  private static <E extends Throwable> E unannounced(Throwable raised) throws E {
    throw (E) raised;
  }
}
