package io.citylake.serve.engine;

import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** What an {@code Authorization} header says: a token, or a user and a password. */
public final class LoginHeader {
  private static final int LONGEST = 16 * 1024;

  private LoginHeader() {}

  /** What becomes of each. */
  public interface Ways<T> {
    T byToken(String token);

    /**
     * Takes a name and a password.
     *
     * @param password wiped when this returns
     */
    T byPassword(String user, char[] password);
  }

  /**
   * Reads a header.
   *
   * @param header null where the client sent none
   * @param advice what to do instead, for the message
   * @throws CityLakeException LOGIN_FAILED where it holds neither; nothing of it is told
   */
  public static <T> T read(@Nullable String header, String advice, Ways<T> ways) {
    if (header == null || header.length() > LONGEST) {
      throw failed("there are no credentials", advice);
    }
    String value = header.substring(header.indexOf(' ') + 1).strip();
    if (header.regionMatches(true, 0, "Bearer ", 0, 7)) {
      return ways.byToken(value);
    }
    if (!header.regionMatches(true, 0, "Basic ", 0, 6)) {
      throw failed("the credentials are neither a password nor a token", advice);
    }
    String pair = decoded(value);
    int colon = pair.indexOf(':');
    if (colon < 0) {
      throw failed("the credentials can't be read", advice);
    }
    char[] password = pair.substring(colon + 1).toCharArray();
    try {
      return ways.byPassword(pair.substring(0, colon), password);
    } finally {
      Arrays.fill(password, '\0');
    }
  }

  /** Without a colon, and so no login, where it isn't what the scheme says. */
  private static String decoded(String value) {
    try {
      return new String(Base64.getDecoder().decode(value), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return "";
    }
  }

  /** Where a caller is needed and there is none. */
  public static CityLakeException failed(String why, String advice) {
    return new CityLakeException(
        ErrorCode.LOGIN_FAILED, "Cannot log in: %s; %s".formatted(why, advice));
  }
}
