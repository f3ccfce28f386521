package io.citylake.serve;

import io.citylake.govern.Caller;
import io.citylake.govern.GovernedQuery;
import io.citylake.govern.QueryRequest;
import io.citylake.govern.SqlGate;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import io.citylake.model.Release.TableSnapshot;
import io.citylake.model.TableName;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.spark.SparkThrowable;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.analysis.PosParameterizedQuery;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.Literal$;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.classic.SparkSession;
import org.apache.spark.sql.types.StructType;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Lets everything through but the table {@code secret}, and earlier states for ben; keeps what was
 * told of its queries' ends.
 */
public final class OpenGate implements SqlGate {
  private final org.apache.spark.sql.SparkSession spark;
  public final AtomicInteger admitted = new AtomicInteger();
  public final List<QueryRequest> questions = new CopyOnWriteArrayList<>();
  public final List<Caller> callers = new CopyOnWriteArrayList<>();
  public final List<String> ends = new CopyOnWriteArrayList<>();

  /** Rows that were handed over before an answer failed. */
  public final List<Long> cut = new CopyOnWriteArrayList<>();

  /** Counted up where the policies become others. */
  public final AtomicInteger policies = new AtomicInteger();

  /** Users who may read nothing any more. */
  public final Set<String> revoked = ConcurrentHashMap.newKeySet();

  public OpenGate(org.apache.spark.sql.SparkSession spark) {
    this.spark = spark;
  }

  @Override
  public GovernedQuery admit(Caller caller, QueryRequest question) {
    questions.add(question);
    callers.add(caller);
    if (question.isOfEarlierState() && caller.user().equals("ben")) {
      throw new CityLakeException(ErrorCode.ACCESS_DENIED, "Cannot read an earlier state");
    }
    if (question.sql().contains("secret") || revoked.contains(caller.user())) {
      throw denied(caller);
    }
    try {
      // Not spark.sql(sql, arguments), which mixes up the order of more than four.
      LogicalPlan plan =
          ((SparkSession) spark).sessionState().sqlParser().parsePlan(question.sql());
      List<Expression> values = new ArrayList<>();
      question.parameters().forEach(each -> values.add(Literal$.MODULE$.apply(each)));
      Dataset<Row> rows =
          org.apache.spark.sql.classic.Dataset.ofRows(
              (SparkSession) spark,
              values.isEmpty()
                  ? plan
                  : new PosParameterizedQuery(plan, CollectionConverters.asScala(values).toSeq()));
      admitted.incrementAndGet();
      return new OpenQuery(rows, caller, question);
    } catch (Exception e) {
      throw new CityLakeException(
          ErrorCode.SQL_INVALID, "Cannot run the statement: " + e.getMessage(), e);
    }
  }

  /** The statements that never came here, with what was said. */
  public final List<String> turnedAway = new CopyOnWriteArrayList<>();

  @Override
  public void turnedAway(Caller caller, QueryRequest question, String why) {
    turnedAway.add(question.sql() + ": " + why);
  }

  private static CityLakeException denied(Caller caller) {
    return new CityLakeException(
        ErrorCode.ACCESS_DENIED,
        "Cannot read air.secret: no role of yours grants it (user=%s)".formatted(caller.user()));
  }

  private final class OpenQuery implements GovernedQuery {
    private final Dataset<Row> rows;
    private final Caller caller;
    private final QueryRequest question;
    private final int decidedBy = policies.get();

    OpenQuery(Dataset<Row> rows, Caller caller, QueryRequest question) {
      this.rows = rows;
      this.caller = caller;
      this.question = question;
    }

    @Override
    public StructType schema() {
      return rows.schema();
    }

    @Override
    public SortedMap<TableName, TableSnapshot> tables() {
      return new TreeMap<>();
    }

    @Override
    public Optional<String> cacheKey() {
      return question.sql().contains("rand(") || question.sql().contains("uncached")
          ? Optional.empty()
          : Optional.of(question.release().id() + question.sql() + question.parameters());
    }

    @Override
    public Dataset<Row> rows() {
      return rows;
    }

    /** Spark's name for what was wrong, without its sentence. */
    @Override
    public CityLakeException failure(Exception raised) {
      String name = "unknown";
      for (Throwable each = raised; each != null; each = each.getCause()) {
        name = each instanceof SparkThrowable spark ? spark.getCondition() : name;
      }
      return new CityLakeException(
          ErrorCode.SQL_INVALID, "Cannot answer the statement: " + name, raised);
    }

    @Override
    public void recheck() {
      if (revoked.contains(caller.user()) || !caller.standing().holds()) {
        throw denied(caller);
      }
    }

    @Override
    public void recheckKept() {
      recheck();
      if (policies.get() != decidedBy) {
        throw denied(caller);
      }
    }

    @Override
    public void exported(long count) {
      ends.add("exported " + count);
    }

    @Override
    public void exportRefused(String why) {
      ends.add("export refused");
    }

    @Override
    public void answered(long count) {
      ends.add("answered " + count);
    }

    @Override
    public void failed(String reason, long count) {
      ends.add("failed " + reason);
      cut.add(count);
    }
  }
}
