package io.citylake.serve.engine;

import io.citylake.contract.policy.ResourceLimits;
import io.citylake.govern.Caller;
import io.citylake.govern.GovernedQuery;
import io.citylake.govern.QueryRequest;
import io.citylake.govern.SqlGate;
import io.citylake.lake.hold.ReleaseReaders.Reading;
import io.citylake.model.CityLakeException;
import io.citylake.model.DataSize;
import io.citylake.model.ErrorCode;
import io.citylake.serve.engine.PhaseThreads.LateException;
import io.citylake.serve.engine.PhaseThreads.Phase;
import io.citylake.serve.engine.ResultCache.Kept;
import java.time.Clock;
import java.time.Duration;
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
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.apache.arrow.memory.BufferAllocator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers questions, whatever protocol they came by: the gate admits, the limits hold, the cache
 * answers what was asked before. A statement's time runs from its coming on, through every phase;
 * whoever asks waits no longer than that. Safe for threads.
 */
public final class QueryEngine implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(QueryEngine.class);
  private static final long SWEEP_MILLIS = 250;
  private static final long SETTLE_SECONDS = 60;

  /** For whom nothing is set: the gate shall say why. */
  private static final ResourceLimits AT_LEAST =
      new ResourceLimits(Duration.ofSeconds(10), 0, DataSize.parse("0B"), 1, 4);

  private final SqlGate gate;
  private final CallerLimits limits;
  private final Releases releases;
  private final BufferAllocator allocator;
  private final Clock clock;
  private final ResultCache cache;
  private final QuerySlots atGate = new QuerySlots();
  private final QuerySlots places = new QuerySlots();
  private final PhaseThreads phases = new PhaseThreads();
  private final OverdueTasks tasks = new OverdueTasks();
  private final LeavingTasks leaving = new LeavingTasks();
  private final Set<ServedQuery> running = ConcurrentHashMap.newKeySet();
  private final Future<?> sweep;
  private final Future<?> settling;

  /** Apart from the alarms, which must not wait for the disk of a log. */
  private final ScheduledThreadPoolExecutor book =
      new ScheduledThreadPoolExecutor(1, daemon("citylake-turned-away"));

  private final ScheduledThreadPoolExecutor timer =
      new ScheduledThreadPoolExecutor(1, daemon("citylake-query-timer"));
  private volatile boolean closed;

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
            this::sweep, SWEEP_MILLIS, SWEEP_MILLIS, TimeUnit.MILLISECONDS);
    this.settling =
        book.scheduleWithFixedDelay(this::settle, SETTLE_SECONDS, SETTLE_SECONDS, TimeUnit.SECONDS);
  }

  private void settle() {
    try {
      gate.settle();
    } catch (RuntimeException e) {
      LOG.warn("Cannot write down who was turned away, and tries again: {}", e.getMessage());
    }
  }

  private void sweep() {
    // Should Spark's bus have lost or delayed what tells of a stage that came late.
    running.forEach(ServedQuery::stopAgain);
    leaving.look();
    overdue();
  }

  /**
   * Lets the gate decide; reads nothing.
   *
   * @throws CityLakeException ACCESS_DENIED, SQL_INVALID, LIMIT_EXCEEDED, or what else the gate
   *     says
   */
  public ServedQuery admit(Caller caller, QueryRequest question) {
    AtomicBoolean atHand = new AtomicBoolean();
    try {
      return admit(caller, question, atHand);
    } catch (CityLakeException e) {
      // What came to the gate is in the log already.
      if (!atHand.get()) {
        gate.turnedAway(caller, question, String.valueOf(e.getMessage()));
      }
      throw e;
    }
  }

  /**
   * Admits a statement whose state is still to be found; where there is none, the log has it all
   * the same.
   *
   * @param find makes the question, or raises why it can't
   */
  public ServedQuery admit(Caller caller, String sql, Supplier<QueryRequest> find) {
    QueryRequest question;
    try {
      question = find.get();
    } catch (CityLakeException e) {
      gate.turnedAway(
          caller,
          new QueryRequest(sql, List.of(), releases.latest()),
          String.valueOf(e.getMessage()));
      throw e;
    }
    return admit(caller, question);
  }

  /**
   * @param atHand set once it comes to the gate, which logs it
   */
  private ServedQuery admit(Caller caller, QueryRequest question, AtomicBoolean atHand) {
    ResourceLimits limits = limitsAtGate(caller);
    Deadline deadline = Deadline.in(limits.time());
    // Nothing can be stopped yet: there is no query before the gate has made it.
    QuerySlots.Slot slot = atGate.enter(caller.user(), limits, deadline, new CompletableFuture<>());
    try {
      return phases.run(
          new Phase<>(
              "A statement of %s at the gate".formatted(caller.user()),
              deadline,
              () -> !closed,
              () -> {
                atHand.set(true);
                return admitted(caller, question, deadline);
              },
              late -> late.governed().failed(tooLong(limits).getMessage(), 0),
              slot::leave));
    } catch (LateException e) {
      throw tooLong(limits);
    } catch (CityLakeException e) {
      // It has heard of its end before whoever waits.
      throw e.code() == ErrorCode.CANCELLED && deadline.isOver() ? tooLong(limits) : e;
    } catch (StackOverflowError e) {
      throw new CityLakeException(
          ErrorCode.STATEMENT_TOO_LARGE,
          "Cannot run the statement: it is nested too deeply; write it flatter",
          e);
    } catch (OutOfMemoryError e) {
      throw new CityLakeException(
          ErrorCode.LIMIT_EXCEEDED,
          "Cannot run the statement: it needs more memory than there is",
          e);
    }
  }

  private ServedQuery admitted(Caller caller, QueryRequest question, Deadline deadline) {
    GovernedQuery governed = gate.admit(caller, question);
    return new ServedQuery(caller, question, governed, limits.of(caller), deadline.left(), clock);
  }

  private ResourceLimits limitsAtGate(Caller caller) {
    try {
      ResourceLimits known = limits.of(caller);
      return known.concurrency() > 0 && !known.time().isZero() ? known : AT_LEAST;
    } catch (RuntimeException e) {
      // The gate says why nobody is admitted.
      return AT_LEAST;
    }
  }

  private static CityLakeException tooLong(ResourceLimits limits) {
    return QueryFailure.tooLong("run the statement", limits);
  }

  /**
   * Runs a query as far as its first rows, or finds its answer. Each query once.
   *
   * @throws CityLakeException LIMIT_EXCEEDED, CANCELLED, SQL_INVALID or INTERNAL
   */
  public Answer answer(ServedQuery query) {
    try {
      Deadline deadline = Deadline.in(query.timeLeft());
      Optional<String> key = query.governed().cacheKey();
      return key.isPresent()
          ? shared(query, key.get(), deadline)
          : run(query, Long.MIN_VALUE, deadline).answer();
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

  /** Phases and tasks that go on though their time is over. */
  public int overdue() {
    return phases.overdue() + tasks.overdue() + leaving.overdue();
  }

  @Override
  public void close() {
    closed = true;
    running.forEach(query -> query.stop(Stop.SHUTDOWN));
    sweep.cancel(false);
    timer.shutdownNow();
    settling.cancel(false);
    book.shutdownNow();
    phases.close();
    settle();
  }

  private Answer shared(ServedQuery query, String key, Deadline deadline) {
    if (cache.isLarger(key)) {
      return run(query, Long.MIN_VALUE, deadline).answer();
    }
    Kept kept = cache.find(key);
    if (kept == null) {
      CompletableFuture<Optional<Kept>> flight = cache.join(key);
      if (flight == null) {
        return fly(query, key, deadline);
      }
      kept = await(flight, query, deadline).orElse(null);
    }
    return kept == null
        ? run(query, Long.MIN_VALUE, deadline).answer()
        : new Answer(query, deadline, kept.batches(), null, () -> {});
  }

  private Answer fly(ServedQuery query, String key, Deadline deadline) {
    Optional<Kept> landed = Optional.empty();
    try {
      Run run = run(query, cache.largest(), deadline);
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

  private Optional<Kept> await(
      CompletableFuture<Optional<Kept>> flight, ServedQuery query, Deadline deadline) {
    try {
      CompletableFuture.anyOf(flight, query.stopping())
          .get(deadline.left().toMillis(), TimeUnit.MILLISECONDS);
      if (query.stopped() != null) {
        throw new SparkBatches.StoppedException();
      }
      return flight.get();
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
  private Run run(ServedQuery query, long upTo, Deadline deadline) {
    Taken taken = new Taken(query);
    taken.slot = places.enter(query.caller().user(), query.limits(), deadline, query.stopping());
    running.add(query);
    taken.alarm =
        timer.schedule(
            () -> query.stop(Stop.TOO_LONG), deadline.left().toMillis(), TimeUnit.MILLISECONDS);
    try {
      return phases.run(
          new Phase<>(
              "query=%s of %s".formatted(query.jobGroup(), query.caller().user()),
              deadline,
              () -> query.stopped() == null,
              () -> opened(query, upTo, deadline, taken),
              late -> taken.giveBack(),
              taken::giveBackUnlessHandedOver));
    } catch (LateException e) {
      query.stop(Stop.TOO_LONG);
      throw e;
    }
  }

  private Run opened(ServedQuery query, long upTo, Deadline deadline, Taken taken) {
    taken.reading = releases.read(query.question().release());
    tasks.watch(query);
    SparkBatches opened = SparkBatches.open(query, allocator);
    taken.batches = opened;
    List<byte[]> ahead = new ArrayList<>();
    if (readAhead(opened, ahead, upTo)) {
      return new Run(ahead, true, new Answer(query, deadline, ahead, null, () -> {}));
    }
    taken.handedOver = true;
    return new Run(ahead, false, new Answer(query, deadline, ahead, opened, taken::giveBack));
  }

  /** What a query has of the engine while it runs. One thread at a time. */
  private final class Taken {
    private final ServedQuery query;
    private QuerySlots.@Nullable Slot slot;
    private @Nullable Future<?> alarm;
    private @Nullable Reading reading;
    private @Nullable SparkBatches batches;
    private boolean handedOver;

    Taken(ServedQuery query) {
      this.query = query;
    }

    void giveBackUnlessHandedOver() {
      if (!handedOver) {
        giveBack();
      }
    }

    /** Once. */
    void giveBack() {
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
      tasks.forget(query);
      if (slot != null) {
        leaving.leave(query, slot::leave);
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

  private static ThreadFactory daemon(String name) {
    return work -> {
      Thread thread = new Thread(work, name);
      thread.setDaemon(true);
      return thread;
    };
  }
}
