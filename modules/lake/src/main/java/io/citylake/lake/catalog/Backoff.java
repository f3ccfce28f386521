package io.citylake.lake.catalog;

import java.util.concurrent.ThreadLocalRandom;

/** A few tries with growing, uneven pauses, so that processes that collided once don't again. */
final class Backoff {
  private static final int TRIES = 6;
  private static final long FIRST_MILLIS = 50;

  private int failures;

  /** Waits before the next try; false once all are used up or the thread was interrupted. */
  boolean again() {
    failures++;
    if (failures >= TRIES) {
      return false;
    }
    long longest = FIRST_MILLIS << failures;
    try {
      Thread.sleep(ThreadLocalRandom.current().nextLong(longest / 2, longest));
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
