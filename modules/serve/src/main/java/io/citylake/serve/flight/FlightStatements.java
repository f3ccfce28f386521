package io.citylake.serve.flight;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import io.citylake.govern.Caller;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import io.citylake.serve.engine.AsOf;
import io.citylake.serve.engine.QueryEngine;
import io.citylake.serve.engine.ServedQuery;
import io.citylake.serve.flight.ParameterSchema.Times;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.apache.arrow.flight.FlightDescriptor;
import org.apache.arrow.flight.FlightEndpoint;
import org.apache.arrow.flight.FlightInfo;
import org.apache.arrow.flight.Ticket;
import org.apache.arrow.flight.sql.impl.FlightSql.TicketStatementQuery;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/** FlightStatements and prepared statements from their text to the ticket of their answer. */
final class FlightStatements {
  private static final int LONGEST = 1 << 20;
  private static final int MOST_OF_USER = 200;
  private static final Duration LIFE = Duration.ofMinutes(10);

  private final QueryEngine engine;
  private final AsOf asOf;
  private final Handles<Ticketed> tickets;
  private final Handles<Prepared> prepared;

  FlightStatements(QueryEngine engine, AsOf asOf, Clock clock) {
    this.engine = engine;
    this.asOf = asOf;
    this.tickets = new Handles<>(clock, LIFE, MOST_OF_USER);
    this.prepared = new Handles<>(clock, LIFE.multipliedBy(6), MOST_OF_USER);
  }

  /** A statement with its present parameters. One client's thread at a time. */
  static final class Prepared {
    private final String sql;
    private final @Nullable String state;
    private final ParameterSchema schema;

    @GuardedBy("this")
    private List<@Nullable Object> parameters;

    @GuardedBy("this")
    private @Nullable ServedQuery admitted;

    /**
     * @param admitted what its first run is; null where it must be admitted with its parameters
     */
    Prepared(
        String sql,
        @Nullable String state,
        ParameterSchema schema,
        @Nullable ServedQuery admitted) {
      this.sql = sql;
      this.state = state;
      this.schema = schema;
      this.parameters = Collections.nCopies(schema.parameters().size(), null);
      this.admitted = admitted;
    }

    /** Takes values as they came. */
    synchronized void bind(List<@Nullable Object> values) {
      int markers = schema.parameters().size();
      if (values.size() != markers) {
        throw new CityLakeException(
            ErrorCode.SQL_INVALID,
            "Cannot bind the parameters: the statement has another number of them (markers=%d, values=%d)"
                .formatted(markers, values.size()));
      }
      List<@Nullable Object> taken = new ArrayList<>();
      for (Parameter each : schema.parameters()) {
        taken.add(each.value(values.get(taken.size())));
      }
      parameters = taken;
      admitted = null;
    }
  }

  /** What a client is told of a statement that it prepared. */
  record Made(ByteString handle, Schema answer, Schema parameters) {}

  /**
   * @param state that is asked, as the client names it; null for what is served
   */
  ServedQuery admit(Caller caller, String sql, @Nullable String state) {
    return admit(caller, sql, List.of(), state);
  }

  /**
   * @param told the answer's columns as the client is told of them
   */
  FlightInfo info(Caller caller, ServedQuery query, Schema told, FlightDescriptor descriptor) {
    TicketStatementQuery ticket =
        TicketStatementQuery.newBuilder()
            .setStatementHandle(tickets.add(caller, new Ticketed(query)))
            .build();
    FlightEndpoint endpoint = new FlightEndpoint(new Ticket(Any.pack(ticket).toByteArray()));
    return new FlightInfo(told, descriptor, List.of(endpoint), -1, -1);
  }

  Made prepare(Caller caller, String sql, @Nullable String state, Times times) {
    List<Integer> marks = ParameterMarks.find(sql);
    // NULL for each mark, so that the answer's columns and the parameters' types are known.
    ServedQuery query = admit(caller, ParameterMarks.withNulls(sql, marks), state);
    // Without parameters what was asked now is what will be run.
    ParameterSchema parameters = ParameterSchema.of(query, sql, marks, times);
    Prepared made = new Prepared(sql, state, parameters, marks.isEmpty() ? query : null);
    return new Made(prepared.add(caller, made), query.schema(), parameters.arrow());
  }

  Prepared loadPrepared(Caller caller, ByteString handle) {
    return prepared.load(caller, handle);
  }

  void closePrepared(Caller caller, ByteString handle) {
    prepared.remove(caller, handle);
  }

  /** The query that a prepared statement is with its present parameters; each run a new one. */
  ServedQuery admitPrepared(Caller caller, ByteString handle) {
    Prepared statement = prepared.load(caller, handle);
    synchronized (statement) {
      ServedQuery query = statement.admitted;
      statement.admitted = null;
      return query != null && query.isFresh()
          ? query
          : admit(caller, statement.sql, statement.parameters, statement.state);
    }
  }

  /** The query of a ticket; a ticket that comes again is admitted again. */
  ServedQuery redeem(Caller caller, ByteString ticket) {
    Ticketed held = tickets.load(caller, ticket);
    synchronized (held) {
      if (held.taken || !held.query.isFresh()) {
        held.query = engine.admit(caller, asOf.again(held.query.question()));
      }
      held.taken = true;
      return held.query;
    }
  }

  void cancel(Caller caller, ByteString ticket) {
    Ticketed held = tickets.load(caller, ticket);
    synchronized (held) {
      held.query.cancel();
    }
  }

  /** A query that waits for whoever has its ticket, or that it has been given to. */
  private static final class Ticketed {
    @GuardedBy("this")
    private ServedQuery query;

    @GuardedBy("this")
    private boolean taken;

    Ticketed(ServedQuery query) {
      this.query = query;
    }
  }

  private ServedQuery admit(
      Caller caller, String sql, List<@Nullable Object> parameters, @Nullable String state) {
    return engine.admit(
        caller,
        sql,
        () -> {
          if (sql.length() > LONGEST) {
            throw new CityLakeException(
                ErrorCode.LIMIT_EXCEEDED,
                "Cannot run the statement: it is too long (characters=%d, limit=%d)"
                    .formatted(sql.length(), LONGEST));
          }
          return asOf.question(sql, parameters, state);
        });
  }
}
