package io.citylake.receive.mqtt;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/** How a subscription to a broker stands. Safe for threads. */
public final class SubscriptionState {
  private final LongAdder messages = new LongAdder();
  private final LongAdder lost = new LongAdder();
  private final LongAdder connects = new LongAdder();
  private final AtomicInteger waiting = new AtomicInteger();
  private volatile boolean connected;
  private volatile String fault = "";
  private volatile long since = System.nanoTime();

  void connected() {
    connects.increment();
    connected = true;
    fault = "";
    since = System.nanoTime();
  }

  void disconnected(String why) {
    if (connected) {
      connected = false;
      since = System.nanoTime();
    }
    fault = why;
  }

  void faulty(String why) {
    fault = why;
  }

  void stored() {
    messages.increment();
  }

  void sessionLost() {
    lost.increment();
  }

  void waiting(int more) {
    waiting.addAndGet(more);
  }

  /** Whether the broker is connected and has granted all topics. */
  public boolean isConnected() {
    return connected;
  }

  /** What is wrong; empty where nothing is known to be. */
  public String fault() {
    return fault;
  }

  /** Whether it has failed and is not connected: at first, and while it is tried again. */
  public boolean isDown() {
    return !connected && !fault.isEmpty();
  }

  /** Seconds since it was connected, or since it is not any more. */
  public double seconds() {
    return (System.nanoTime() - since) / 1e9;
  }

  /** Messages that were stored and acknowledged to the broker. */
  public long messages() {
    return messages.sum();
  }

  /** How often it was connected. */
  public long connects() {
    return connects.sum();
  }

  /** How often the broker had kept nothing of what was published meanwhile. */
  public long sessionsLost() {
    return lost.sum();
  }

  /** Messages that have come and are not stored yet. */
  public int waiting() {
    return waiting.get();
  }
}
