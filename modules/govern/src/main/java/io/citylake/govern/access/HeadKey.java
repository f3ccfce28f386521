package io.citylake.govern.access;

import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The key that signs heads (Ed25519, RFC 8032), or the public one of the pair, which only tells
 * whether it did. Safe for threads.
 */
public final class HeadKey {
  private static final String ALGORITHM = "Ed25519";
  private static final Pattern PEM =
      Pattern.compile("-----BEGIN (PRIVATE|PUBLIC) KEY-----([A-Za-z0-9+/=\\s]+)-----END");

  private final @Nullable PrivateKey secret;
  private final @Nullable PublicKey open;

  private HeadKey(@Nullable PrivateKey secret, @Nullable PublicKey open) {
    this.secret = secret;
    this.open = open;
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
      byte[] encoded = Base64.getMimeDecoder().decode(pem.group(2));
      KeyFactory factory = KeyFactory.getInstance(ALGORITHM);
      return pem.group(1).equals("PRIVATE")
          ? new HeadKey(factory.generatePrivate(new PKCS8EncodedKeySpec(encoded)), null)
          : new HeadKey(null, factory.generatePublic(new X509EncodedKeySpec(encoded)));
    } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
      throw invalid(file, e.getClass().getSimpleName() + ": " + e.getMessage(), e);
    }
  }

  private static CityLakeException invalid(Path file, String why, @Nullable Exception cause) {
    return new CityLakeException(
        ErrorCode.SETTING_INVALID,
        "Cannot use the key of the access log: %s; make one with openssl genpkey -algorithm ed25519 (file=%s)"
            .formatted(why, file),
        cause);
  }

  /** Whether it can sign. */
  boolean signs() {
    return secret != null;
  }

  String sign(String log, ChainHead head) {
    try {
      Signature signature = Signature.getInstance(ALGORITHM);
      signature.initSign(secret);
      signature.update(text(log, head));
      return Base64.getEncoder().encodeToString(signature.sign());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Cannot use Ed25519", e);
    }
  }

  /** Whether the head has this key's signature. */
  boolean signed(String log, ChainHead head) {
    if (open == null) {
      // The same text has the same signature.
      return sign(log, head).equals(head.signature());
    }
    try {
      Signature signature = Signature.getInstance(ALGORITHM);
      signature.initVerify(open);
      signature.update(text(log, head));
      return signature.verify(Base64.getDecoder().decode(head.signature()));
    } catch (GeneralSecurityException | IllegalArgumentException e) {
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
