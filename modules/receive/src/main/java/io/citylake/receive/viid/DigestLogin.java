package io.citylake.receive.viid;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.citylake.contract.feed.Viid;
import io.citylake.model.Secret;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Digest authentication (RFC 7616, 2617 and 2069) with MD5, which is what devices of GA/T 1400 do.
 * A nonce carries its time and a seal of this process, so that challenges take no memory however
 * many are asked for; each is good once, and those that were used are remembered while they would
 * be good. Safe for threads.
 */
public final class DigestLogin {
  /** How long a nonce is good. */
  static final Duration LIFE = Duration.ofSeconds(60);

  /** Logins of one platform within that time. */
  static final int MOST_USED = 1000;

  private static final String REALM = "citylake";
  private static final int SALT = 16;
  private static final int SEALED = Long.BYTES + SALT;
  private static final Pattern HEADER = Pattern.compile("(?i)Digest\\s+(.+)", Pattern.DOTALL);
  private static final Pattern PART =
      Pattern.compile("\\s*([A-Za-z]+)\\s*=\\s*(?:\"([^\"\\\\]*)\"|([^\\s,\"]+))\\s*(?:,\\s*|$)");

  /** Compared with where there is no such platform: it takes as long. */
  private static final Viid.Login NOBODY = new Viid.Login("nobody", new Secret(random()));

  private final LongSupplier nanos;
  private final SecureRandom salts = new SecureRandom();
  private final SecretKeySpec seal;

  /** By platform, the nonces that were used, with when they were made. */
  @GuardedBy("this")
  private final Map<String, LinkedHashMap<String, Long>> used = new HashMap<>();

  /** What became of a login. */
  public enum Verdict {
    KNOWN,
    /** The password is right, and the nonce is too old, was used, or is another process's. */
    STALE,
    /** The same, from who has logged in too often within a minute. */
    TOO_MANY,
    UNKNOWN
  }

  /**
   * Knows no nonce yet.
   *
   * @param nanos a clock that only goes on
   */
  public DigestLogin(LongSupplier nanos) {
    this.nanos = nanos;
    byte[] key = new byte[32];
    salts.nextBytes(key);
    this.seal = new SecretKeySpec(key, "HmacSHA256");
  }

  private static String random() {
    byte[] bytes = new byte[32];
    new SecureRandom().nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  /** The header WWW-Authenticate with a new nonce. */
  public String challenge(boolean stale) {
    byte[] salt = new byte[SALT];
    salts.nextBytes(salt);
    ByteBuffer head = ByteBuffer.allocate(SEALED).putLong(nanos.getAsLong()).put(salt);
    byte[] sealed = Arrays.copyOf(head.array(), SEALED + SALT);
    System.arraycopy(sealOf(head.array()), 0, sealed, SEALED, SALT);
    String nonce = Base64.getUrlEncoder().withoutPadding().encodeToString(sealed);
    return "Digest realm=\"%s\", qop=\"auth\", nonce=\"%s\", algorithm=MD5%s"
        .formatted(REALM, nonce, stale ? ", stale=true" : "");
  }

  private byte[] sealOf(byte[] head) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(seal);
      return mac.doFinal(head);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Every JDK has HmacSHA256", e);
    }
  }

  /**
   * Judges an Authorization header.
   *
   * @param id who it says it is
   * @param login what it registers with; null where there is no such platform
   * @param target path and query of the request
   */
  public Verdict judge(
      String id, Viid.@Nullable Login login, String header, String method, String target) {
    Map<String, String> parts = parts(header);
    boolean right = isRight(login == null ? NOBODY : login, parts, method, target);
    if (login == null || !right) {
      return Verdict.UNKNOWN;
    }
    String nonce = parts.getOrDefault("nonce", "");
    return made(nonce).map(at -> use(id, nonce, at)).orElse(Verdict.STALE);
  }

  /**
   * Lower-case names; empty where it is no digest. Each part begins where the last one ended, so
   * that it takes a time in proportion to the header's length, whoever made that.
   */
  static Map<String, String> parts(CharSequence header) {
    Matcher digest = HEADER.matcher(header);
    Map<String, String> parts = new HashMap<>();
    if (!digest.matches()) {
      return parts;
    }
    Matcher part = PART.matcher(header);
    int at = digest.start(1);
    while (at < header.length()) {
      if (!part.region(at, header.length()).lookingAt()) {
        return Map.of();
      }
      String value = part.group(2) == null ? part.group(3) : part.group(2);
      if (parts.put(part.group(1).toLowerCase(Locale.ROOT), value) != null) {
        return Map.of();
      }
      at = part.end();
    }
    return parts;
  }

  private static boolean isRight(
      Viid.Login login, Map<String, String> parts, String method, String target) {
    String qop = parts.getOrDefault("qop", "");
    boolean fits =
        parts.getOrDefault("username", "").equals(login.user())
            && parts.getOrDefault("realm", "").equals(REALM)
            && parts.getOrDefault("algorithm", "MD5").equalsIgnoreCase("MD5")
            && (qop.isEmpty() || qop.equals("auth"))
            && isOf(parts.getOrDefault("uri", ""), target);
    String first = md5(login.user() + ":" + REALM + ":" + login.password().reveal());
    String second = md5(method + ":" + parts.getOrDefault("uri", ""));
    String counted =
        qop.isEmpty()
            ? ""
            : ":%s:%s:%s"
                .formatted(parts.getOrDefault("nc", ""), parts.getOrDefault("cnonce", ""), qop);
    String expected = md5(first + ":" + parts.getOrDefault("nonce", "") + counted + ":" + second);
    boolean same =
        MessageDigest.isEqual(
            bytes(expected), bytes(parts.getOrDefault("response", "").toLowerCase(Locale.ROOT)));
    return fits && same;
  }

  /** Some devices put the whole address. */
  private static boolean isOf(String uri, String target) {
    return uri.equals(target) || uri.replaceFirst("(?i)^https?://[^/]+", "").equals(target);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String md5(String text) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(bytes(text)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every JDK has MD5", e);
    }
  }

  /** When a nonce was made; empty where it is not ours, or not good any more. */
  private Optional<Long> made(String nonce) {
    byte[] sealed;
    try {
      sealed = Base64.getUrlDecoder().decode(nonce);
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
    if (sealed.length != SEALED + SALT) {
      return Optional.empty();
    }
    byte[] head = Arrays.copyOf(sealed, SEALED);
    byte[] expected = Arrays.copyOf(sealOf(head), SALT);
    if (!MessageDigest.isEqual(expected, Arrays.copyOfRange(sealed, SEALED, sealed.length))) {
      return Optional.empty();
    }
    long at = ByteBuffer.wrap(head).getLong();
    return isGood(at) ? Optional.of(at) : Optional.empty();
  }

  private boolean isGood(long made) {
    long age = nanos.getAsLong() - made;
    return age >= 0 && age < LIFE.toNanos();
  }

  private synchronized Verdict use(String id, String nonce, long made) {
    LinkedHashMap<String, Long> mine = used.computeIfAbsent(id, each -> new LinkedHashMap<>());
    mine.values().removeIf(at -> !isGood(at));
    if (mine.containsKey(nonce)) {
      return Verdict.STALE;
    }
    if (mine.size() >= MOST_USED) {
      return Verdict.TOO_MANY;
    }
    mine.put(nonce, made);
    return Verdict.KNOWN;
  }
}
