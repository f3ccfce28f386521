package io.citylake.receive.http;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * How many messages of one sender are taken: two seconds' worth at once, and what a request brings
 * beyond is paid for by waiting. Safe for threads.
 */
public final class Rate {
  private static final double NANOS = TimeUnit.SECONDS.toNanos(1);

  private final int perSecond;
  private final LongSupplier nanos;

  @GuardedBy("this")
  private double left;

  @GuardedBy("this")
  private long looked;

  public Rate(int perSecond, LongSupplier nanos) {
    this.perSecond = perSecond;
    this.nanos = nanos;
    this.left = most();
    this.looked = nanos.getAsLong();
  }

  private double most() {
    return 2.0 * perSecond;
  }

  /** Seconds to wait before the next request; 0 for none. */
  public synchronized int waitSeconds() {
    return look();
  }

  @GuardedBy("this")
  private int look() {
    long now = nanos.getAsLong();
    left = Math.min(most(), left + (now - looked) / NANOS * perSecond);
    looked = now;
    return left > 0 ? 0 : (int) Math.ceil((1 - left) / perSecond);
  }

  /**
   * Counts messages, of which many may have come since the sender was admitted.
   *
   * @return seconds to wait, and they are not counted; 0 where they are
   */
  public synchronized int take(int messages) {
    int wait = look();
    if (wait == 0) {
      left -= messages;
    }
    return wait;
  }

  /** Counts back messages that could not be stored. */
  synchronized void giveBack(int messages) {
    left += messages;
  }
}
