package io.citylake.serve.flight;

import static io.citylake.serve.flight.CallerMiddleware.callerOf;
import static io.citylake.serve.flight.CallerMiddleware.stateOf;
import static io.citylake.serve.flight.CallerMiddleware.timesOf;
import static io.citylake.serve.flight.CallerMiddleware.tokenOf;
import static io.citylake.serve.flight.CallerMiddleware.told;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import io.citylake.govern.Caller;
import io.citylake.serve.engine.ServedQuery;
import io.citylake.serve.engine.Sessions;
import io.citylake.serve.flight.FlightStatements.Made;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.arrow.flight.Action;
import org.apache.arrow.flight.ActionType;
import org.apache.arrow.flight.CallStatus;
import org.apache.arrow.flight.CancelFlightInfoRequest;
import org.apache.arrow.flight.CancelStatus;
import org.apache.arrow.flight.CloseSessionRequest;
import org.apache.arrow.flight.CloseSessionResult;
import org.apache.arrow.flight.FlightConstants;
import org.apache.arrow.flight.FlightDescriptor;
import org.apache.arrow.flight.FlightEndpoint;
import org.apache.arrow.flight.FlightInfo;
import org.apache.arrow.flight.FlightStream;
import org.apache.arrow.flight.PutResult;
import org.apache.arrow.flight.Result;
import org.apache.arrow.flight.SchemaResult;
import org.apache.arrow.flight.SetSessionOptionsRequest;
import org.apache.arrow.flight.SetSessionOptionsResult;
import org.apache.arrow.flight.SetSessionOptionsResult.ErrorValue;
import org.apache.arrow.flight.Ticket;
import org.apache.arrow.flight.sql.BasicFlightSqlProducer;
import org.apache.arrow.flight.sql.CancelResult;
import org.apache.arrow.flight.sql.FlightSqlUtils;
import org.apache.arrow.flight.sql.impl.FlightSql.ActionClosePreparedStatementRequest;
import org.apache.arrow.flight.sql.impl.FlightSql.ActionCreatePreparedStatementRequest;
import org.apache.arrow.flight.sql.impl.FlightSql.ActionCreatePreparedStatementResult;
import org.apache.arrow.flight.sql.impl.FlightSql.CommandGetCrossReference;
import org.apache.arrow.flight.sql.impl.FlightSql.CommandGetDbSchemas;
import org.apache.arrow.flight.sql.impl.FlightSql.CommandGetExportedKeys;
import org.apache.arrow.flight.sql.impl.FlightSql.CommandGetImportedKeys;
import org.apache.arrow.flight.sql.impl.FlightSql.CommandGetPrimaryKeys;
import org.apache.arrow.flight.sql.impl.FlightSql.CommandGetSqlInfo;
import org.apache.arrow.flight.sql.impl.FlightSql.CommandGetTables;
import org.apache.arrow.flight.sql.impl.FlightSql.CommandGetXdbcTypeInfo;
import org.apache.arrow.flight.sql.impl.FlightSql.CommandPreparedStatementQuery;
import org.apache.arrow.flight.sql.impl.FlightSql.CommandPreparedStatementUpdate;
import org.apache.arrow.flight.sql.impl.FlightSql.CommandStatementQuery;
import org.apache.arrow.flight.sql.impl.FlightSql.CommandStatementUpdate;
import org.apache.arrow.flight.sql.impl.FlightSql.DoPutUpdateResult;
import org.apache.arrow.flight.sql.impl.FlightSql.TicketStatementQuery;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * What a Flight SQL client may call: queries, prepared queries, listings, cancelling. Whatever is
 * not listed here is refused, and each call has a caller.
 */
final class LakeProducer extends BasicFlightSqlProducer {
  private static final Set<String> ACTIONS =
      Set.of(
          FlightSqlUtils.FLIGHT_SQL_CREATE_PREPARED_STATEMENT.getType(),
          FlightSqlUtils.FLIGHT_SQL_CLOSE_PREPARED_STATEMENT.getType(),
          FlightSqlUtils.FLIGHT_SQL_CANCEL_QUERY.getType(),
          FlightConstants.CANCEL_FLIGHT_INFO.getType(),
          FlightConstants.SET_SESSION_OPTIONS.getType(),
          FlightConstants.CLOSE_SESSION.getType());

