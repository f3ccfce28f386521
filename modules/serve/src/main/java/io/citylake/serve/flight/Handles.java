package io.citylake.serve.flight;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.google.protobuf.ByteString;
import io.citylake.govern.Caller;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.ToLongFunction;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.apache.arrow.flight.CallStatus;

/**
 * What clients hold open on the server, by handles that only the user who got one can use, until it
 * expires: random, and sealed with user and expiry by a key of this process. Bounded in number and
 * in bytes. Safe for threads.
 */
final class Handles<T> {
  private static final String ALGORITHM = "HmacSHA256";
  private static final int ID = 16;
  private static final int HEAD = ID + Long.BYTES;
  private static final int SEAL = 32;

  private final SecureRandom random = new SecureRandom();
  private final byte[] key = new byte[SEAL];
  private final Clock clock;
  private final Duration life;
  private final int mostOfUser;
  private final long mostBytes;
  private final ToLongFunction<T> weight;
  private final Cache<ByteString, Held<T>> open;

  /** Of each user, the one that was used last at the end. */
  private final ConcurrentMap<String, Set<ByteString>> ofUser = new ConcurrentHashMap<>();

  private record Held<T>(String user, T value) {}

  /**
   * @param life of a handle from its making
   * @param mostOfUser that one user may hold at once
   * @param mostBytes that all of one user may come to at once
   * @param weight of a value, in bytes, as it is now
   */
  Handles(Clock clock, Duration life, int mostOfUser, long mostBytes, ToLongFunction<T> weight) {
    this.clock = clock;
    this.life = life;
    this.mostOfUser = mostOfUser;
    this.mostBytes = mostBytes;
    this.weight = weight;
    random.nextBytes(key);
    this.open =
        Caffeine.newBuilder()
            .expireAfterWrite(life)
            .maximumSize(100L * mostOfUser)
            .executor(Runnable::run)
            .build();
  }

  /**
   * Keeps a value for its user. Where he holds as many as he may, the one that was not used for the
   * longest time goes: its client may have died without closing it.
   */
  ByteString add(Caller caller, T value) {
    byte[] id = new byte[ID];
    random.nextBytes(id);
    long expiry = clock.millis() + life.toMillis();
    byte[] head = ByteBuffer.allocate(HEAD).put(id).putLong(expiry).array();
    ByteString handle =
        ByteString.copyFrom(head).concat(ByteString.copyFrom(seal(head, caller.user())));
    Set<ByteString> held = ofUser(caller);
    synchronized (held) {
      if (held.size() >= mostOfUser) {
        held.removeIf(each -> open.getIfPresent(each) == null);
      }
      if (held.size() >= mostOfUser) {
        ByteString idle = held.iterator().next();
        held.remove(idle);
        open.invalidate(idle);
      }
      held.add(handle);
      open.put(handle, new Held<>(caller.user(), value));
      lighten(held);
    }
    return handle;
  }

  /** A value has grown: others of its user go where all of his are too much now. */
  void grown(Caller caller) {
    Set<ByteString> held = ofUser(caller);
    synchronized (held) {
      lighten(held);
    }
  }

  /** Those that were not used for the longest time go first, and the last stays. */
  private void lighten(Set<ByteString> held) {
    long bytes = 0;
    for (ByteString each : held) {
      Held<T> value = open.getIfPresent(each);
      bytes += value == null ? 0 : weight.applyAsLong(value.value());
    }
    while (bytes > mostBytes && held.size() > 1) {
      ByteString idle = held.iterator().next();
      Held<T> value = open.getIfPresent(idle);
      bytes -= value == null ? 0 : weight.applyAsLong(value.value());
      held.remove(idle);
      open.invalidate(idle);
    }
  }

  private Set<ByteString> ofUser(Caller caller) {
    return ofUser.computeIfAbsent(caller.user(), each -> new LinkedHashSet<>());
  }

  /**
   * The value of a handle.
   *
   * @throws org.apache.arrow.flight.FlightRuntimeException the same for a handle that was never
   *     given, is another's, was changed or has expired
   */
  T load(Caller caller, ByteString handle) {
    check(caller, handle);
    Held<T> held = open.getIfPresent(handle);
    if (held == null || !held.user().equals(caller.user())) {
      throw unknown();
    }
    Set<ByteString> used = ofUser(caller);
    synchronized (used) {
      if (used.remove(handle)) {
        used.add(handle);
      }
    }
    return held.value();
  }

  void remove(Caller caller, ByteString handle) {
    check(caller, handle);
    open.invalidate(handle);
  }

  long size() {
    return open.estimatedSize();
  }

  private void check(Caller caller, ByteString handle) {
    if (handle.size() != HEAD + SEAL) {
      throw unknown();
    }
    byte[] head = handle.substring(0, HEAD).toByteArray();
    byte[] seal = handle.substring(HEAD).toByteArray();
    boolean ours = MessageDigest.isEqual(seal, seal(head, caller.user()));
    if (!ours || ByteBuffer.wrap(head).getLong(ID) <= clock.millis()) {
      throw unknown();
    }
  }

  private byte[] seal(byte[] head, String user) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(key, ALGORITHM));
      mac.update(head);
      return mac.doFinal(user.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Cannot seal a handle", e);
    }
  }

  private static RuntimeException unknown() {
    return CallStatus.NOT_FOUND
        .withDescription("Cannot use the handle: it isn't open, or has expired; ask again")
        .toRuntimeException();
  }
}
