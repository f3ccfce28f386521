package io.citylake.govern.user;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import io.citylake.model.ForwardClock;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/**
 * Slows down who tries passwords: with each failure the next try has to wait twice as long. Counted
 * for a user from an address, for an address, and for a user from addresses where he never logged
 * in; so an attacker can't keep out the user himself where he works, nor his neighbours. An attempt
 * counts from its start, so that a thousand at once count as a thousand. Bounded in memory; an hour
 * without an attempt is forgotten. Safe for threads.
 */
final class LoginThrottle {
  private static final int MOST_KEYS = 20_000;
  private static final Duration REMEMBERED = Duration.ofHours(1);
  private static final Duration LONGEST_WAIT = Duration.ofMinutes(1);
  private static final Duration FIRST_WAIT = Duration.ofSeconds(1);
  private static final int FREE_FOR_PAIR = 3;
  private static final int FREE_FOR_ADDRESS = 30;
  private static final int FREE_FOR_USER = 10;

  private final Clock clock;

  @GuardedBy("this")
  private final Cache<String, Failures> failures;

  @GuardedBy("this")
  private final Cache<String, Boolean> known;

  LoginThrottle(Clock clock) {
    this.clock = ForwardClock.of(clock);
    this.failures = remembering(MOST_KEYS);
    this.known = remembering(MOST_KEYS);
  }

  private record Failures(int count, Instant next) {
    static final Failures NONE = new Failures(0, Instant.MIN);
  }

  /** The keys of one attempt. */
  private record Keys(String pair, String address, String user) {
    static Keys of(String user, String address) {
      String network = ClientNetwork.of(address);
      return new Keys("p" + network + "\n" + user, "a" + network, "u" + user);
    }
  }

  /**
   * Counts an attempt.
   *
   * @throws CityLakeException LIMIT_EXCEEDED where one before was too short ago
   */
  synchronized void begin(String user, String address) {
    Keys keys = Keys.of(user, address);
    boolean stranger = known.getIfPresent(keys.pair()) == null;
    Instant now = clock.instant();
    Instant next = later(next(keys.pair()), next(keys.address()));
    if (stranger) {
      next = later(next, next(keys.user()));
    }
    if (now.isBefore(next)) {
      throw new CityLakeException(
          ErrorCode.LIMIT_EXCEEDED,
          "Cannot log in: too many attempts failed; try again in %d s"
              .formatted(Math.max(1, Duration.between(now, next).toSeconds() + 1)));
    }
    count(keys.pair(), FREE_FOR_PAIR, now);
    count(keys.address(), FREE_FOR_ADDRESS, now);
    if (stranger) {
      count(keys.user(), FREE_FOR_USER, now);
    }
  }

  /** Takes back the attempt, which was none; those before from here were the user's own slips. */
  synchronized void succeeded(String user, String address) {
    Keys keys = Keys.of(user, address);
    failures.invalidate(keys.pair());
    uncount(keys.address());
    if (known.getIfPresent(keys.pair()) == null) {
      uncount(keys.user());
    }
    known.put(keys.pair(), true);
  }

  @GuardedBy("this")
  private Instant next(String key) {
    return of(key).next();
  }

  @GuardedBy("this")
  private Failures of(String key) {
    Failures found = failures.getIfPresent(key);
    return found == null ? Failures.NONE : found;
  }

  @GuardedBy("this")
  private void count(String key, int free, Instant now) {
    int count = of(key).count() + 1;
    // The shift is held small: the wait has its bound long before.
    Duration doubled = FIRST_WAIT.multipliedBy(1L << Math.min(20, Math.max(0, count - free)));
    Duration wait =
        count < free ? Duration.ZERO : doubled.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : doubled;
    failures.put(key, new Failures(count, now.plus(wait)));
  }

  /** The count and its wait; the free ones of an address are for all who share it. */
  @GuardedBy("this")
  private void uncount(String key) {
    Failures found = of(key);
    if (found.count() > 0) {
      failures.put(key, new Failures(found.count() - 1, Instant.MIN));
    }
  }

  private static Instant later(Instant one, Instant other) {
    return one.isAfter(other) ? one : other;
  }

  private <V> Cache<String, V> remembering(int most) {
    return Caffeine.newBuilder()
        .maximumSize(most)
        .expireAfterWrite(REMEMBERED)
        .ticker(() -> Duration.between(Instant.EPOCH, clock.instant()).toNanos())
        .build();
  }
}
