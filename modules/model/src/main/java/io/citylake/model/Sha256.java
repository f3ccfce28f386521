package io.citylake.model;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256 of texts, in lower-case hexadecimal digits as {@code sha2(text, 256)} of SQL. */
public final class Sha256 {
  private final MessageDigest digest = digest();

  /** A new one of Java's, for those who hash bytes; for one thread. */
  public static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Cannot hash: every Java has SHA-256", e);
    }
  }

  /** Of a text in UTF-8. */
  public static String hex(String text) {
    return HexFormat.of().formatHex(digest().digest(text.getBytes(StandardCharsets.UTF_8)));
  }

  /** Takes a part in with its length, so that two lists of texts never give one hash. */
  public void add(String part) {
    byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
    digest.update((bytes.length + ":").getBytes(StandardCharsets.UTF_8));
    digest.update(bytes);
  }

  /** Of all parts that were added; begins anew. */
  public String hex() {
    return HexFormat.of().formatHex(digest.digest());
  }
}
