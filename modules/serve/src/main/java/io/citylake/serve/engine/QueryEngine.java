package io.citylake.serve.engine;

import io.citylake.govern.Caller;
import io.citylake.govern.GovernedQuery;
import io.citylake.govern.QueryRequest;
import io.citylake.govern.SqlGate;
import io.citylake.lake.hold.ReleaseReaders.Reading;
import io.citylake.model.CityLakeException;
import io.citylake.model.DataSize;
import io.citylake.model.ErrorCode;
import io.citylake.serve.engine.ResultCache.Kept;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.arrow.memory.BufferAllocator;
import org.jspecify.annotations.Nullable;

/**
 * Answers questions, whatever protocol they came by: the gate admits, the limits hold, the cache
 * answers what was asked before. Queries run on the threads that ask. Safe for threads.
 */
public final class QueryEngine implements AutoCloseable {
  private static final long SWEEP_MILLIS = 250;

  private final SqlGate gate;
  private final CallerLimits limits;
  private final Releases releases;
  private final BufferAllocator allocator;
  private final Clock clock;
  private final ResultCache cache;
  private final QuerySlots admission = new QuerySlots();
  private final Set<ServedQuery> running = ConcurrentHashMap.newKeySet();
  private final Future<?> sweep;
  private final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1, daemon());

  /**
   * What decides on a question.
   *
   * @param releases are told what is read
   */
  public record Parts(SqlGate gate, CallerLimits limits, Releases releases) {}

  /**
   * @param allocator stays the caller's to close, after the engine
   * @param cache how many bytes of answers are kept
   */
  public QueryEngine(Parts parts, BufferAllocator allocator, Clock clock, DataSize cache) {
    this.gate = parts.gate();
    this.limits = parts.limits();
    this.releases = parts.releases();
    this.allocator = allocator;
    this.clock = clock;
    this.cache = new ResultCache(cache);
    // Nearly every query ends before its time, and would stay in the timer until then.
    timer.setRemoveOnCancelPolicy(true);
    this.sweep =
        timer.scheduleWithFixedDelay(
            () -> running.forEach(ServedQuery::stopAgain),
            SWEEP_MILLIS,
            SWEEP_MILLIS,
            TimeUnit.MILLISECONDS);
  }

  /**
   * Lets the gate decide; reads nothing.
   *
   * @throws CityLakeException ACCESS_DENIED, SQL_INVALID, or what else the gate says
   */
  public ServedQuery admit(Caller caller, QueryRequest question) {
    try {
      GovernedQuery governed = gate.admit(caller, question);
      return new ServedQuery(caller, question, governed, limits.of(caller), clock);
    } catch (StackOverflowError e) {
      throw new CityLakeException(
          ErrorCode.SQL_INVALID, "Cannot run the statement: it is nested too deeply", e);
    } catch (OutOfMemoryError e) {
      throw new CityLakeException(
          ErrorCode.LIMIT_EXCEEDED,
          "Cannot run the statement: it needs more memory than there is",
          e);
    }
  }

  /**
   * Runs a query as far as its first rows, or finds its answer. Each query once.
   *
   * @throws CityLakeException LIMIT_EXCEEDED, CANCELLED, SQL_INVALID or INTERNAL
   */
  public Answer answer(ServedQuery query) {
    try {
      Optional<String> key = query.governed().cacheKey();
      return key.isPresent() ? shared(query, key.get()) : run(query, Long.MIN_VALUE).answer();
    } catch (Exception | OutOfMemoryError | StackOverflowError e) {
      // Spark's own exceptions are checked ones that Scala doesn't declare.
      CityLakeException failure = QueryFailure.of(e, query);
      query.governed().failed(failure.getMessage(), 0);
      throw failure;
    }
  }

  public double cacheHits() {
    return cache.hits();
  }

  public double cacheMisses() {
    return cache.misses();
  }

  public int running() {
    return running.size();
  }

  @Override
  public void close() {
    running.forEach(query -> query.stop(Stop.SHUTDOWN));
    sweep.cancel(false);
    timer.shutdownNow();
  }

  private Answer shared(ServedQuery query, String key) {
    if (cache.isLarger(key)) {
      return run(query, Long.MIN_VALUE).answer();
    }
    Kept kept = cache.find(key);
    if (kept == null) {
      CompletableFuture<Optional<Kept>> flight = cache.join(key);
      if (flight == null) {
        return fly(query, key);
      }
      kept = await(flight, query).orElse(null);
    }
    return kept == null
        ? run(query, Long.MIN_VALUE).answer()
        : new Answer(query, kept.batches(), null, () -> {});
  }

  private Answer fly(ServedQuery query, String key) {
    Optional<Kept> landed = Optional.empty();
    try {
      Run run = run(query, cache.largest());
      if (run.whole()) {
        landed = Optional.of(new Kept(run.batches()));
      } else {
        cache.rememberLarger(key);
      }
      return run.answer();
    } finally {
      cache.land(key, landed);
    }
  }

  private Optional<Kept> await(CompletableFuture<Optional<Kept>> flight, ServedQuery query) {
    try {
      return flight.get(query.limits().time().toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      query.stop(Stop.TOO_LONG);
      throw new SparkBatches.StoppedException();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      query.stop(Stop.SHUTDOWN);
      throw new SparkBatches.StoppedException();
    }
  }

  /**
   * What a query has answered so far.
   *
   * @param whole whether there is nothing after it
   */
  private record Run(List<byte[]> batches, boolean whole, Answer answer) {}

  /**
   * @param upTo bytes to read ahead, so that what fits is known to be whole
   */
  private Run run(ServedQuery query, long upTo) {
    QuerySlots.Slot slot = admission.enter(query.caller().user(), query.limits());
    Future<?> alarm = null;
    SparkBatches rest = null;
    Reading reading = null;
    boolean handedOver = false;
    try {
      running.add(query);
      Reading begun = releases.read(query.question().release());
      reading = begun;
      alarm =
          timer.schedule(
              () -> query.stop(Stop.TOO_LONG),
              query.limits().time().toMillis(),
              TimeUnit.MILLISECONDS);
      SparkBatches opened = SparkBatches.open(query, allocator);
      rest = opened;
      List<byte[]> ahead = new ArrayList<>();
      boolean whole = readAhead(opened, ahead, upTo);
      if (whole) {
        return new Run(ahead, true, new Answer(query, ahead, null, () -> {}));
      }
      Future<?> set = alarm;
      Answer answer = new Answer(query, ahead, opened, () -> end(query, opened, slot, set, begun));
      handedOver = true;
      return new Run(ahead, false, answer);
    } finally {
      if (!handedOver) {
        end(query, rest, slot, alarm, reading);
      }
    }
  }

  private static boolean readAhead(SparkBatches source, List<byte[]> ahead, long upTo) {
    for (long bytes = 0; bytes <= upTo; ) {
      byte[] batch = source.next();
      if (batch == null) {
        return true;
      }
      ahead.add(batch);
      bytes += batch.length;
    }
    return false;
  }

  private void end(
      ServedQuery query,
      @Nullable SparkBatches batches,
      QuerySlots.Slot slot,
      @Nullable Future<?> alarm,
      @Nullable Reading reading) {
    if (batches != null) {
      batches.close();
    }
    if (reading != null) {
      reading.close();
    }
    if (alarm != null) {
      alarm.cancel(false);
    }
    running.remove(query);
    slot.leave();
  }

  private static ThreadFactory daemon() {
    return work -> {
      Thread thread = new Thread(work, "citylake-query-timer");
      thread.setDaemon(true);
      return thread;
    };
  }
}
