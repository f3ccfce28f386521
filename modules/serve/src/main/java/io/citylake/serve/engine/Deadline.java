package io.citylake.serve.engine;

import java.time.Duration;

/** Until when something must be done. */
final class Deadline {
  private final long at;

  private Deadline(long at) {
    this.at = at;
  }

  static Deadline in(Duration time) {
    return new Deadline(System.nanoTime() + time.toNanos());
  }

  /** None where it is over. */
  Duration left() {
    return Duration.ofNanos(Math.max(0, at - System.nanoTime()));
  }

  boolean isOver() {
    return System.nanoTime() - at >= 0;
  }

  boolean isOverSince(Duration time) {
    return System.nanoTime() - at >= time.toNanos();
  }
}
