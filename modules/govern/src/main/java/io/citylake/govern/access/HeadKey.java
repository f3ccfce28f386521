package io.citylake.govern.access;

import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The key that signs heads, Ed25519 or SM2, or the public one of the pair, which only tells whether
 * it did. Safe for threads.
 */
public final class HeadKey {
  private static final Pattern PEM =
      Pattern.compile("-----BEGIN (PRIVATE|PUBLIC) KEY-----([A-Za-z0-9+/=\\s]+)-----END");

  private final HeadSignature key;

  private HeadKey(HeadSignature key) {
    this.key = key;
  }

  /**
   * Reads a PEM file.
   *
   * @throws CityLakeException SETTING_INVALID where it has no such key
   */
  public static HeadKey read(Path file) {
    try {
      Matcher pem = PEM.matcher(Files.readString(file, StandardCharsets.US_ASCII));
      if (!pem.find()) {
        throw invalid(file, "it has no PRIVATE KEY and no PUBLIC KEY in PEM", null);
      }
      boolean secret = pem.group(1).equals("PRIVATE");
      return new HeadKey(key(secret, Base64.getMimeDecoder().decode(pem.group(2))));
    } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
      throw invalid(file, e.getClass().getSimpleName() + ": " + e.getMessage(), e);
    }
  }

  private static HeadSignature key(boolean secret, byte[] encoded)
      throws IOException, GeneralSecurityException {
    try {
      return secret ? Ed25519Key.ofPrivate(encoded) : Ed25519Key.ofPublic(encoded);
    } catch (GeneralSecurityException e) {
      // The encoding says its algorithm, and it is another.
      return secret ? Sm2Key.ofPrivate(encoded) : Sm2Key.ofPublic(encoded);
    }
  }

  private static CityLakeException invalid(Path file, String why, @Nullable Exception cause) {
    return new CityLakeException(
        ErrorCode.SETTING_INVALID,
        "Cannot use the key of the access log: %s; make one with openssl genpkey -algorithm ed25519, or SM2 (file=%s)"
            .formatted(why, file),
        cause);
  }

  /** Whether it can sign. */
  boolean signs() {
    return key.signs();
  }

  String sign(String log, ChainHead head) {
    return Base64.getEncoder().encodeToString(key.sign(text(log, head)));
  }

  /** Whether the head has this key's signature. */
  boolean signed(String log, ChainHead head) {
    try {
      return key.verifies(text(log, head), Base64.getDecoder().decode(head.signature()));
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /** With the log's name, so that no log is taken for another one's. */
  private static byte[] text(String log, ChainHead head) {
    return "citylake access log %s\n%d %s\n"
        .formatted(log, head.sequence(), head.hash())
        .getBytes(StandardCharsets.UTF_8);
  }
}
