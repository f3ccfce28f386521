package io.citylake.city.play;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.time.Duration;

/** How many messages all feeds of a play send in a second at most. Safe for threads. */
final class PlayRate {
  private final long nanosEach;

  /** By {@link System#nanoTime}: when the next message may be sent. */
  @GuardedBy("this")
  private long free = System.nanoTime();

  PlayRate(int perSecond) {
    this.nanosEach = 1_000_000_000L / perSecond;
  }

  /** Takes the next places, and says how long to wait for them. */
  synchronized Duration take(int messages) {
    long now = System.nanoTime();
    long turn = Math.max(free, now);
    free = turn + messages * nanosEach;
    return Duration.ofNanos(turn - now);
  }
}
