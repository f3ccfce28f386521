package io.citylake.lake.filter;

import static scala.jdk.javaapi.CollectionConverters.asJava;

import java.util.function.UnaryOperator;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.SparkSessionExtensions;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.plans.logical.Filter;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.Project;
import org.apache.spark.sql.catalyst.plans.logical.ReplaceData;
import org.apache.spark.sql.catalyst.plans.logical.WriteDelta;
import org.apache.spark.sql.catalyst.rules.Rule;
import org.apache.spark.sql.execution.datasources.v2.DataSourceV2Relation;
import scala.runtime.AbstractFunction1;
import scala.runtime.BoxedUnit;

/**
 * Has filters over tables, and the conditions of {@code DELETE}, {@code UPDATE} and {@code MERGE},
 * answer as SQL does. Spark hands them to Iceberg, whose expressions know two values where SQL
 * knows three (apache/iceberg#1710), order NaN nowhere (#9130) and -0.0 before 0.0; where a
 * condition is one of partitions only, nobody looks at the rows again. What a condition says isn't
 * changed, only how it is put: see {@link ExactCondition}.
 *
 * <p>Public because Spark makes it by name, as one of {@code spark.sql.extensions}.
 */
public final class ExactFilters extends AbstractFunction1<SparkSessionExtensions, BoxedUnit> {
  @Override
  public BoxedUnit apply(SparkSessionExtensions extensions) {
    // Right before filters are handed over, so that no other rule puts them in another way.
    extensions.injectPreCBORule(rule(ExactFilters::filters));
    // Whether a DELETE drops whole files is decided earlier than that.
    extensions.injectOptimizerRule(rule(ExactFilters::rowLevel));
    return BoxedUnit.UNIT;
  }

  private static AbstractFunction1<SparkSession, Rule<LogicalPlan>> rule(
      UnaryOperator<LogicalPlan> change) {
    return new AbstractFunction1<>() {
      @Override
      public Rule<LogicalPlan> apply(SparkSession session) {
        return new Rule<>() {
          @Override
          public LogicalPlan apply(LogicalPlan plan) {
            return change.apply(plan);
          }
        };
      }
    };
  }

  private static LogicalPlan filters(LogicalPlan plan) {
    LogicalPlan changed =
        plan.mapChildren(
            new AbstractFunction1<LogicalPlan, LogicalPlan>() {
              @Override
              public LogicalPlan apply(LogicalPlan child) {
                return filters(child);
              }
            });
    if (changed instanceof Filter filter && isOfTable(filter.child())) {
      Expression exact = ExactCondition.of(filter.condition());
      return exact == filter.condition() ? filter : filter.copy(exact, filter.child());
    }
    return changed;
  }

  /** What Spark hands a filter through. */
  private static boolean isOfTable(LogicalPlan plan) {
    return (plan instanceof Project || plan instanceof Filter)
        ? isOfTable(asJava(plan.children()).get(0))
        : plan instanceof DataSourceV2Relation;
  }

  private static LogicalPlan rowLevel(LogicalPlan plan) {
    if (plan instanceof ReplaceData replace) {
      Expression exact = ExactCondition.of(replace.condition());
      return exact == replace.condition()
          ? replace
          : replace.copy(
              replace.table(),
              exact,
              replace.query(),
              replace.originalTable(),
              replace.projections(),
              replace.groupFilterCondition(),
              replace.write());
    }
    if (plan instanceof WriteDelta delta) {
      Expression exact = ExactCondition.of(delta.condition());
      return exact == delta.condition()
          ? delta
          : delta.copy(
              delta.table(),
              exact,
              delta.query(),
              delta.originalTable(),
              delta.projections(),
              delta.write());
    }
    return plan;
  }
}