  private final FlightStatements statements;
  private final Listings listings;
  private final AnswerStream answers;
  private final Sessions sessions;
  private final PutPlaces puts;

  LakeProducer(
      FlightStatements statements,
      Listings listings,
      AnswerStream answers,
      Sessions sessions,
      PutPlaces puts) {
    this.statements = statements;
    this.listings = listings;
    this.answers = answers;
    this.sessions = sessions;
    this.puts = puts;
  }

  @Override
  public FlightInfo getFlightInfo(CallContext context, FlightDescriptor descriptor) {
    callerOf(context);
    return guarded(() -> super.getFlightInfo(context, commandOf(descriptor)));
  }

  @Override
  public SchemaResult getSchema(CallContext context, FlightDescriptor descriptor) {
    callerOf(context);
    return guarded(() -> super.getSchema(context, commandOf(descriptor)));
  }

  @Override
  public void getStream(CallContext context, Ticket ticket, ServerStreamListener listener) {
    try {
      callerOf(context);
      super.getStream(context, ticket, listener);
    } catch (RuntimeException e) {
      listener.error(CallFailure.of(e));
    }
  }

  @Override
  public void doAction(CallContext context, Action action, StreamListener<Result> listener) {
    try {
      callerOf(context);
      if (!ACTIONS.contains(action.getType())) {
        throw CallStatus.UNIMPLEMENTED
            .withDescription("Cannot do the action: the lake is read only, or doesn't know it")
            .toRuntimeException();
      }
      super.doAction(context, action, listener);
    } catch (RuntimeException e) {
      listener.onError(CallFailure.of(e));
    }
  }

  @Override
  public void listActions(CallContext context, StreamListener<ActionType> listener) {
    callerOf(context);
    FlightSqlUtils.FLIGHT_SQL_ACTIONS.stream()
        .filter(each -> ACTIONS.contains(each.getType()))
        .forEach(listener::onNext);
    listener.onCompleted();
  }

  @Override
  public Runnable acceptPut(
      CallContext context, FlightStream stream, StreamListener<PutResult> acknowledgements) {
    PutPlaces.Place place = guarded(() -> puts.take(callerOf(context).user()));
    boolean accepted = false;
    try {
      // It waits for the client's first message.
      Runnable work = guarded(() -> super.acceptPut(context, stream, acknowledgements));
      accepted = true;
      return () -> {
        try {
          work.run();
        } finally {
          place.close();
        }
      };
    } finally {
      if (!accepted) {
        place.close();
      }
    }
  }

  @Override
  public FlightInfo getFlightInfoStatement(
      CommandStatementQuery command, CallContext context, FlightDescriptor descriptor) {
    Caller caller = callerOf(context);
    ServedQuery query = statements.admit(caller, command.getQuery(), stateOf(context));
    return statements.info(caller, query, query.schema(), descriptor);
  }

  @Override
  public SchemaResult getSchemaStatement(
      CommandStatementQuery command, CallContext context, FlightDescriptor descriptor) {
    return new SchemaResult(
        statements.admit(callerOf(context), command.getQuery(), stateOf(context)).schema());
  }

  @Override
  public void getStreamStatement(
      TicketStatementQuery ticket, CallContext context, ServerStreamListener listener) {
    ServedQuery query = statements.redeem(callerOf(context), ticket.getStatementHandle());
    keepStated(query, context);
    answers.start(query, listener);
  }

  @Override
  public void createPreparedStatement(
      ActionCreatePreparedStatementRequest request,
      CallContext context,
      StreamListener<Result> listener) {
    Made made =
        statements.prepare(
            callerOf(context), request.getQuery(), stateOf(context), timesOf(context));
    ActionCreatePreparedStatementResult result =
        ActionCreatePreparedStatementResult.newBuilder()
            .setPreparedStatementHandle(made.handle())
            .setDatasetSchema(
                ByteString.copyFrom(told(made.answer(), context).serializeAsMessage()))
            .setParameterSchema(ByteString.copyFrom(made.parameters().serializeAsMessage()))
            .build();
    listener.onNext(new Result(Any.pack(result).toByteArray()));
    listener.onCompleted();
  }

  @Override
  public void closePreparedStatement(
      ActionClosePreparedStatementRequest request,
      CallContext context,
      StreamListener<Result> listener) {
    statements.closePrepared(callerOf(context), request.getPreparedStatementHandle());
    listener.onCompleted();
  }

