package io.citylake.serve.flight;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Scheduler;
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
import org.apache.arrow.flight.FlightStream;
import org.apache.arrow.flight.Ticket;
import org.apache.arrow.flight.sql.impl.FlightSql.TicketStatementQuery;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/** FlightStatements and prepared statements from their text to the ticket of their answer. */
final class FlightStatements {
  private static final int LONGEST = 1 << 20;
  private static final int MOST_OF_USER = 200;
  private static final Duration LIFE = Duration.ofMinutes(10);

  /** Of what a user's statements hold of text and parameters. */
  private static final long MOST_BYTES_OF_USER = 16L << 20;

  /** A plan is so much larger than its text, about. */
  private static final long PLAN = 10;

  /** After it the gate would be asked again anyway. */
  private static final Duration FRESH = Duration.ofSeconds(5);

  private static final int MOST_FRESH = 1_000;

  private final QueryEngine engine;
  private final AsOf asOf;
  private final Handles<Ticketed> tickets;
  private final Handles<Prepared> prepared;

  /** What statements that were prepared a moment ago are run as first. */
  private final Cache<Prepared, ServedQuery> admitted =
      Caffeine.newBuilder()
          .expireAfterWrite(FRESH)
          .maximumSize(MOST_FRESH)
          .scheduler(Scheduler.systemScheduler())
          .build();

  FlightStatements(QueryEngine engine, AsOf asOf, Clock clock) {
    this.engine = engine;
    this.asOf = asOf;
    this.tickets =
        new Handles<>(clock, LIFE, MOST_OF_USER, PLAN * MOST_BYTES_OF_USER, Ticketed::bytes);
    this.prepared =
        new Handles<>(
            clock, LIFE.multipliedBy(6), MOST_OF_USER, MOST_BYTES_OF_USER, Prepared::bytes);
  }

  /** A statement with its present parameters. One client's thread at a time. */
  static final class Prepared {
    private final String sql;
    private final @Nullable String state;
    private final ParameterSchema schema;

    @GuardedBy("this")
    private List<@Nullable Object> parameters;

    @GuardedBy("this")
    private long bytes;

    Prepared(String sql, @Nullable String state, ParameterSchema schema) {
      this.sql = sql;
      this.state = state;
      this.schema = schema;
      this.parameters = Collections.nCopies(schema.parameters().size(), null);
    }

    /** How many values it takes. */
    int marks() {
      return schema.parameters().size();
    }

    synchronized long bytes() {
      return 2L * sql.length() + bytes;
    }

    /** Takes values as they came. */
    private synchronized void bind(ParameterValues given) {
      List<@Nullable Object> values = given.values();
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
      bytes = given.bytes();
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
    Prepared made = new Prepared(sql, state, parameters);
    if (marks.isEmpty()) {
      admitted.put(made, query);
    }
    return new Made(prepared.add(caller, made), query.schema(), parameters.arrow());
  }

  /**
   * Binds what a client sends to a prepared statement.
   *
   * @throws CityLakeException SQL_INVALID, LIMIT_EXCEEDED
   */
  void bind(Caller caller, ByteString handle, FlightStream values) {
    Prepared statement = prepared.load(caller, handle);
    statement.bind(ParameterValues.read(values, statement.marks()));
    admitted.invalidate(statement);
    prepared.grown(caller);
  }

  void closePrepared(Caller caller, ByteString handle) {
    prepared.remove(caller, handle);
  }

  /** The query that a prepared statement is with its present parameters; each run a new one. */
  ServedQuery admitPrepared(Caller caller, ByteString handle) {
    Prepared statement = prepared.load(caller, handle);
    synchronized (statement) {
      ServedQuery query = admitted.asMap().remove(statement);
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

    synchronized long bytes() {
      return 2 * PLAN * query.question().sql().length();
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
