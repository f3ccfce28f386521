package io.citylake.serve.flight;

import io.citylake.govern.Caller;
import io.citylake.govern.Caller.Lane;
import io.citylake.govern.user.Authenticator;
import io.citylake.serve.engine.LoginHeader;
import io.citylake.serve.engine.Sessions;
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

  /** What a JDBC client sets as a property of its connection. */
  private static final String STATE = "as-of";

  private final Caller caller;
  private final String token;
  private final @Nullable String state;
  private final Answering answering;

  /** Whether the client is told its token. */
  private enum Answering {
    TOKEN,
    NOTHING
  }

  private CallerMiddleware(
      Caller caller, String token, @Nullable String state, Answering answering) {
    this.caller = caller;
    this.token = token;
    this.state = state;
    this.answering = answering;
  }

  static Caller callerOf(CallContext context) {
    return of(context).caller;
  }

  /** What the caller's session is known by. */
  static String tokenOf(CallContext context) {
    return of(context).token;
  }

  /** The state of the lake that is asked, as the client names it; null where it names none. */
  static @Nullable String stateOf(CallContext context) {
    return of(context).state;
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
    private static final String ADVICE = "give user and password, or a token";

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
        return caller(headers, PeerAddress.ofCall());
      } catch (RuntimeException e) {
        throw CallFailure.of(e);
      }
    }

    private CallerMiddleware caller(CallHeaders headers, String address) {
      String state = headers.get(STATE);
      return LoginHeader.read(
          headers.get(AUTHORIZATION),
          ADVICE,
          new LoginHeader.Ways<>() {
            @Override
            public CallerMiddleware byToken(String token) {
              Caller caller = authenticator.verify(token, address).withLane(Lane.FLIGHT);
              return new CallerMiddleware(
                  sessions.resume(token, caller), token, state, Answering.NOTHING);
            }

            @Override
            public CallerMiddleware byPassword(String user, char[] password) {
              Caller caller = authenticator.login(user, password, address);
              return new CallerMiddleware(
                  caller.withLane(Lane.FLIGHT),
                  authenticator.token(caller),
                  state,
                  Answering.TOKEN);
            }
          });
    }
  }
}
