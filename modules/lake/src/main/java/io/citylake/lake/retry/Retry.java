package io.citylake.lake.retry;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.LongSupplier;

/**
 * Trying again what may pass: bounded by number and by time, with pauses that double and are
 * uneven, so that those that collided once don't collide again. One of these serves any number of
 * threads; each thing that is tried has {@link Attempts} of its own:
 *
 * <pre>{@code
 * Retry.Attempts attempts = Retry.ofCommits().begin();
 * while (true) {
 *   try {
 *     return commit();
 *   } catch (CommitFailedException e) {
 *     if (!attempts.again()) {
 *       throw new CommitFailedException(e, "Cannot commit %s: other commits were first, %s", table, attempts.spent());
 *     }
 *   }
 * }
 * }</pre>
 */
public final class Retry {
  private static final Retry STATEMENTS =
      of(new Limits(6, Duration.ofMinutes(2), Duration.ofMillis(100), Duration.ofSeconds(2)));
  private static final Retry COMMITS =
      of(new Limits(12, Duration.ofMinutes(2), Duration.ofMillis(10), Duration.ofSeconds(2)));
  private static final Retry TURNS =
      of(new Limits(4, Duration.ofSeconds(30), Duration.ofMillis(500), Duration.ofSeconds(4)));

  private final Limits limits;
  private final LongSupplier nanos;
  private final Sleeper sleeper;

  /**
   * For tests, which set the time.
   *
   * @param nanos of a clock that never goes back, from any start
   */
  public Retry(Limits limits, LongSupplier nanos, Sleeper sleeper) {
    this.limits = limits;
    this.nanos = nanos;
    this.sleeper = sleeper;
  }

  private static Retry of(Limits limits) {
    return new Retry(limits, System::nanoTime, pause -> Thread.sleep(pause.toMillis()));
  }

  /**
   * For statements to a busy or absent catalog database, which wait for some time themselves: six
   * attempts within two minutes.
   */
  public static Retry ofStatements() {
    return STATEMENTS;
  }

  /**
   * For commits that others may be before, and that are computed anew each time: twelve attempts
   * within two minutes.
   */
  public static Retry ofCommits() {
    return COMMITS;
  }

  /**
   * For what is in its turn once the clocks of two machines, which a time service keeps, have gone
   * on by what they differ: four attempts within half a minute.
   */
  public static Retry ofTurns() {
    return TURNS;
  }

  /**
   * When to give up, and how long to wait.
   *
   * @param attempts the first one is among them
   * @param time from the beginning of the first to that of the last
   * @param firstPause the longest after the first attempt; it doubles with each
   * @param longestPause what it doubles up to
   */
  public record Limits(int attempts, Duration time, Duration firstPause, Duration longestPause) {
    public Limits {
      if (attempts < 1 || firstPause.isZero() || firstPause.compareTo(longestPause) > 0) {
        throw new IllegalArgumentException(
            "Cannot try %d times with pauses from %s to %s"
                .formatted(attempts, firstPause, longestPause));
      }
    }
  }

  /** Waits; a test's only says that it did. */
  @FunctionalInterface
  public interface Sleeper {
    void sleep(Duration pause) throws InterruptedException;
  }

  /** Begins the first attempt. */
  public Attempts begin() {
    return new Attempts();
  }

  /** The attempts of one thing. One thread uses it. */
  public final class Attempts {
    private final long began = nanos.getAsLong();
    private int made = 1;
    private boolean interrupted;

    private Attempts() {}

    /**
     * After an attempt that failed: waits, and begins the next. False where none is left, where the
     * time would be over after the pause, or where the thread was interrupted, which it then still
     * is.
     */
    public boolean again() {
      if (interrupted || made >= limits.attempts()) {
        return false;
      }
      Duration pause = pause();
      if (elapsed().plus(pause).compareTo(limits.time()) > 0) {
        return false;
      }
      try {
        sleeper.sleep(pause);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        interrupted = true;
        return false;
      }
      made++;
      return true;
    }

    /** For the message of who gives up: {@code tried 6 times in 1.532 s}. */
    public String spent() {
      return "tried %d %s in %.3f s%s"
          .formatted(
              made,
              made == 1 ? "time" : "times",
              elapsed().toMillis() / 1000.0,
              interrupted ? ", then interrupted" : "");
    }

    /** Between half of the longest and the longest. */
    private Duration pause() {
      int doublings = Math.min(made - 1, 30);
      long longest =
          Math.min(limits.firstPause().toMillis() << doublings, limits.longestPause().toMillis());
      return Duration.ofMillis(ThreadLocalRandom.current().nextLong(longest / 2, longest + 1));
    }

    private Duration elapsed() {
      return Duration.ofNanos(nanos.getAsLong() - began);
    }
  }
}
