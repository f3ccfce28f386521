package io.citylake.receive.mqtt;

import java.util.concurrent.atomic.AtomicLong;

/** How much memory is taken by what has come and is not stored yet. Safe for threads. */
final class HeldBytes {
  private final long most;
  private final AtomicLong held = new AtomicLong();

  HeldBytes(long most) {
    this.most = most;
  }

  /** Takes room for what is to come; false where there is none. */
  boolean reserve(long bytes) {
    if (held.addAndGet(bytes) > most) {
      held.addAndGet(-bytes);
      return false;
    }
    return true;
  }

  /** Counts what is there already. */
  void take(long bytes) {
    held.addAndGet(bytes);
  }

  void free(long bytes) {
    held.addAndGet(-bytes);
  }

  boolean isFull() {
    return held.get() > most;
  }
}
