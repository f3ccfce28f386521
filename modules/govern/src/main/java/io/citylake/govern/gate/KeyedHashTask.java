package io.citylake.govern.gate;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.apache.spark.sql.api.java.UDF1;
import org.jspecify.annotations.Nullable;

/**
 * HMAC-SHA-256 of a text (RFC 2104), in hexadecimal. A function over rows and no expression of
 * Spark's, because a key that is part of an expression is printed with the plan.
 */
final class KeyedHashTask implements UDF1<@Nullable String, @Nullable String> {
  private static final long serialVersionUID = 1L;
  private static final String ALGORITHM = "HmacSHA256";

  private final byte[] key;

  KeyedHashTask(byte[] key) {
    this.key = key.clone();
  }

  @Override
  public @Nullable String call(@Nullable String text) {
    return text == null ? null : HexFormat.of().formatHex(digest(text));
  }

  byte[] digest(String text) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(key, ALGORITHM));
      return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Cannot hash a value", e);
    }
  }
}
