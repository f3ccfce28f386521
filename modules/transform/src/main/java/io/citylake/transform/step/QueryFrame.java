package io.citylake.transform.step;

import static scala.jdk.javaapi.CollectionConverters.asJava;

import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import io.citylake.model.TableName;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.expressions.CallMethodViaReflection;
import org.apache.spark.sql.catalyst.expressions.CurrentDate;
import org.apache.spark.sql.catalyst.expressions.CurrentTimestampLike;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.LocalTimestamp;
import org.apache.spark.sql.catalyst.expressions.Nondeterministic;
import org.apache.spark.sql.catalyst.expressions.PlanExpression;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;

/** A query over frames in place of the tables that it names. */
final class QueryFrame implements AutoCloseable {
  private final SparkSession spark;
  private final Map<TableName, String> views = new HashMap<>();
  private final Dataset<Row> rows;

  private QueryFrame(SparkSession spark, QuerySql query, Map<TableName, Dataset<Row>> frames) {
    this.spark = spark;
    String run = UUID.randomUUID().toString().replace('-', '_');
    frames.forEach(
        (name, frame) -> {
          String view = "citylake_" + run + "_" + views.size();
          frame.createOrReplaceTempView(view);
          views.put(name, view);
        });
    this.rows = analysed(query);
  }

  /**
   * Analyses a query.
   *
   * @throws CityLakeException SQL_INVALID where it doesn't fit its inputs, or its answer would not
   *     be the same tomorrow
   */
  static QueryFrame open(SparkSession spark, QuerySql query, Map<TableName, Dataset<Row>> frames) {
    return new QueryFrame(spark, query, frames);
  }

  Dataset<Row> rows() {
    return rows;
  }

  private Dataset<Row> analysed(QuerySql query) {
    try {
      Dataset<Row> frame = spark.sql(query.over(views::get));
      verify(((org.apache.spark.sql.classic.Dataset<Row>) frame).queryExecution().analyzed());
      return frame;
    } catch (Exception e) {
      close();
      // Spark throws its checked exception unannounced.
      if (e instanceof AnalysisException invalid) {
        throw new CityLakeException(ErrorCode.SQL_INVALID, message(invalid), invalid);
      }
      if (e instanceof RuntimeException unchecked) {
        throw unchecked;
      }
      throw new IllegalStateException(e);
    }
  }

  private String message(AnalysisException e) {
    String text = e.getSimpleMessage();
    for (Map.Entry<TableName, String> each : views.entrySet()) {
      text = text.replace(each.getValue(), each.getKey().toString());
    }
    return "the query doesn't fit its inputs: " + text.lines().findFirst().orElse(text);
  }

  private static void verify(LogicalPlan plan) {
    for (LogicalPlan child : asJava(plan.children())) {
      verify(child);
    }
    for (LogicalPlan child : innerPlans(plan)) {
      verify(child);
    }
    asJava(plan.expressions()).forEach(QueryFrame::verify);
  }

  private static Iterable<LogicalPlan> innerPlans(LogicalPlan plan) {
    return plan instanceof org.apache.spark.sql.catalyst.plans.logical.WithCTE with
        ? java.util.List.copyOf(asJava(with.cteDefs()))
        : java.util.List.of();
  }

  private static void verify(Expression expression) {
    if (expression instanceof Nondeterministic
        || expression instanceof CurrentDate
        || expression instanceof CurrentTimestampLike
        || expression instanceof LocalTimestamp
        || expression instanceof CallMethodViaReflection) {
      throw new CityLakeException(
          ErrorCode.SQL_INVALID,
          "%s isn't allowed: the same rows must give the same answer whenever they are asked; take the time from the data, or ${bizdate}"
              .formatted(expression.prettyName()));
    }
    if (expression instanceof PlanExpression<?> subquery
        && subquery.plan() instanceof LogicalPlan plan) {
      verify(plan);
    }
    asJava(expression.children()).forEach(QueryFrame::verify);
  }

  @Override
  public void close() {
    views.values().forEach(view -> spark.catalog().dropTempView(view));
  }
}
