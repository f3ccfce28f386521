package io.citylake.app;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.MINUTES;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.citylake.app.StreamTurns.Left;
import io.citylake.contract.Workspace;
import io.citylake.contract.job.Job;
import io.citylake.contract.load.WorkspaceLoader;
import io.citylake.run.Cancellation;
import io.citylake.run.batch.JobResult;
import io.citylake.run.round.Round;
import io.citylake.run.round.RunListener;
import io.citylake.run.round.RunRequest;
import io.citylake.run.round.RunRequest.FailurePolicy;
import io.citylake.run.round.RunRequest.Mode;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Short runs of the jobs that read feeds in one session, each one batch, in the order of {@link
 * StreamTurns}: so none is kept from its turn by another that has much to read.
 */
public final class StreamLoop {
  private static final Logger LOG = LoggerFactory.getLogger(StreamLoop.class);
  private static final long POLL_MILLIS = 500;

  /** Looks come every half second. */
  private static final Duration STUCK = Duration.ofMinutes(1);

  private final EmbeddedLake lake;
  private final FeedStates states;
  private final StreamTurns turns;
  private final RunListener listener;
  private final DatedWorkspaces workspaces;
  private final Semaphore wake = new Semaphore(0);
  private final ExecutorService pool;

  @GuardedBy("this")
  private boolean stopped;

  /** By {@link System#nanoTime}; null before the first look. */
  @GuardedBy("this")
  private @Nullable Long looked;

  /**
   * How often, and how much at once.
   *
   * @param every what lies between the beginnings of two runs of one job at least, unless more than
   *     64 MB wait
   * @param threads how many jobs run at once
   */
  public record Pace(Duration every, int threads) {}

  public StreamLoop(EmbeddedLake lake, List<Job> jobs, Pace pace, RunListener listener) {
    this.lake = lake;
    this.states = new FeedStates(lake.catalog());
    this.pool = Executors.newFixedThreadPool(pace.threads());
    this.listener = listener;
    this.workspaces =
        new DatedWorkspaces(
            date ->
                WorkspaceLoader.loadOrThrow(
                    lake.workspace().home(), lake.host().environment(), date));
    this.turns = new StreamTurns(jobs, pace.every(), pace.threads(), System.nanoTime());
  }

  /** Begins nothing more; {@link #run} returns once what runs has ended. */
  public synchronized void stop() {
    stopped = true;
    wake.release();
  }

  /** {@code ready}; {@code starting} before the first look, {@code stuck} where it was long ago. */
  public synchronized String status() {
    if (looked == null) {
      return "starting";
    }
    return System.nanoTime() - looked < STUCK.toNanos() ? "ready" : "stuck";
  }

  /** Runs what comes, until it is stopped. */
  public void run() {
    try {
      while (!isStopped()) {
        for (Job job : next()) {
          pool.execute(() -> run(job));
        }
        if (wake.tryAcquire(POLL_MILLIS, MILLISECONDS)) {
          wake.drainPermits();
        }
      }
      pool.shutdown();
      awaitRuns();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Cannot wait for feeds: interrupted", e);
    } finally {
      pool.shutdown();
    }
  }

  private void awaitRuns() throws InterruptedException {
    while (!pool.awaitTermination(1, MINUTES)) {
      LOG.info("Waiting for the runs that have begun");
    }
  }

  /**
   * Waits for what still runs where {@link #run} has failed, or was never called; whoever calls it
   * has stopped that.
   */
  public void awaitEnd() {
    pool.shutdown();
    try {
      awaitRuns();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Runs each job to the end of what its feed has now, in the order of what waits. */
  public List<JobResult> once() {
    List<JobResult> results = new ArrayList<>();
    List<FeedStates.State> all = turns.jobs().stream().map(this::glance).toList();
    for (FeedStates.State state : StreamTurns.ordered(all)) {
      if (!lake.cancellation().isCancelled()) {
        results.add(result(state.job(), Mode.INCREMENTAL));
      }
    }
    return results;
  }

  /** One that can't be looked at runs first, and says why. */
  private FeedStates.State glance(Job job) {
    try {
      return states.glance(job);
    } catch (RuntimeException e) {
      LOG.warn("job={} cannot be looked at", job.name(), e);
      return FeedStates.unknown(job);
    }
  }

  /** Its run has passed, whether or not the next look does. */
  private Left left(Job job) {
    try {
      return states.of(job).more() ? Left.MUCH : Left.LITTLE;
    } catch (RuntimeException e) {
      LOG.warn("job={} cannot be looked at", job.name(), e);
      return Left.LITTLE;
    }
  }

  private synchronized boolean isStopped() {
    return stopped;
  }

  /** Whose turn it is, as many as there are places free. */
  private List<Job> next() {
    long now = System.nanoTime();
    synchronized (this) {
      looked = now;
    }
    List<FeedStates.State> waiting = new ArrayList<>();
    for (Job job : turns.due(now)) {
      look(job, now).filter(FeedStates.State::isDue).ifPresent(waiting::add);
    }
    return turns.begin(waiting);
  }

  private Optional<FeedStates.State> look(Job job, long now) {
    try {
      String mark = states.spool(job).mark();
      if (turns.isIdle(job, mark, now)) {
        return Optional.empty();
      }
      FeedStates.State state = states.glance(job);
      if (!state.isDue()) {
        turns.idle(job, mark, now);
      }
      return Optional.of(state);
    } catch (RuntimeException e) {
      // Whatever it is, the other jobs have their turn.
      LOG.warn("job={} cannot be looked at", job.name(), e);
      turns.unreachable(job, System.nanoTime());
      return Optional.empty();
    }
  }

  private void run(Job job) {
    long began = System.nanoTime();
    Optional<Left> left = Optional.empty();
    try {
      JobResult result = result(job, Mode.NEXT_BATCH);
      if (result.status() != JobResult.Status.ERROR) {
        left = Optional.of(left(job));
      }
    } catch (RuntimeException e) {
      LOG.error("job={} failed", job.name(), e);
    } finally {
      long now = System.nanoTime();
      left.ifPresentOrElse(
          each -> turns.passed(job, began, now, each), () -> turns.failed(job, now));
      wake.release();
    }
  }

  private JobResult result(Job job, Mode mode) {
    LocalDate date =
        LocalDate.ofInstant(lake.host().clock().instant(), lake.workspace().settings().zone())
            .minusDays(1);
    try (Cancellation cancellation = lake.cancellation().child()) {
      Round round = round(date, cancellation);
      RunRequest request = new RunRequest(date, mode, FailurePolicy.GO_ON);
      JobResult result = round.run(List.of(job.name()), request).jobs().get(0);
      lake.releaseFeeds();
      return result;
    }
  }

  private synchronized Round round(LocalDate date, Cancellation cancellation) {
    Workspace dated = workspaces.of(date);
    return lake.round(dated, listener, cancellation);
  }
}
