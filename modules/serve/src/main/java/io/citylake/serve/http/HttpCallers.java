package io.citylake.serve.http;

import io.citylake.govern.Caller;
import io.citylake.govern.Caller.Lane;
import io.citylake.govern.user.Authenticator;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import io.javalin.http.Context;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** Says who sends a request: by a token, or by user and password. */
final class HttpCallers {
  private static final String CALLER = "citylake-caller";
  private static final int LONGEST_HEADER = 16 * 1024;

  private final Authenticator authenticator;

  HttpCallers(Authenticator authenticator) {
    this.authenticator = authenticator;
  }

  static Caller callerOf(Context context) {
    Caller caller = context.attribute(CALLER);
    if (caller == null) {
      throw failed("there are no credentials");
    }
    return caller;
  }

  /** Before a route that needs a caller. */
  void identify(Context context) {
    context.attribute(CALLER, caller(context).withLane(Lane.HTTP));
  }

  /** Answers a token for user and password. */
  void login(Context context) {
    JsonBody body = JsonBody.read(context, Set.of("user", "password"));
    char[] password = body.text("password").toCharArray();
    try {
      Caller caller = authenticator.login(body.text("user"), password, context.ip());
      Map<String, Object> answer = new LinkedHashMap<>();
      answer.put("token", authenticator.token(caller));
      answer.put("user", caller.user());
      answer.put("roles", caller.roles());
      JsonBody.write(context, answer);
    } finally {
      Arrays.fill(password, '\0');
    }
  }

  private Caller caller(Context context) {
    String header = context.header("Authorization");
    if (header == null || header.length() > LONGEST_HEADER) {
      throw failed("there are no credentials");
    }
    String value = header.substring(header.indexOf(' ') + 1).strip();
    if (header.regionMatches(true, 0, "Bearer ", 0, 7)) {
      return authenticator.verify(value, context.ip());
    }
    if (header.regionMatches(true, 0, "Basic ", 0, 6)) {
      return byPassword(value, context.ip());
    }
    throw failed("the credentials are neither a password nor a token");
  }

  private Caller byPassword(String encoded, String address) {
    String pair;
    try {
      pair = new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw failed("the credentials can't be read");
    }
    int colon = pair.indexOf(':');
    if (colon < 0) {
      throw failed("the credentials can't be read");
    }
    char[] password = pair.substring(colon + 1).toCharArray();
    try {
      return authenticator.login(pair.substring(0, colon), password, address);
    } finally {
      Arrays.fill(password, '\0');
    }
  }

  private static CityLakeException failed(String why) {
    return new CityLakeException(
        ErrorCode.LOGIN_FAILED,
        "Cannot log in: %s; send a token of POST /api/v1/login, or user and password"
            .formatted(why));
  }
}
