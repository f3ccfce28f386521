package io.citylake.read.jdbc;

import java.util.concurrent.locks.LockSupport;

/** Lets rows pass at a rate, so that the department's database keeps breathing. */
final class RowRate {
  private static final long NANOS_A_SECOND = 1_000_000_000L;

  /** Shorter waits than this cost more than they give. */
  private static final long WORTH_WAITING = 2_000_000L;

  private final long interval;
  private long due;

  RowRate(long rowsPerSecond) {
    this.interval = rowsPerSecond <= 0 ? 0 : Math.max(1, NANOS_A_SECOND / rowsPerSecond);
  }

  void take() {
    if (interval == 0) {
      return;
    }
    long now = System.nanoTime();
    if (due == 0 || now - due > NANOS_A_SECOND) {
      due = now;
    }
    due += interval;
    while (due - now > WORTH_WAITING && !Thread.currentThread().isInterrupted()) {
      LockSupport.parkNanos(due - now);
      now = System.nanoTime();
    }
  }
}
