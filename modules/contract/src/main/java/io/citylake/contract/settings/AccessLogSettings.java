package io.citylake.contract.settings;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How the access log is kept.
 *
 * @param key PEM file of the private key, Ed25519 or SM2, that signs the chain's head; null for
 *     none
 * @param target where heads are sent: {@code file:PATH}, {@code syslog://HOST:PORT} or {@code
 *     https://...}; null for nowhere
 * @param whenLost what stops while the target can't be reached
 * @param keep how long lines are kept at least
 */
public record AccessLogSettings(
    @Nullable Path key, @Nullable String target, WhenLost whenLost, Duration keep) {
  /** Article 21 of the cybersecurity law (网络安全法): network logs of no less than six months. */
  public static final Duration SHORTEST = Duration.ofDays(180);

  /** What stops without the target. */
  public enum WhenLost {
    /** Changes of users, ungoverned SQL and what reads quarantined rows; questions are answered. */
    STOP_ADMINISTRATION,
    /** Questions too. */
    STOP_ALL
  }

  /** Neither signed nor sent. */
  public static AccessLogSettings standard() {
    return new AccessLogSettings(null, null, WhenLost.STOP_ADMINISTRATION, SHORTEST);
  }
}
