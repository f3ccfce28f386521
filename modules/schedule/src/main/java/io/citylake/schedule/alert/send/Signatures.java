package io.citylake.schedule.alert.send;

import io.citylake.model.Secret;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** The signatures that receivers want, all HMAC-SHA256. */
final class Signatures {
  private static final String ALGORITHM = "HmacSHA256";

  private Signatures() {}

  /**
   * A DingTalk robot's {@code sign}: the time in milliseconds, a line feed and the secret, signed
   * by the secret, in Base64 (open.dingtalk.com, "customize robot security settings"). It still has
   * to be encoded for the address.
   */
  static String dingTalk(long millis, Secret secret) {
    String key = secret.reveal();
    return Base64.getEncoder().encodeToString(hmac(key, millis + "\n" + key));
  }

  /**
   * A Feishu robot's {@code sign}: nothing, signed by the time in seconds, a line feed and the
   * secret, in Base64 (open.feishu.cn, "use bots in groups").
   */
  static String feishu(long seconds, Secret secret) {
    return Base64.getEncoder().encodeToString(hmac(seconds + "\n" + secret.reveal(), ""));
  }

  /** A webhook's: the time in seconds, a dot and the body, in hex. */
  static String webhook(long seconds, String body, Secret secret) {
    return "sha256=" + HexFormat.of().formatHex(hmac(secret.reveal(), seconds + "." + body));
  }

  private static byte[] hmac(String key, String text) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(key.getBytes(StandardCharsets.UTF_8), ALGORITHM));
      return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has " + ALGORITHM, e);
    }
  }
}
