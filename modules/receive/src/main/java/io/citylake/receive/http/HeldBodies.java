package io.citylake.receive.http;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.HashMap;
import java.util.Map;

/**
 * How much memory is taken by what has come and is not stored yet. No sender takes more than a
 * quarter of it, but one request always, and so do all together. Safe for threads.
 */
final class HeldBodies {
  private final long most;

  @GuardedBy("this")
  private final Map<String, Long> bySender = new HashMap<>();

  @GuardedBy("this")
  private long held;

  HeldBodies(long most) {
    this.most = most;
  }

  /** Whether there is room for so many bytes more; they are taken then. */
  synchronized boolean reserve(String sender, long bytes) {
    long mine = bySender.getOrDefault(sender, 0L);
    if ((held > 0 && held + bytes > most) || (mine > 0 && mine + bytes > most / 4)) {
      return false;
    }
    held += bytes;
    bySender.put(sender, mine + bytes);
    return true;
  }

  /** Takes other bytes for those of before, which stay where there is no room. */
  synchronized boolean swap(String sender, long before, long bytes) {
    free(sender, before);
    if (reserve(sender, bytes)) {
      return true;
    }
    held += before;
    bySender.merge(sender, before, Long::sum);
    return false;
  }

  synchronized void free(String sender, long bytes) {
    held -= bytes;
    bySender.computeIfPresent(sender, (key, mine) -> mine > bytes ? mine - bytes : null);
  }
}
