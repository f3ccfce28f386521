package io.citylake.govern.user;

import io.citylake.contract.settings.PasswordScheme;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.concurrent.Semaphore;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouncycastle.crypto.digests.SM3Digest;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.generators.PKCS5S2ParametersGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;
import org.bouncycastle.crypto.params.KeyParameter;

/**
 * Argon2id (RFC 9106) with what OWASP's password storage cheat sheet asks for at least: 19 MiB, two
 * passes, one lane. Or PBKDF2 (RFC 8018, 5.2) with HMAC-SM3 (GB/T 32905-2016) and as many rounds as
 * the same sheet asks for with a hash of that size. Stored in PHC's string format, which says by
 * which it was made: what was made before counts until the password is changed.
 */
final class PasswordHash {
  private static final int MEMORY_KIB = 19_456;
  private static final int PASSES = 2;
  private static final int LANES = 1;
  private static final int SALT_BYTES = 16;
  private static final int HASH_BYTES = 32;
  private static final Pattern PHC =
      Pattern.compile(
          "\\$argon2id\\$v=19\\$m=(\\d{1,7}),t=(\\d{1,3}),p=(\\d{1,2})\\$([A-Za-z0-9+/]+)\\$([A-Za-z0-9+/]+)");

  /** For PBKDF2 with HMAC-SHA-256, whose blocks and results are as long as SM3's. */
  private static final int ROUNDS = 600_000;

  private static final Pattern SM3 =
      Pattern.compile("\\$pbkdf2-sm3\\$i=(\\d{1,8})\\$([A-Za-z0-9+/]+)\\$([A-Za-z0-9+/]+)");

  /** Each takes 19 MiB and a core for its time; a flood of logins must take no more than that. */
  private static final Semaphore AT_ONCE =
      new Semaphore(Runtime.getRuntime().availableProcessors(), true);

  private PasswordHash() {}

  static String of(PasswordScheme scheme, char[] password, SecureRandom random) {
    byte[] salt = new byte[SALT_BYTES];
    random.nextBytes(salt);
    Base64.Encoder base64 = Base64.getEncoder().withoutPadding();
    String salted = base64.encodeToString(salt);
    return switch (scheme) {
      case ARGON2ID -> {
        byte[] hash = hash(password, parameters(MEMORY_KIB, PASSES, LANES, salt), HASH_BYTES);
        yield "$argon2id$v=19$m=%d,t=%d,p=%d$%s$%s"
            .formatted(MEMORY_KIB, PASSES, LANES, salted, base64.encodeToString(hash));
      }
      case PBKDF2_HMAC_SM3 ->
          "$pbkdf2-sm3$i=%d$%s$%s"
              .formatted(
                  ROUNDS, salted, base64.encodeToString(sm3(password, salt, ROUNDS, HASH_BYTES)));
    };
  }

  static boolean matches(String phc, char[] password) {
    Matcher sm3 = SM3.matcher(phc);
    if (sm3.matches()) {
      byte[] expected = Base64.getDecoder().decode(sm3.group(3));
      byte[] salt = Base64.getDecoder().decode(sm3.group(2));
      return MessageDigest.isEqual(expected, sm3(password, salt, number(sm3, 1), expected.length));
    }
    Matcher parts = PHC.matcher(phc);
    if (!parts.matches()) {
      throw new CityLakeException(
          ErrorCode.METADATA_CORRUPT,
          "Cannot check a password: its hash is in no format that is known; set it anew with"
              + " citylake user passwd");
    }
    byte[] salt = Base64.getDecoder().decode(parts.group(4));
    byte[] expected = Base64.getDecoder().decode(parts.group(5));
    Argon2Parameters parameters =
        parameters(number(parts, 1), number(parts, 2), number(parts, 3), salt);
    return MessageDigest.isEqual(expected, hash(password, parameters, expected.length));
  }

  private static int number(Matcher parts, int group) {
    return Integer.parseInt(parts.group(group));
  }

  private static Argon2Parameters parameters(int memory, int passes, int lanes, byte[] salt) {
    return new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
        .withVersion(Argon2Parameters.ARGON2_VERSION_13)
        .withMemoryAsKB(memory)
        .withIterations(passes)
        .withParallelism(lanes)
        .withSalt(salt)
        .build();
  }

  static byte[] sm3(char[] password, byte[] salt, int rounds, int length) {
    byte[] text = bytes(password);
    AT_ONCE.acquireUninterruptibly();
    try {
      PKCS5S2ParametersGenerator generator = new PKCS5S2ParametersGenerator(new SM3Digest());
      generator.init(text, salt, rounds);
      return ((KeyParameter) generator.generateDerivedMacParameters(length * 8)).getKey();
    } finally {
      AT_ONCE.release();
      Arrays.fill(text, (byte) 0);
    }
  }

  private static byte[] hash(char[] password, Argon2Parameters parameters, int length) {
    byte[] text = bytes(password);
    byte[] hash = new byte[length];
    AT_ONCE.acquireUninterruptibly();
    try {
      Argon2BytesGenerator generator = new Argon2BytesGenerator();
      generator.init(parameters);
      generator.generateBytes(text, hash);
      return hash;
    } finally {
      AT_ONCE.release();
      Arrays.fill(text, (byte) 0);
    }
  }

  /** In UTF-8, without a String that would stay in memory. */
  static byte[] bytes(char[] password) {
    ByteBuffer encoded = StandardCharsets.UTF_8.encode(CharBuffer.wrap(password));
    byte[] bytes = new byte[encoded.remaining()];
    encoded.get(bytes);
    return bytes;
  }
}