  @Override
  public FlightInfo getFlightInfoPreparedStatement(
      CommandPreparedStatementQuery command, CallContext context, FlightDescriptor descriptor) {
    Caller caller = callerOf(context);
    ServedQuery query = statements.admitPrepared(caller, command.getPreparedStatementHandle());
    return statements.info(caller, query, told(query.schema(), context), descriptor);
  }

  @Override
  public SchemaResult getSchemaPreparedStatement(
      CommandPreparedStatementQuery command, CallContext context, FlightDescriptor descriptor) {
    return new SchemaResult(
        statements.admitPrepared(callerOf(context), command.getPreparedStatementHandle()).schema());
  }

  @Override
  public void getStreamPreparedStatement(
      CommandPreparedStatementQuery command, CallContext context, ServerStreamListener listener) {
    ServedQuery query =
        statements.admitPrepared(callerOf(context), command.getPreparedStatementHandle());
    keepStated(query, context);
    answers.start(query, listener);
  }

  @Override
  public Runnable acceptPutPreparedStatementQuery(
      CommandPreparedStatementQuery command,
      CallContext context,
      FlightStream stream,
      StreamListener<PutResult> acknowledgements) {
    Caller caller = callerOf(context);
    return put(
        acknowledgements,
        () -> {
          statements.bind(caller, command.getPreparedStatementHandle(), stream);
          acknowledgements.onCompleted();
        });
  }

  /** For statements that answer nothing, such as SET purpose; the lake is read only. */
  @Override
  public Runnable acceptPutPreparedStatementUpdate(
      CommandPreparedStatementUpdate command,
      CallContext context,
      FlightStream stream,
      StreamListener<PutResult> acknowledgements) {
    return put(
        acknowledgements,
        () -> {
          ByteString handle = command.getPreparedStatementHandle();
          done(statements.admitPrepared(callerOf(context), handle), context, acknowledgements);
        });
  }

  @Override
  public Runnable acceptPutStatement(
      CommandStatementUpdate command,
      CallContext context,
      FlightStream stream,
      StreamListener<PutResult> acknowledgements) {
    return put(
        acknowledgements,
        () ->
            done(
                statements.admit(callerOf(context), command.getQuery(), stateOf(context)),
                context,
                acknowledgements));
  }

  /** What is put runs later, and what it raises goes to the client. */
  private static Runnable put(StreamListener<PutResult> acknowledgements, Runnable work) {
    return () -> {
      try {
        work.run();
      } catch (RuntimeException e) {
        acknowledgements.onError(CallFailure.of(e));
      }
    };
  }

  private void done(
      ServedQuery query, CallContext context, StreamListener<PutResult> acknowledgements) {
    keepStated(query, context);
    answers.finish(query);
    byte[] count = DoPutUpdateResult.newBuilder().setRecordCount(0).build().toByteArray();
    try (ArrowBuf buffer = listings.allocator().buffer(count.length)) {
      buffer.writeBytes(count);
      acknowledgements.onNext(PutResult.metadata(buffer));
    }
    acknowledgements.onCompleted();
  }

  private void keepStated(ServedQuery query, CallContext context) {
    query.callerAfter().ifPresent(after -> sessions.keep(tokenOf(context), after));
  }

  /** The catalog, which there is one of, and the schema of short names. */
  @Override
  public void setSessionOptions(
      SetSessionOptionsRequest request,
      CallContext context,
      StreamListener<SetSessionOptionsResult> client) {
    Caller caller = callerOf(context);
    Map<String, SetSessionOptionsResult.Error> errors = new TreeMap<>();
    request
        .getSessionOptions()
        .forEach(
            (name, value) -> {
              String text = SessionOption.text(value);
              switch (name) {
                case "catalog" -> {
                  if (!Listings.CATALOG.equals(text)) {
                    errors.put(name, new SetSessionOptionsResult.Error(ErrorValue.INVALID_VALUE));
                  }
                }
                case "schema" -> {
                  if (listings.isTheme(caller, text)) {
                    sessions.keep(tokenOf(context), caller.withTheme(text));
                  } else {
                    errors.put(name, new SetSessionOptionsResult.Error(ErrorValue.INVALID_VALUE));
                  }
                }
                default ->
                    errors.put(name, new SetSessionOptionsResult.Error(ErrorValue.INVALID_NAME));
              }
            });
    client.onNext(new SetSessionOptionsResult(errors));
    client.onCompleted();
  }

