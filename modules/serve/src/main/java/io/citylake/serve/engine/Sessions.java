package io.citylake.serve.engine;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.citylake.govern.Caller;
import java.time.Duration;

/**
 * What callers stated for the statements after ({@code SET purpose}, {@code USE}), by their tokens,
 * as long as the server lives. Who they are and which roles they have is asked anew on each call.
 * Safe for threads.
 */
public final class Sessions {
  private static final int MOST = 10_000;
  private static final Duration IDLE = Duration.ofHours(8);

  private final Cache<String, Caller> stated =
      Caffeine.newBuilder().maximumSize(MOST).expireAfterAccess(IDLE).build();

  /** A caller who was just verified, with what was stated before under the same token. */
  public Caller resume(String token, Caller verified) {
    Caller before = stated.getIfPresent(token);
    return before == null || !before.user().equals(verified.user())
        ? verified
        : verified.withPurpose(before.purpose()).withTheme(before.theme());
  }

  public void keep(String token, Caller after) {
    stated.put(token, after);
  }

  public void end(String token) {
    stated.invalidate(token);
  }
}
