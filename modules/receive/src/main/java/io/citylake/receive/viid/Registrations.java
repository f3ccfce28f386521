package io.citylake.receive.viid;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Who is registered, from which address, until when. The header that names a platform is no proof,
 * so a registration holds for the address that it came from. Forgotten with the process: who is
 * told so registers anew. Safe for threads.
 */
public final class Registrations {
  /** Of one platform; the one that was silent longest goes. */
  static final int MOST_ADDRESSES = 64;

  private final long lapse;
  private final LongSupplier nanos;

  /** The last request by address, by platform. */
  @GuardedBy("this")
  private final Map<String, LinkedHashMap<String, Long>> last = new HashMap<>();

  /**
   * Nobody yet.
   *
   * @param nanos a clock that only goes on
   */
  public Registrations(Duration lapse, LongSupplier nanos) {
    this.lapse = lapse.toNanos();
    this.nanos = nanos;
  }

  /** Registers, or keeps a registration alive. */
  public synchronized void register(String id, String address) {
    LinkedHashMap<String, Long> addresses = last.computeIfAbsent(id, each -> new LinkedHashMap<>());
    addresses.remove(address);
    addresses.put(address, nanos.getAsLong());
    if (addresses.size() > MOST_ADDRESSES) {
      addresses.remove(addresses.keySet().iterator().next());
    }
  }

  /**
   * Keeps a registration alive.
   *
   * @return false where there is none any more
   */
  @CanIgnoreReturnValue
  public synchronized boolean touch(String id, String address) {
    boolean registered = isRegistered(id, address);
    if (registered) {
      register(id, address);
    }
    return registered;
  }

  public synchronized boolean isRegistered(String id, String address) {
    Long since = last.getOrDefault(id, new LinkedHashMap<>()).get(address);
    return since != null && nanos.getAsLong() - since < lapse;
  }

  public synchronized void unregister(String id, String address) {
    last.computeIfPresent(
        id,
        (key, addresses) -> {
          addresses.remove(address);
          return addresses.isEmpty() ? null : addresses;
        });
  }
}
