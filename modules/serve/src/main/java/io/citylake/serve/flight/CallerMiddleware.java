package io.citylake.serve.flight;

import io.citylake.govern.Caller;
import io.citylake.govern.Caller.Lane;
import io.citylake.govern.user.Authenticator;
import io.citylake.serve.engine.LoginHeader;
import io.citylake.serve.engine.Sessions;
import io.citylake.serve.engine.Shares;
import io.citylake.serve.flight.ParameterSchema.Times;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.flight.CallHeaders;
import org.apache.arrow.flight.CallInfo;
import org.apache.arrow.flight.CallStatus;
import org.apache.arrow.flight.FlightProducer.CallContext;
import org.apache.arrow.flight.FlightServerMiddleware;
import org.apache.arrow.flight.RequestContext;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;
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

  /** Another: how the driver may send java.sql.Timestamp. */
  private static final String TIMES = "timestamp-parameters";

  private final Caller caller;
  private final String token;
  private final Wishes wishes;
  private final Answering answering;

  /** Whether the client is told its token. */
  private enum Answering {
    TOKEN,
    NOTHING
  }

  /**
   * What a client says of its connection on each call.
   *
   * @param state of the lake that is asked, as the client names it; null where it names none
   */
  record Wishes(@Nullable String state, Times times, ToldTimes told) {
    static Wishes of(CallHeaders headers) {
      String times = headers.get(TIMES);
      if (times != null && !times.equals("wall-clock")) {
        throw CallFailure.invalid("Cannot connect: %s can only be wall-clock".formatted(TIMES));
      }
      String agent = headers.get("user-agent");
      return new Wishes(
          headers.get(STATE),
          times == null ? Times.TEXT : Times.WALL_CLOCK,
          agent != null && agent.contains("grpc-java") ? ToldTimes.PLAIN : ToldTimes.ZONED);
    }
  }

  private CallerMiddleware(Caller caller, String token, Wishes wishes, Answering answering) {
    this.caller = caller;
    this.token = token;
    this.wishes = wishes;
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
    return of(context).wishes.state();
  }

  /**
   * What a client is told, before the answer, of columns that hold instants. The JDBC driver 18.3
   * has no getObject(i) for what it is told to have a zone (apache/arrow-java#839), and reads the
   * instants and their zone from the answer itself; other drivers compare what they are told.
   */
  private enum ToldTimes {
    ZONED,
    PLAIN
  }

  /** An answer's columns as this client is told of them when it has prepared a statement. */
  static Schema told(Schema answer, CallContext context) {
    if (of(context).wishes.told() == ToldTimes.ZONED) {
      return answer;
    }
    List<Field> fields = new ArrayList<>();
    for (Field field : answer.getFields()) {
      fields.add(
          field.getType() instanceof ArrowType.Timestamp time && time.getTimezone() != null
              ? new Field(
                  field.getName(),
                  new FieldType(
                      field.isNullable(),
                      new ArrowType.Timestamp(time.getUnit(), null),
                      field.getDictionary(),
                      field.getMetadata()),
                  field.getChildren())
              : field);
    }
    return new Schema(fields, answer.getCustomMetadata());
  }

  static Times timesOf(CallContext context) {
    return of(context).wishes.times();
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
    private final Shares calls;

    Factory(Authenticator authenticator, Sessions sessions, Shares calls) {
      this.authenticator = authenticator;
      this.sessions = sessions;
      this.calls = calls;
    }

    @Override
    public CallerMiddleware onCallStarted(
        CallInfo call, CallHeaders headers, RequestContext context) {
      try {
        CallerMiddleware made = caller(headers, CallTracer.peer());
        CallTracer.atEnd(calls.takeCall(made.caller.user()));
        return made;
      } catch (RuntimeException e) {
        throw CallFailure.of(e);
      }
    }

    private CallerMiddleware caller(CallHeaders headers, String address) {
      Wishes wishes = Wishes.of(headers);
      return LoginHeader.read(
          headers.get(AUTHORIZATION),
          ADVICE,
          new LoginHeader.Ways<>() {
            @Override
            public CallerMiddleware byToken(String token) {
              Caller caller = authenticator.verify(token, address).withLane(Lane.FLIGHT);
              return new CallerMiddleware(
                  sessions.resume(token, caller), token, wishes, Answering.NOTHING);
            }

            @Override
            public CallerMiddleware byPassword(String user, char[] password) {
              Caller caller = authenticator.login(user, password, address);
              return new CallerMiddleware(
                  caller.withLane(Lane.FLIGHT),
                  authenticator.token(caller),
                  wishes,
                  Answering.TOKEN);
            }
          });
    }
  }
}
