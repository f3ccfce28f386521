package io.citylake.app;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.MINUTES;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.citylake.contract.Workspace;
import io.citylake.contract.job.Job;
import io.citylake.contract.load.WorkspaceLoader;
import io.citylake.model.CityLakeException;
import io.citylake.model.JobName;
import io.citylake.run.Cancellation;
import io.citylake.run.batch.JobResult;
import io.citylake.run.round.Round;
import io.citylake.run.round.RunListener;
import io.citylake.run.round.RunRequest;
import io.citylake.run.round.RunRequest.FailurePolicy;
import io.citylake.run.round.RunRequest.Mode;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Short runs of the jobs that read feeds, one after the other in one session. Of those that are due
 * the one whose oldest message has waited longest begins, with one batch; so none is kept from its
 * turn by another that has much to read. One that fails waits longer each time, alone.
 */
public final class StreamLoop {
  private static final Logger LOG = LoggerFactory.getLogger(StreamLoop.class);
  private static final long POLL_MILLIS = 500;
  private static final Duration FIRST_PAUSE = Duration.ofSeconds(5);
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);

  /** Looks come every half second. */
  private static final Duration STUCK = Duration.ofMinutes(1);

  private final EmbeddedLake lake;
  private final FeedStates states;
  private final Pace pace;
  private final RunListener listener;
  private final DatedWorkspaces workspaces;
  private final Semaphore wake = new Semaphore(0);

  @GuardedBy("this")
  private final TreeMap<JobName, Turn> turns = new TreeMap<>();

  @GuardedBy("this")
  private boolean stopped;

  @GuardedBy("this")
  private int running;

  /** By {@link System#nanoTime}; null before the first look. */
  @GuardedBy("this")
  private @Nullable Long looked;

  /**
   * How often, and how much at once.
   *
   * @param every what lies between the beginnings of two runs of one job at least, unless more
   *     waits than one batch takes
   * @param threads how many jobs run at once
   */
  public record Pace(Duration every, int threads) {}

  /** When a job may run next. */
  private static final class Turn {
    private final Job job;
    private long due;
    private int failures;
    private boolean running;

    /** What the spool was when nothing of it waited; such a spool needs no look. */
    private @Nullable String idle;

    Turn(Job job, long due) {
      this.job = job;
      this.due = due;
    }
  }

  public StreamLoop(EmbeddedLake lake, List<Job> jobs, Pace pace, RunListener listener) {
    this.lake = lake;
    this.states = new FeedStates(lake.catalog());
    this.pace = pace;
    this.listener = listener;
    this.workspaces =
        new DatedWorkspaces(
            date ->
                WorkspaceLoader.loadOrThrow(
                    lake.workspace().home(), lake.host().environment(), date));
    long now = System.nanoTime();
    jobs.forEach(job -> turns.put(job.name(), new Turn(job, now)));
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
    ExecutorService pool = Executors.newFixedThreadPool(pace.threads());
    try {
      while (!isStopped()) {
        for (Turn turn : next()) {
          pool.execute(() -> run(turn));
        }
        if (wake.tryAcquire(POLL_MILLIS, MILLISECONDS)) {
          wake.drainPermits();
        }
      }
      pool.shutdown();
      while (!pool.awaitTermination(1, MINUTES)) {
        LOG.info("Waiting for the runs that have begun");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Cannot wait for feeds: interrupted", e);
    } finally {
      pool.shutdown();
    }
  }

  /** Runs each job to the end of what its feed has now, in the order of what waits. */
  public List<JobResult> once() {
    List<JobResult> results = new ArrayList<>();
    List<Turn> all;
    synchronized (this) {
      all = List.copyOf(turns.values());
    }
    for (FeedStates.State state : ordered(all.stream().map(turn -> states.of(turn.job)).toList())) {
      if (!lake.cancellation().isCancelled()) {
        results.add(result(state.job(), Mode.INCREMENTAL));
      }
    }
    return results;
  }

  private synchronized boolean isStopped() {
    return stopped;
  }

  /** Whose turn it is, as many as there are threads free. */
  private List<Turn> next() {
    List<Turn> asked = new ArrayList<>();
    int free;
    synchronized (this) {
      looked = System.nanoTime();
      free = pace.threads() - running;
      for (Turn turn : turns.values()) {
        if (!turn.running && turn.due - looked <= 0) {
          asked.add(turn);
        }
      }
    }
    if (free <= 0 || asked.isEmpty()) {
      return List.of();
    }
    List<FeedStates.State> due = new ArrayList<>();
    for (Turn turn : asked) {
      look(turn, due);
    }
    List<Turn> chosen = new ArrayList<>();
    synchronized (this) {
      for (FeedStates.State state : ordered(due)) {
        if (chosen.size() < free) {
          Turn turn = Objects.requireNonNull(turns.get(state.job().name()));
          turn.running = true;
          running++;
          chosen.add(turn);
        }
      }
    }
    return chosen;
  }

  private void look(Turn turn, List<FeedStates.State> due) {
    try {
      String mark = states.spool(turn.job).mark();
      synchronized (this) {
        if (mark.equals(turn.idle)) {
          return;
        }
      }
      FeedStates.State state = states.of(turn.job);
      if (state.isDue()) {
        due.add(state);
      } else {
        synchronized (this) {
          turn.idle = mark;
        }
      }
    } catch (CityLakeException e) {
      LOG.warn("job={} cannot be looked at: {}", turn.job.name(), e.getMessage());
      failed(turn, System.nanoTime());
    }
  }

  /** What has waited longest first; what can't go on is told before. */
  private static List<FeedStates.State> ordered(List<FeedStates.State> states) {
    return states.stream()
        .sorted(
            Comparator.comparing(
                    (FeedStates.State state) ->
                        state.oldest() == null ? Instant.MIN : state.oldest())
                .thenComparing(state -> state.job().name()))
        .toList();
  }

  private void run(Turn turn) {
    long began = System.nanoTime();
    boolean passed = false;
    try {
      JobResult result = result(turn.job, Mode.NEXT_BATCH);
      passed = result.status() != JobResult.Status.ERROR;
    } catch (RuntimeException e) {
      LOG.error("job={} failed", turn.job.name(), e);
    } finally {
      ended(turn, began, passed);
    }
  }

  private void ended(Turn turn, long began, boolean passed) {
    if (!passed) {
      failed(turn, System.nanoTime());
    }
    synchronized (this) {
      turn.running = false;
      running--;
      if (passed) {
        turn.failures = 0;
        turn.idle = null;
        turn.due = began + pace.every().toNanos();
      }
    }
    wake.release();
  }

  private synchronized void failed(Turn turn, long now) {
    long pause = FIRST_PAUSE.toNanos() << Math.min(10, turn.failures);
    turn.failures++;
    turn.due = now + Math.min(LONGEST_PAUSE.toNanos(), pause);
  }

  private JobResult result(Job job, Mode mode) {
    LocalDate date =
        LocalDate.ofInstant(lake.host().clock().instant(), lake.workspace().settings().zone())
            .minusDays(1);
    try (Cancellation cancellation = lake.cancellation().child()) {
      Round round = round(date, cancellation);
      RunRequest request = new RunRequest(date, mode, FailurePolicy.GO_ON);
      JobResult result = round.run(List.of(job.name()), request).jobs().get(0);
      states.release(lake.workspace());
      return result;
    }
  }

  private synchronized Round round(LocalDate date, Cancellation cancellation) {
    Workspace dated = workspaces.of(date);
    return lake.round(dated, listener, cancellation);
  }
}
