package io.citylake.app;

import io.citylake.govern.Caller;
import io.citylake.govern.Caller.Lane;
import io.citylake.govern.GovernedQuery;
import io.citylake.govern.QueryRequest;
import io.citylake.govern.SqlGate;
import io.citylake.govern.user.User;
import io.citylake.govern.user.UserStore;
import io.citylake.model.CityLakeException;
import io.citylake.model.Release;
import io.citylake.run.sql.SqlEngine;
import io.citylake.run.sql.SqlEngine.Answer;
import io.citylake.run.sql.SqlSource;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * SQL as one of the users would be answered: through the gate, at the latest release, and into the
 * access log. One thread uses it; {@link #cancel()} may come from any.
 */
public final class GovernedSql implements SqlSource, AutoCloseable {
  private final SqlGate gate;
  private final SqlEngine engine;
  private final Supplier<Release> latest;
  private Caller caller;
  private @Nullable Open open;

  /** As a user of the lake's book, who need not log in here. Starts Spark. */
  public static GovernedSql open(EmbeddedLake lake, String user) {
    Caller caller = caller(lake, user);
    GovernedLake governed = GovernedLake.of(lake);
    return new GovernedSql(governed.gate(), lake.sql(), governed.releases()::latest, caller);
  }

  /**
   * A user as whom somebody asks at this machine.
   *
   * @throws io.citylake.model.CityLakeException where there is no such user
   */
  static Caller caller(EmbeddedLake lake, String user) {
    UserStore users = new UserStore(lake.state(), lake.host().clock());
    User known = users.load(user);
    return new Caller(known.name(), known.roles(), null, Lane.CLI, "localhost");
  }

  public GovernedSql(SqlGate gate, SqlEngine engine, Supplier<Release> latest, Caller caller) {
    this.gate = gate;
    this.engine = engine;
    this.latest = latest;
    this.caller = caller;
  }

  @Override
  public Answer query(String statement) {
    return query(statement, List.of());
  }

  /** The same with values in the places of its {@code ?}. */
  public Answer query(String statement, List<Object> values) {
    close();
    GovernedQuery query =
        gate.admit(caller, new QueryRequest(statement, new ArrayList<>(values), latest.get()));
    caller = query.callerAfter().orElse(caller);
    Answer answer = engine.answer(query::toRun, raised -> failed(query, raised));
    Open opened = new Open(query, answer.rows());
    open = opened;
    return new Answer(answer.columns(), opened);
  }

  private CityLakeException failed(GovernedQuery query, Exception raised) {
    CityLakeException failure = query.failure(raised);
    Open last = open;
    query.failed(failure.getMessage(), last == null ? 0 : last.rows);
    open = null;
    return failure;
  }

  @Override
  public void cancel() {
    engine.cancel();
  }

  @Override
  public List<String> tableNames() {
    return latest.get().tables().keySet().stream().map(Object::toString).toList();
  }

  /** Says in the access log how many rows the last answer handed over. */
  @Override
  public void close() {
    Open last = open;
    open = null;
    if (last != null) {
      last.query.answered(last.rows);
    }
  }

  /** An answer that is being read. */
  private static final class Open implements Iterator<List<@Nullable Object>> {
    private final GovernedQuery query;
    private final Iterator<List<@Nullable Object>> source;
    private long rows;

    Open(GovernedQuery query, Iterator<List<@Nullable Object>> source) {
      this.query = query;
      this.source = source;
    }

    @Override
    public boolean hasNext() {
      return source.hasNext();
    }

    @Override
    public List<@Nullable Object> next() {
      rows++;
      return source.next();
    }
  }
}
