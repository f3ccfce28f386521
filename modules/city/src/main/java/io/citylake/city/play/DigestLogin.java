package io.citylake.city.play;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a client answers to a challenge of digest authentication with MD5 (RFC 2617). */
final class DigestLogin {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final int NONCE_BYTES = 8;

  private DigestLogin() {}

  /**
   * The header {@code Authorization} of a POST.
   *
   * @param challenge the header {@code WWW-Authenticate}
   */
  static String answer(String challenge, String user, String password, String path) {
    String realm = part(challenge, "realm");
    String nonce = part(challenge, "nonce");
    byte[] bytes = new byte[NONCE_BYTES];
    RANDOM.nextBytes(bytes);
    String mine = HexFormat.of().formatHex(bytes);
    String response =
        md5(
            "%s:%s:00000001:%s:auth:%s"
                .formatted(
                    md5("%s:%s:%s".formatted(user, realm, password)),
                    nonce,
                    mine,
                    md5("POST:" + path)));
    return "Digest username=\"%s\", realm=\"%s\", nonce=\"%s\", uri=\"%s\", algorithm=MD5, qop=auth, nc=00000001, cnonce=\"%s\", response=\"%s\""
        .formatted(user, realm, nonce, path, mine, response);
  }

  private static String part(String challenge, String name) {
    Matcher found = Pattern.compile(name + "=\"([^\"]*)\"").matcher(challenge);
    return found.find() ? found.group(1) : "";
  }

  private static String md5(String text) {
    try {
      MessageDigest sum = MessageDigest.getInstance("MD5");
      return HexFormat.of().formatHex(sum.digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Java comes without MD5", e);
    }
  }
}
