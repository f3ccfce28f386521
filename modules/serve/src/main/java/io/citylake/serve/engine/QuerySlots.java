package io.citylake.serve.engine;

import io.citylake.contract.policy.ResourceLimits;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** The places at which a user's queries run, and the queue before them. Safe for threads. */
final class QuerySlots {
  private final ConcurrentMap<Key, Places> places = new ConcurrentHashMap<>();

  /** With the number in it, so that a changed limit counts for queries from then on. */
  private record Key(String user, int concurrency) {}

  /** A place that one query has taken. */
  interface Slot {
    /** Called once. */
    void leave();
  }

  /**
   * Takes a place, waiting for one in the queue.
   *
   * @throws CityLakeException LIMIT_EXCEEDED where the queue is full or the wait was too long
   */
  Slot enter(String user, ResourceLimits limits, Deadline deadline) {
    Key key = new Key(user, limits.concurrency());
    Places own = places.computeIfAbsent(key, each -> new Places(each.concurrency()));
    if (own.free.tryAcquire()) {
      return own.free::release;
    }
    if (own.waiting.incrementAndGet() > limits.queue()) {
      own.waiting.decrementAndGet();
      throw refused(limits, "as many of yours run and wait as may");
    }
    try {
      if (own.free.tryAcquire(deadline.left().toMillis(), TimeUnit.MILLISECONDS)) {
        return own.free::release;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CityLakeException(
          ErrorCode.CANCELLED, "Cannot run the query: the server is shutting down", e);
    } finally {
      own.waiting.decrementAndGet();
    }
    throw refused(limits, "no place became free in time");
  }

  private static CityLakeException refused(ResourceLimits limits, String why) {
    return new CityLakeException(
        ErrorCode.LIMIT_EXCEEDED,
        "Cannot run the query now: %s; try again later (concurrency=%d, queue=%d)"
            .formatted(why, limits.concurrency(), limits.queue()));
  }

  private static final class Places {
    private final Semaphore free;
    private final AtomicInteger waiting = new AtomicInteger();

    Places(int count) {
      free = new Semaphore(count, true);
    }
  }
}
