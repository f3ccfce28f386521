package io.citylake.serve.flight;

import io.citylake.govern.Caller;
import io.citylake.govern.Caller.Lane;
import io.citylake.govern.user.Authenticator;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import io.citylake.serve.engine.Sessions;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import org.apache.arrow.flight.CallHeaders;
import org.apache.arrow.flight.CallInfo;
import org.apache.arrow.flight.CallStatus;
import org.apache.arrow.flight.FlightProducer.CallContext;
import org.apache.arrow.flight.FlightServerMiddleware;
import org.apache.arrow.flight.RequestContext;
import org.jspecify.annotations.Nullable;

/**
 * Says who calls, on every call of every method, the handshake among them: nothing runs for nobody.
 * A password is answered with a token for the calls after it.
 */
final class CallerMiddleware implements FlightServerMiddleware {
  static final Key<CallerMiddleware> KEY = Key.of("citylake-caller");
  private static final String AUTHORIZATION = "authorization";

  private final Caller caller;
  private final String token;
  private final Answering answering;

  /** Whether the client is told its token. */
  private enum Answering {
    TOKEN,
    NOTHING
  }

  private CallerMiddleware(Caller caller, String token, Answering answering) {
    this.caller = caller;
    this.token = token;
    this.answering = answering;
  }

  static Caller callerOf(CallContext context) {
    return of(context).caller;
  }

  /** What the caller's session is known by. */
  static String tokenOf(CallContext context) {
    return of(context).token;
  }

  private static CallerMiddleware of(CallContext context) {
    CallerMiddleware middleware = context.getMiddleware(KEY);
    if (middleware == null) {
      throw CallStatus.UNAUTHENTICATED.toRuntimeException();
    }
    return middleware;
  }

  @Override
  public void onBeforeSendingHeaders(CallHeaders headers) {
    if (answering == Answering.TOKEN) {
      headers.insert(AUTHORIZATION, "Bearer " + token);
    }
  }

  @Override
  public void onCallCompleted(CallStatus status) {}

  @Override
  public void onCallErrored(Throwable failure) {}

  /** Makes one for each call, or refuses the call. */
  static final class Factory implements FlightServerMiddleware.Factory<CallerMiddleware> {
    private static final int LONGEST_HEADER = 16 * 1024;

    private final Authenticator authenticator;
    private final Sessions sessions;

    Factory(Authenticator authenticator, Sessions sessions) {
      this.authenticator = authenticator;
      this.sessions = sessions;
    }

    @Override
    public CallerMiddleware onCallStarted(
        CallInfo call, CallHeaders headers, RequestContext context) {
      try {
        return caller(headers.get(AUTHORIZATION), PeerAddress.ofCall());
      } catch (RuntimeException e) {
        throw CallFailure.of(e);
      }
    }

    private CallerMiddleware caller(@Nullable String header, String address) {
      if (header == null || header.length() > LONGEST_HEADER) {
        throw loginFailed("there are no credentials");
      }
      String value = header.substring(header.indexOf(' ') + 1).strip();
      if (header.regionMatches(true, 0, "Bearer ", 0, 7)) {
        Caller caller = authenticator.verify(value, address).withLane(Lane.FLIGHT);
        return new CallerMiddleware(sessions.resume(value, caller), value, Answering.NOTHING);
      }
      if (!header.regionMatches(true, 0, "Basic ", 0, 6)) {
        throw loginFailed("the credentials are neither a password nor a token");
      }
      return byPassword(value, address);
    }

    private CallerMiddleware byPassword(String encoded, String address) {
      String pair;
      try {
        pair = new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8);
      } catch (IllegalArgumentException e) {
        throw loginFailed("the credentials can't be read");
      }
      int colon = pair.indexOf(':');
      if (colon < 0) {
        throw loginFailed("the credentials can't be read");
      }
      char[] password = pair.substring(colon + 1).toCharArray();
      try {
        Caller caller = authenticator.login(pair.substring(0, colon), password, address);
        return new CallerMiddleware(
            caller.withLane(Lane.FLIGHT), authenticator.token(caller), Answering.TOKEN);
      } finally {
        Arrays.fill(password, '\0');
      }
    }

    private static CityLakeException loginFailed(String why) {
      return new CityLakeException(
          ErrorCode.LOGIN_FAILED,
          "Cannot log in: %s; give user and password, or a token".formatted(why));
    }
  }
}
