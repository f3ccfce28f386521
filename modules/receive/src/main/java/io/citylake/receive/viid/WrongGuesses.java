package io.citylake.receive.viid;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Who has guessed a password wrong too often: ten times from one address for one platform, and no
 * more is judged until a minute after the first of them. Others from that address, and the platform
 * from elsewhere, are not held up. Safe for threads.
 */
public final class WrongGuesses {
  /** As long as that is asked to wait. */
  public static final Duration WINDOW = Duration.ofMinutes(1);

  private static final int MOST = 10;
  private static final int MOST_KNOWN = 10_000;

  private final LongSupplier nanos;

  /** Those longest known are forgotten first. */
  @GuardedBy("this")
  private final Map<String, Guesses> known = new LinkedHashMap<>();

  private record Guesses(long since, int count) {}

  /**
   * @param nanos a clock that only goes on
   */
  public WrongGuesses(LongSupplier nanos) {
    this.nanos = nanos;
  }

  private static String key(String address, String id) {
    return address + " " + id;
  }

  /**
   * Whether a guess isn't judged any more.
   *
   * @param id the platform; empty for all that nobody declares
   */
  public synchronized boolean isSlowed(String address, String id) {
    Guesses found = known.get(key(address, id));
    return found != null && found.count() >= MOST && isNow(found);
  }

  private boolean isNow(Guesses found) {
    return nanos.getAsLong() - found.since() < WINDOW.toNanos();
  }

  /** Counts one. */
  public synchronized void add(String address, String id) {
    known.merge(
        key(address, id),
        new Guesses(nanos.getAsLong(), 1),
        (before, first) -> isNow(before) ? new Guesses(before.since(), before.count() + 1) : first);
    if (known.size() > MOST_KNOWN) {
      known.remove(known.keySet().iterator().next());
    }
  }
}
