package io.citylake.schedule;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.MINUTES;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import io.citylake.model.ErrorKind;
import io.citylake.schedule.slot.Slot;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs what is due, several slots at once, until it is stopped or, where it was told when, done. It
 * is run once; any thread may stop it.
 */
public final class SchedulerLoop {
  private static final Logger LOG = LoggerFactory.getLogger(SchedulerLoop.class);
  private static final long POLL_MILLIS = 1000;

  /** Sixty looks are due in it. */
  private static final long STUCK_NANOS = MINUTES.toNanos(1);

  private final Scheduler scheduler;
  private final SlotExecutor executor;
  private final SchedulerListener listener;
  private final Clock clock;
  private final int threads;
  private final Semaphore wake = new Semaphore(0);

  /** As many threads as there are places, and one for upkeep. */
  private final ExecutorService pool = Executors.newCachedThreadPool();

  /** Of what runs, by its claim. */
  private final Map<String, SlotStop> stops = new ConcurrentHashMap<>();

  @GuardedBy("this")
  private boolean stopped;

  @GuardedBy("this")
  private int running;

  /** Of those, how many have a place among the threads. */
  @GuardedBy("this")
  private int placed;

  /** Whether something ended since the last look. */
  @GuardedBy("this")
  private boolean changed;

  @GuardedBy("this")
  private @Nullable Instant heldSince;

  /** By {@link System#nanoTime}; null before the first look. */
  @GuardedBy("this")
  private @Nullable Long looked;

  /**
   * @param clock that the scheduler looks at
   * @param threads how many slots run at once, upkeep's not counted
   */
  public SchedulerLoop(
      Scheduler scheduler,
      SlotExecutor executor,
      SchedulerListener listener,
      Clock clock,
      int threads) {
    this.scheduler = scheduler;
    this.executor = executor;
    this.listener = listener;
    this.clock = clock;
    this.threads = threads;
  }

  /** Begins nothing more; {@link #run} returns once what runs has ended. */
  public synchronized void stop() {
    stopped = true;
    wake.release();
  }

  /**
   * {@code ready} where it looks for what is due; {@code starting} before its first look, {@code
   * held} while its clock is doubted, {@code stuck} where its last look was a minute ago.
   */
  public synchronized String status() {
    if (looked == null) {
      return "starting";
    }
    if (heldSince != null) {
      return "held";
    }
    return System.nanoTime() - looked < STUCK_NANOS ? "ready" : "stuck";
  }

  /** Runs what is due until it is stopped. */
  public void run() {
    run(() -> false);
  }

  /** Runs a series of which all slots are there, until none is left that can run. */
  public void runToEnd() {
    run(scheduler::isDone);
  }

  /**
   * Runs a series of which all slots are there, until nothing of it can run now: what is left is
   * paused, waits for its next try, or for what others hold.
   */
  public void runWhileItCan() {
    run(() -> true);
  }

  /**
   * Runs as if time went by as fast as work is done: where nothing is left to do now, the clock
   * jumps to the next moment that has something.
   *
   * @param until the clock goes no further
   */
  public void runSimulated(SimulatedClock simulated, Instant until) {
    run(
        () -> {
          Optional<Instant> next = scheduler.next().filter(each -> each.isBefore(until));
          next.ifPresent(simulated::set);
          return next.isEmpty();
        });
  }

  /** What is asked once nothing runs and nothing is due. */
  @FunctionalInterface
  private interface Idle {
    /** Whether that was all. */
    boolean isAll();
  }

  private void run(Idle idle) {
    try {
      work(idle);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Cannot wait for slots: interrupted", e);
    }
  }

