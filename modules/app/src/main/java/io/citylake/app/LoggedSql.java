package io.citylake.app;

import io.citylake.contract.Workspace;
import io.citylake.govern.gate.PlanReads;
import io.citylake.model.CityLakeException;
import io.citylake.run.sql.SqlEngine;
import io.citylake.run.sql.SqlEngine.Answer;
import io.citylake.run.sql.SqlEngine.Mode;
import io.citylake.run.sql.SqlSource;
import java.util.Iterator;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * SQL that no policy stands before, in the access log: each statement before it runs, and how many
 * rows it gave once the next comes or it is closed.
 */
public final class LoggedSql implements SqlSource, AutoCloseable {
  private final SqlSource source;
  private final OperatorLog log;
  private final Function<String, PlanReads> reads;
  private @Nullable Open open;

  /**
   * @param reads what a statement reads, as far as it can be told
   */
  LoggedSql(SqlSource source, OperatorLog log, Function<String, PlanReads> reads) {
    this.source = source;
    this.log = log;
    this.reads = reads;
  }

  /** On a lake; starts Spark. */
  public static LoggedSql open(EmbeddedLake lake, Mode mode) {
    Workspace workspace = lake.workspace();
    SqlEngine engine = lake.sql(mode);
    return new LoggedSql(
        engine,
        OperatorLog.open(workspace.settings(), lake.host().clock()),
        statement ->
            engine.onlyReads(statement)
                ? PlanReads.of(lake.sessions().standard(), statement, workspace.datasets())
                : PlanReads.unknown());
  }

  @Override
  public Answer query(String statement) {
    close();
    PlanReads read = reads.apply(statement);
    log.statement(statement, read.tables(), read.constants(), 0, "allowed", "");
    try {
      Answer answer = source.query(statement);
      Open opened = new Open(statement, read, answer.rows());
      open = opened;
      return new Answer(answer.columns(), opened, answer.done());
    } catch (CityLakeException e) {
      log.statement(
          statement, read.tables(), read.constants(), 0, "failed", String.valueOf(e.getMessage()));
      throw e;
    }
  }

  @Override
  public void cancel() {
    source.cancel();
  }

  @Override
  public List<String> tableNames() {
    return source.tableNames();
  }

  @Override
  public void close() {
    Open last = open;
    open = null;
    if (last != null) {
      log.statement(
          last.statement,
          last.read.tables(),
          last.read.constants(),
          last.rows,
          last.failure == null ? "answered" : "failed",
          last.failure == null ? "" : last.failure);
    }
  }

  /** An answer that is being read. */
  private static final class Open implements Iterator<List<@Nullable Object>> {
    private final String statement;
    private final PlanReads read;
    private final Iterator<List<@Nullable Object>> source;
    private long rows;
    private @Nullable String failure;

    Open(String statement, PlanReads read, Iterator<List<@Nullable Object>> source) {
      this.statement = statement;
      this.read = read;
      this.source = source;
    }

    @Override
    public boolean hasNext() {
      try {
        return source.hasNext();
      } catch (CityLakeException e) {
        failure = String.valueOf(e.getMessage());
        throw e;
      }
    }

    @Override
    public List<@Nullable Object> next() {
      rows++;
      return source.next();
    }
  }
}
