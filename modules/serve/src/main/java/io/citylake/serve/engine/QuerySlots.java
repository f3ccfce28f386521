package io.citylake.serve.engine;

import io.citylake.contract.policy.ResourceLimits;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

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
   * @param stopping done once the query is stopped, which ends the wait
   * @throws CityLakeException LIMIT_EXCEEDED where the queue is full or the wait was too long
   * @throws SparkBatches.StoppedException where the query was stopped while it waited
   */
  Slot enter(String user, ResourceLimits limits, Deadline deadline, CompletableFuture<?> stopping) {
    Key key = new Key(user, limits.concurrency());
    Places own = places.computeIfAbsent(key, each -> new Places(each.concurrency()));
    CompletableFuture<Slot> place = own.ask(limits);
    if (place.isDone()) {
      return place.join();
    }
    try {
      CompletableFuture.anyOf(place, stopping)
          .get(deadline.left().toMillis(), TimeUnit.MILLISECONDS);
      if (!own.givesUp(place)) {
        return place.join();
      }
    } catch (TimeoutException e) {
      if (!own.givesUp(place)) {
        return place.join();
      }
      throw refused(limits, "no place became free in time");
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      if (!own.givesUp(place)) {
        place.join().leave();
      }
      throw new CityLakeException(
          ErrorCode.CANCELLED, "Cannot run the query: the server is shutting down", e);
    }
    throw new SparkBatches.StoppedException();
  }

  private static CityLakeException refused(ResourceLimits limits, String why) {
    return new CityLakeException(
        ErrorCode.LIMIT_EXCEEDED,
        "Cannot run the query now: %s; try again later (concurrency=%d, queue=%d)"
            .formatted(why, limits.concurrency(), limits.queue()));
  }

  /** One user's; whoever came first is given what becomes free. */
  private static final class Places {
    private final Deque<CompletableFuture<Slot>> waiting = new ArrayDeque<>();
    private int free;

    Places(int count) {
      free = count;
    }

    /** A place, or one to come. */
    synchronized CompletableFuture<Slot> ask(ResourceLimits limits) {
      if (free > 0) {
        free--;
        return CompletableFuture.completedFuture(this::leave);
      }
      if (waiting.size() >= limits.queue()) {
        throw refused(limits, "as many of yours run and wait as may");
      }
      CompletableFuture<Slot> place = new CompletableFuture<>();
      waiting.add(place);
      return place;
    }

    /** Whether it has left the queue; else it was given a place. */
    synchronized boolean givesUp(CompletableFuture<Slot> place) {
      return waiting.removeIf(each -> each == place);
    }

    private synchronized void leave() {
      CompletableFuture<Slot> next = waiting.poll();
      if (next == null) {
        free++;
      } else {
        next.complete(this::leave);
      }
    }
  }
}
