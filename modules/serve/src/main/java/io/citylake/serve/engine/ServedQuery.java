package io.citylake.serve.engine;

import io.citylake.contract.policy.ResourceLimits;
import io.citylake.govern.Caller;
import io.citylake.govern.GovernedQuery;
import io.citylake.govern.QueryRequest;
import io.citylake.model.ForwardClock;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.arrow.vector.types.pojo.Schema;
import org.apache.spark.SparkContext;
import org.apache.spark.sql.classic.Dataset;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.util.ArrowUtils;
import org.jspecify.annotations.Nullable;

/**
 * A query that the gate let through, not yet run. {@link #cancel()} may come from any thread, at
 * any time.
 */
public final class ServedQuery {
  /**
   * How long the gate's word holds: a grant that is gone counts after this, a caller who is shut
   * out or has other roles at once.
   */
  private static final Duration FRESH = Duration.ofSeconds(5);

  private final Caller caller;
  private final QueryRequest question;
  private final GovernedQuery governed;
  private final ResourceLimits limits;
  private final Clock clock;
  private final String zone;
  private final Schema schema;
  private final String jobGroup = "citylake-query-" + UUID.randomUUID();
  private final AtomicReference<@Nullable Stop> stop = new AtomicReference<>();
  private final CompletableFuture<Stop> stopping = new CompletableFuture<>();
  private final Duration timeLeft;
  private volatile Instant decided;
  private volatile @Nullable Runnable halt;
  private volatile long stoppedAt;

  /**
   * What a null of a statement is taken for.
   *
   * @param written whether the statement itself casts it
   */
  public record NullType(DataType type, boolean written) {}

  /**
   * @param timeLeft of what a statement has, after the gate
   */
  ServedQuery(
      Caller caller,
      QueryRequest question,
      GovernedQuery governed,
      ResourceLimits limits,
      Duration timeLeft,
      Clock clock) {
    this.caller = caller;
    this.question = question;
    this.governed = governed;
    this.limits = limits;
    this.timeLeft = timeLeft;
    this.clock = ForwardClock.of(clock);
    this.decided = this.clock.instant();
    this.zone = governed.zone();
    this.schema = ArrowUtils.toArrowSchema(governed.schema(), zone, false, false);
  }

  public Caller caller() {
    return caller;
  }

  public QueryRequest question() {
    return question;
  }

  /** Who asks from the next statement on, where this one says so. */
  public Optional<Caller> callerAfter() {
    return governed.callerAfter();
  }

  /**
   * Whether the gate said yes a moment ago, and to the caller as he still is; else what it knew may
   * have changed since.
   */
  public boolean isFresh() {
    return decided.plus(FRESH).isAfter(clock.instant()) && caller.standing().holds();
  }

  /** Has the gate decide again where it is time for it; raises where it refuses now. */
  void recheck() {
    if (!isFresh()) {
      governed.recheck();
      decided = clock.instant();
    }
  }

  /** Of its answer; instants are in the workspace's zone. No fields where it answers nothing. */
  public Schema schema() {
    return schema;
  }

  /** In which its instants are shown. */
  public String zone() {
    return zone;
  }

  /** What the nulls of its text are taken for, by where they begin in it. */
  public Map<Integer, NullType> nullTypes() {
    return NullTypes.of(((Dataset<?>) governed.rows()).queryExecution().analyzed());
  }

  /** Stops it where it runs, and keeps it from running where it doesn't yet. */
  public void cancel() {
    stop(Stop.CANCELLED);
  }

  void stop(Stop why) {
    if (stop.compareAndSet(null, why)) {
      stoppedAt = System.nanoTime();
      stopping.complete(why);
      stopAgain();
    }
  }

  /**
   * Stops what runs of a stopped query by now: Spark refuses its future jobs, but not the stages
   * that adaptive execution submits by themselves.
   */
  void stopAgain() {
    Runnable known = halt;
    if (stop.get() != null && known != null) {
      known.run();
    }
  }

  /**
   * It begins to run.
   *
   * @param stopping called whenever what runs of it shall end; from any thread
   */
  void runs(Runnable stopping) {
    halt = stopping;
    stopAgain();
  }

  @Nullable Stop stopped() {
    return stop.get();
  }

  /** Done once it is stopped, for what waits before it runs. */
  CompletableFuture<Stop> stopping() {
    return stopping;
  }

  boolean isStoppedSince(Duration time) {
    return stop.get() != null && System.nanoTime() - stoppedAt >= time.toNanos();
  }

  SparkContext context() {
    return governed.rows().sparkSession().sparkContext();
  }

  GovernedQuery governed() {
    return governed;
  }

  ResourceLimits limits() {
    return limits;
  }

  Duration timeLeft() {
    return timeLeft;
  }

  String jobGroup() {
    return jobGroup;
  }
}