  private void work(Idle idle) throws InterruptedException {
    try {
      for (int free = free(); free >= 0; free = free()) {
        Optional<Scheduler.Found> found = look(free);
        found.ifPresent(each -> tell(each.held()));
        found.ifPresent(each -> cancel(each.cancelled()));
        found.ifPresent(each -> each.claimed().forEach(this::begin));
        boolean quiet = found.filter(each -> each.claimed().isEmpty()).isPresent() && isQuiet();
        if (quiet && idle.isAll()) {
          break;
        }
        // A clock that was set on has something at once.
        if (!(quiet && clock instanceof SimulatedClock)
            && wake.tryAcquire(POLL_MILLIS, MILLISECONDS)) {
          wake.drainPermits();
        }
      }
    } finally {
      pool.shutdown();
    }
    awaitSlots();
  }

  private void awaitSlots() throws InterruptedException {
    while (!pool.awaitTermination(1, MINUTES)) {
      LOG.info("Waiting for the slots that run");
    }
  }

  /**
   * Waits for what still runs where {@link #run} has failed, or was never called; whoever calls it
   * has stopped that.
   */
  public void awaitEnd() {
    pool.shutdown();
    try {
      awaitSlots();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Empty where the catalog's database is out of reach, which is waited for. */
  private Optional<Scheduler.Found> look(int free) {
    try {
      Scheduler.Found found = scheduler.look(free);
      synchronized (this) {
        looked = System.nanoTime();
      }
      return Optional.of(found);
    } catch (CityLakeException e) {
      if (e.code().kind() != ErrorKind.EXTERNAL) {
        throw e;
      }
      LOG.warn("Cannot look for slots; trying again", e);
      return Optional.empty();
    }
  }

  private synchronized int free() {
    changed = false;
    return stopped ? -1 : threads - placed;
  }

  private synchronized boolean isQuiet() {
    return running == 0 && !changed;
  }

  private void cancel(Set<String> claims) {
    claims.forEach(
        claim -> {
          SlotStop stop = stops.get(claim);
          if (stop != null) {
            stop.stop();
          }
        });
  }

  private void begin(Slot slot) {
    SlotStop stop = new SlotStop();
    stops.put(slot.claim(), stop);
    synchronized (this) {
      running++;
      placed += Scheduler.takesAPlace(slot) ? 1 : 0;
      listener.began(slot);
    }
    pool.execute(
        () -> {
          try {
            record(slot, outcome(slot, stop));
          } finally {
            scheduler.gaveUp(slot);
            stops.remove(slot.claim());
            over(slot);
          }
        });
  }

  /** Until it is recorded, or the process ends, after which another runs the slot again. */
  private void record(Slot slot, SlotOutcome outcome) {
    try {
      while (!recorded(slot, outcome)) {
        TimeUnit.SECONDS.sleep(1);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean recorded(Slot slot, SlotOutcome outcome) {
    try {
      Optional<Slot> after = scheduler.ended(slot, outcome);
      synchronized (this) {
        after.ifPresent(listener::ended);
      }
      return true;
    } catch (CityLakeException e) {
      LOG.warn("Cannot record how slot {} ended; trying again", slot.id(), e);
      return e.code().kind() != ErrorKind.EXTERNAL;
    }
  }

  private synchronized void over(Slot slot) {
    running--;
    placed -= Scheduler.takesAPlace(slot) ? 1 : 0;
    changed = true;
    wake.release();
  }

  private SlotOutcome outcome(Slot slot, SlotStop stop) {
    try {
      return executor.run(slot, stop);
    } catch (CityLakeException e) {
      return new SlotOutcome(SlotOutcome.Kind.FAILED, "", e.code(), e.getMessage());
    } catch (Throwable e) {
      // An error too: a slot that nobody records runs for ever, and holds its table.
      LOG.error("Slot {} failed", slot.id(), e);
      return new SlotOutcome(SlotOutcome.Kind.FAILED, "", ErrorCode.INTERNAL, String.valueOf(e));
    }
  }

  private synchronized void tell(Optional<Instant> held) {
    Instant since = held.orElse(null);
    if (since != null && !since.equals(heldSince)) {
      listener.held(since, clock.instant());
    }
    heldSince = since;
  }
}
