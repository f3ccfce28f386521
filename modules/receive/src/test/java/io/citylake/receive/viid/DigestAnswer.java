package io.citylake.receive.viid;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How a device answers a challenge, written from RFC 2617 apart from what judges it. */
public final class DigestAnswer {
  private final String realm;
  private final String nonce;
  private final String user;
  private final String password;
  private final boolean counted;

  public DigestAnswer(String challenge, String user, String password) {
    this(part(challenge, "realm"), part(challenge, "nonce"), user, password, true);
  }

  private DigestAnswer(String realm, String nonce, String user, String password, boolean counted) {
    this.realm = realm;
    this.nonce = nonce;
    this.user = user;
    this.password = password;
    this.counted = counted;
  }

  private static String part(String challenge, String name) {
    Matcher found = Pattern.compile(name + "=\"([^\"]*)\"").matcher(challenge);
    if (!found.find()) {
      throw new IllegalArgumentException(challenge);
    }
    return found.group(1);
  }

  /** As of RFC 2069. */
  public DigestAnswer withoutQop() {
    return new DigestAnswer(realm, nonce, user, password, false);
  }

  public String header(String method, String uri) {
    String counts = counted ? ":00000001:c0ffee:auth" : "";
    String response = response(user, realm, password, method, uri, nonce, counts);
    return "Digest username=\"%s\", realm=\"%s\", nonce=\"%s\", uri=\"%s\", algorithm=MD5%s, response=\"%s\""
        .formatted(
            user,
            realm,
            nonce,
            uri,
            counted ? ", qop=auth, nc=00000001, cnonce=\"c0ffee\"" : "",
            response);
  }

  static String response(
      String user,
      String realm,
      String password,
      String method,
      String uri,
      String nonce,
      String counts) {
    return md5(
        md5(user + ":" + realm + ":" + password)
            + ":"
            + nonce
            + counts
            + ":"
            + md5(method + ":" + uri));
  }

  private static String md5(String text) {
    try {
      byte[] sum = MessageDigest.getInstance("MD5").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(sum);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
