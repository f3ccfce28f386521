package io.citylake.govern.state;

import java.security.SecureRandom;
import java.util.Optional;
import java.util.function.Function;

/**
 * Something small and secret that a lake keeps, such as its users: replaced whole or not at all.
 * Safe for threads and for several processes.
 */
public interface StateEntry {
  /** Where it is, for messages. */
  String place();

  /** What it holds; empty where it was never written. */
  Optional<byte[]> find();

  /** Differs from before where the content may differ; empty where it was never written. */
  Optional<Object> version();

  /**
   * Replaces it; nobody else does at the time, in this process or another.
   *
   * @param change from what it holds; may be asked again, and does nothing else then
   */
  void change(Function<Optional<byte[]>, byte[]> change);

  /** What it holds; random bytes that it holds from now on where it was never written. */
  default byte[] findOrMakeSecret(int bytes) {
    Optional<byte[]> held = find();
    if (held.isEmpty()) {
      byte[] made = new byte[bytes];
      new SecureRandom().nextBytes(made);
      change(now -> now.orElse(made));
      held = find();
    }
    return held.orElseThrow();
  }
}
