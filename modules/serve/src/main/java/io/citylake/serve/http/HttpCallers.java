package io.citylake.serve.http;

import io.citylake.govern.Caller;
import io.citylake.govern.Caller.Lane;
import io.citylake.govern.user.Authenticator;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import io.citylake.serve.engine.LoginHeader;
import io.javalin.http.Context;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** Says who sends a request: by a token, or by user and password. */
final class HttpCallers {
  private static final String CALLER = "citylake-caller";
  private static final String ADVICE = "send a token of POST /api/v1/login, or user and password";

  private final Authenticator authenticator;

  HttpCallers(Authenticator authenticator) {
    this.authenticator = authenticator;
  }

  static Caller callerOf(Context context) {
    Caller caller = context.attribute(CALLER);
    if (caller == null) {
      throw LoginHeader.failed("there are no credentials", ADVICE);
    }
    return caller;
  }

  /** The same with the purpose that the request states. */
  static Caller statingCallerOf(Context context) {
    return callerOf(context).withPurpose(context.header("X-Purpose"));
  }

  /**
   * Refuses what a browser sends for a page of another site, even with credentials that its user
   * has put into the address. There are no cookies, so that no other request carries any by itself.
   */
  static void requireNoOtherSite(Context context) {
    String site = context.header("Sec-Fetch-Site");
    if (site != null && !site.equals("same-origin") && !site.equals("none")) {
      throw new CityLakeException(
          ErrorCode.ACCESS_DENIED,
          "Cannot answer: a page of another site asks; ask from one that this server's address"
              + " serves");
    }
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
      answer.putAll(who(caller));
      JsonBody.write(context, answer);
    } finally {
      Arrays.fill(password, '\0');
    }
  }

  /** Answers who asks. */
  void session(Context context) {
    JsonBody.write(context, who(callerOf(context)));
  }

  private static Map<String, Object> who(Caller caller) {
    Map<String, Object> who = new LinkedHashMap<>();
    who.put("user", caller.user());
    who.put("roles", caller.roles());
    who.put("readsOnly", caller.readsOnly());
    return who;
  }

  private Caller caller(Context context) {
    return LoginHeader.read(
        context.header("Authorization"),
        ADVICE,
        new LoginHeader.Ways<>() {
          @Override
          public Caller byToken(String token) {
            return authenticator.verify(token, context.ip());
          }

          @Override
          public Caller byPassword(String user, char[] password) {
            return authenticator.login(user, password, context.ip());
          }
        });
  }
}