  @Override
  public void closeSession(
      CloseSessionRequest request, CallContext context, StreamListener<CloseSessionResult> client) {
    sessions.end(tokenOf(context));
    client.onNext(new CloseSessionResult(CloseSessionResult.Status.CLOSED));
    client.onCompleted();
  }

  @Override
  @SuppressWarnings("deprecation") // older drivers cancel so
  public void cancelQuery(
      FlightInfo info, CallContext context, StreamListener<CancelResult> listener) {
    cancel(callerOf(context), info);
    listener.onNext(CancelResult.CANCELLED);
    listener.onCompleted();
  }

  @Override
  public void cancelFlightInfo(
      CancelFlightInfoRequest request, CallContext context, StreamListener<CancelStatus> listener) {
    cancel(callerOf(context), request.getInfo());
    listener.onNext(CancelStatus.CANCELLED);
    listener.onCompleted();
  }

  private void cancel(Caller caller, FlightInfo info) {
    for (FlightEndpoint endpoint : info.getEndpoints()) {
      try {
        Any command = Any.parseFrom(ByteBuffer.wrap(endpoint.getTicket().getBytes()).array());
        statements.cancel(
            caller,
            FlightSqlUtils.unpackOrThrow(command, TicketStatementQuery.class).getStatementHandle());
      } catch (InvalidProtocolBufferException e) {
        throw CallFailure.invalid("Cannot cancel the query: its ticket can't be read");
      }
    }
  }

  @Override
  public void getStreamCatalogs(CallContext context, ServerStreamListener listener) {
    listings.catalogs(listener);
  }

  @Override
  public void getStreamSchemas(
      CommandGetDbSchemas command, CallContext context, ServerStreamListener listener) {
    listings.schemas(callerOf(context), command, listener);
  }

  @Override
  public void getStreamTables(
      CommandGetTables command, CallContext context, ServerStreamListener listener) {
    listings.tables(callerOf(context), command, listener);
  }

  @Override
  public void getStreamTableTypes(CallContext context, ServerStreamListener listener) {
    listings.tableTypes(listener);
  }

  @Override
  public void getStreamPrimaryKeys(
      CommandGetPrimaryKeys command, CallContext context, ServerStreamListener listener) {
    listings.primaryKeys(callerOf(context), command, listener);
  }

  @Override
  public void getStreamExportedKeys(
      CommandGetExportedKeys command, CallContext context, ServerStreamListener listener) {
    listings.nothing(Schemas.GET_EXPORTED_KEYS_SCHEMA, listener);
  }

  @Override
  public void getStreamImportedKeys(
      CommandGetImportedKeys command, CallContext context, ServerStreamListener listener) {
    listings.nothing(Schemas.GET_IMPORTED_KEYS_SCHEMA, listener);
  }

  @Override
  public void getStreamCrossReference(
      CommandGetCrossReference command, CallContext context, ServerStreamListener listener) {
    listings.nothing(Schemas.GET_CROSS_REFERENCE_SCHEMA, listener);
  }

  @Override
  public void getStreamTypeInfo(
      CommandGetXdbcTypeInfo command, CallContext context, ServerStreamListener listener) {
    TypeInfo.send(command, listings.allocator(), listener);
  }

  @Override
  public void getStreamSqlInfo(
      CommandGetSqlInfo command, CallContext context, ServerStreamListener listener) {
    ServerInfo.send(command, listener);
  }

  @Override
  protected <T extends Message> List<FlightEndpoint> determineEndpoints(
      T request, FlightDescriptor descriptor, Schema schema) {
    // The ticket of a listing is the request itself: it is answered as the caller of the ticket
    // may.
    return List.of(new FlightEndpoint(new Ticket(Any.pack(request).toByteArray())));
  }

  /** Holds nothing; what it uses is closed by whoever opened it. */
  @Override
  public void close() {}

  private static FlightDescriptor commandOf(FlightDescriptor descriptor) {
    if (!descriptor.isCommand()) {
      throw CallFailure.invalid("Cannot read the request: a Flight SQL command is expected");
    }
    return descriptor;
  }

  private static <T> T guarded(java.util.function.Supplier<T> call) {
    try {
      return call.get();
    } catch (RuntimeException e) {
      throw CallFailure.of(e);
    }
  }
}
