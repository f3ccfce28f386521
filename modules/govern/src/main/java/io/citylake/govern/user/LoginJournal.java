package io.citylake.govern.user;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.citylake.govern.Caller;
import io.citylake.govern.Caller.Lane;
import io.citylake.govern.access.AccessJournal;
import io.citylake.govern.access.Action;
import io.citylake.model.Sha256;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;

/**
 * Writes down who came in and who was not let in. Tokens that don't hold can be sent without end
 * and without an account, so of those from one address the 1st, 2nd, 4th, 8th ... of an hour are
 * written. Safe for threads.
 */
final class LoginJournal {
  private static final Duration REMEMBERED = Duration.ofHours(8);
  private static final Duration COUNTED = Duration.ofHours(1);
  private static final int MOST = 20_000;

  /** Somebody may type a password in the place of his name. */
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_.-]{0,63}");

  private final AccessJournal journal;
  private final Cache<String, Boolean> tokens =
      Caffeine.newBuilder().maximumSize(MOST).expireAfterWrite(REMEMBERED).build();
  private final Cache<String, AtomicLong> attempts =
      Caffeine.newBuilder().maximumSize(MOST).expireAfterWrite(COUNTED).build();

  LoginJournal(AccessJournal journal) {
    this.journal = journal;
  }

  /** By a password that was looked at. */
  void entered(Caller caller) {
    journal.record(caller, Action.LOGIN, "login by password", "allowed", "");
  }

  /** By a token of the identity provider, which each of its requests has. */
  void entered(Caller caller, String token) {
    String key = Sha256.hex(token);
    if (tokens.getIfPresent(key) == null) {
      journal.record(
          caller, Action.LOGIN, "login by a token of the identity provider", "allowed", "");
      tokens.put(key, true);
    }
  }

  void refused(String user, String address, String reason) {
    String shown = NAME.matcher(user).matches() ? user : "?";
    journal.record(nobody(shown, address), Action.LOGIN, "login by password", "refused", reason);
  }

  /** Without a look at the password, which can be sent without end: counted as bad tokens are. */
  void turnedAway(String user, String address, String reason) {
    if (isWritten(count("t" + ClientNetwork.of(address)))) {
      refused(user, address, reason);
    }
  }

  private long count(String key) {
    return attempts.get(key, each -> new AtomicLong()).incrementAndGet();
  }

  /** Of so many the first, the second, the fourth and so on. */
  private static boolean isWritten(long count) {
    return Long.bitCount(count) == 1;
  }

  void refusedToken(String address, String reason) {
    long count = count(ClientNetwork.of(address));
    if (isWritten(count)) {
      journal.record(
          nobody("?", address),
          Action.LOGIN,
          "login by a token",
          "refused",
          "%s (%d from this address within the hour)".formatted(reason, count));
    }
  }

  private static Caller nobody(String user, String address) {
    return new Caller(user, List.of(), null, Lane.HTTP, address);
  }
}
