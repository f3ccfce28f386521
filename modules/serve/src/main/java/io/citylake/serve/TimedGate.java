package io.citylake.serve;

import io.citylake.govern.Caller;
import io.citylake.govern.GovernedQuery;
import io.citylake.govern.QueryRequest;
import io.citylake.govern.SqlGate;
import io.citylake.model.CityLakeException;
import io.citylake.model.Release.TableSnapshot;
import io.citylake.model.TableName;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Optional;
import java.util.SortedMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;

/**
 * Times statements from their coming to their last row, by the way they came and what became of
 * them, and counts what is refused by its code. Names no user, table or statement.
 */
final class TimedGate implements SqlGate {
  private static final Duration[] BOUNDS = {
    Duration.ofMillis(10),
    Duration.ofMillis(50),
    Duration.ofMillis(100),
    Duration.ofMillis(250),
    Duration.ofMillis(500),
    Duration.ofSeconds(1),
    Duration.ofMillis(2500),
    Duration.ofSeconds(5),
    Duration.ofSeconds(10),
    Duration.ofSeconds(30),
    Duration.ofMinutes(1),
    Duration.ofMinutes(5)
  };

  private final SqlGate gate;
  private final MeterRegistry registry;

  TimedGate(SqlGate gate, MeterRegistry registry) {
    this.gate = gate;
    this.registry = registry;
  }

  @Override
  public GovernedQuery admit(Caller caller, QueryRequest question) {
    long start = System.nanoTime();
    try {
      return new Timed(gate.admit(caller, question), caller.lane().name(), start);
    } catch (CityLakeException e) {
      ended(caller.lane().name(), "refused", start);
      Refusals.count(registry, e);
      throw e;
    }
  }

  @Override
  public void turnedAway(Caller caller, QueryRequest question, String why) {
    gate.turnedAway(caller, question, why);
  }

  @Override
  public void settle() {
    gate.settle();
  }

  private void ended(String lane, String outcome, long start) {
    Timer.builder("citylake.queries")
        .description("Statements, from their coming to their last row")
        .tag("lane", lane)
        .tag("outcome", outcome)
        .serviceLevelObjectives(BOUNDS)
        .register(registry)
        .record(Duration.ofNanos(System.nanoTime() - start));
  }

  /** A query that hears of its own end. */
  private final class Timed implements GovernedQuery {
    private final GovernedQuery query;
    private final String lane;
    private final long start;

    Timed(GovernedQuery query, String lane, long start) {
      this.query = query;
      this.lane = lane;
      this.start = start;
    }

    @Override
    public StructType schema() {
      return query.schema();
    }

    @Override
    public SortedMap<TableName, TableSnapshot> tables() {
      return query.tables();
    }

    @Override
    public Optional<String> cacheKey() {
      return query.cacheKey();
    }

    @Override
    public Dataset<Row> rows() {
      return query.rows();
    }

    @Override
    public String zone() {
      return query.zone();
    }

    @Override
    public Dataset<Row> toRun() {
      return query.toRun();
    }

    @Override
    public Optional<Caller> callerAfter() {
      return query.callerAfter();
    }

    @Override
    public CityLakeException failure(Exception raised) {
      return query.failure(raised);
    }

    @Override
    public void recheck() {
      query.recheck();
    }

    @Override
    public void recheckKept() {
      query.recheckKept();
    }

    @Override
    public void exported(long rows) {
      query.exported(rows);
    }

    @Override
    public void exportRefused(String why) {
      query.exportRefused(why);
    }

    @Override
    public void answered(long rows) {
      query.answered(rows);
      ended(lane, "answered", start);
    }

    @Override
    public void failed(String reason, long rows) {
      query.failed(reason, rows);
      ended(lane, "failed", start);
    }
  }
}
