package io.citylake.engine;

import static scala.jdk.javaapi.CollectionConverters.asScala;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.analysis.PosParameterizedQuery;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.Literal$;
import org.apache.spark.sql.catalyst.parser.ParseException;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.jspecify.annotations.Nullable;

/**
 * Statements with values in the places of their {@code ?}. Values go into the plan, never into a
 * text. Spark 4.1's own {@code sql(text, values)} puts the values of five markers and more in each
 * other's places, so nobody calls that.
 */
public final class BoundSql {
  private BoundSql() {}

  /** A parsed statement with its values, in the order of its markers. */
  public static LogicalPlan bind(LogicalPlan parsed, List<? extends @Nullable Object> values) {
    if (values.isEmpty()) {
      return parsed;
    }
    List<Expression> literals = new ArrayList<>();
    for (@Nullable Object each : values) {
      literals.add(Literal$.MODULE$.apply(each));
    }
    return new PosParameterizedQuery(parsed, asScala(literals).toSeq());
  }

  /**
   * What {@code spark.sql} would give; a command is run at once.
   *
   * @throws ParseException where the text is no statement
   */
  public static Dataset<Row> query(
      SparkSession spark, String statement, List<? extends @Nullable Object> values)
      throws ParseException {
    if (values.isEmpty()) {
      return spark.sql(statement);
    }
    var session = (org.apache.spark.sql.classic.SparkSession) spark;
    LogicalPlan parsed = session.sessionState().sqlParser().parsePlan(statement);
    return org.apache.spark.sql.classic.Dataset.ofRows(session, bind(parsed, values));
  }
}
