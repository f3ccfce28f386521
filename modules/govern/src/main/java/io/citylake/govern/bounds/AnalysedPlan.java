package io.citylake.govern.bounds;

import static scala.jdk.javaapi.CollectionConverters.asJava;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.catalyst.expressions.Alias;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.ExprId;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.MapZipWith;
import org.apache.spark.sql.catalyst.expressions.PlanExpression;
import org.apache.spark.sql.catalyst.expressions.RandStr;
import org.apache.spark.sql.catalyst.expressions.RoundBase;
import org.apache.spark.sql.catalyst.expressions.Stack;
import org.apache.spark.sql.catalyst.expressions.aggregate.ApproximatePercentile;
import org.apache.spark.sql.catalyst.expressions.aggregate.HistogramNumeric;
import org.apache.spark.sql.catalyst.plans.logical.CTERelationDef;
import org.apache.spark.sql.catalyst.plans.logical.CTERelationRef;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.Range;
import org.apache.spark.sql.catalyst.plans.logical.RebalancePartitions;
import org.apache.spark.sql.catalyst.plans.logical.RepartitionOperation;

/**
 * An analysed plan, bounded before it is optimised: the optimiser writes what a name stands for
 * into what uses it, so that {@code a + a AS b}, {@code b + b AS c} and so on double each time.
 */
public final class AnalysedPlan {
  private static final int MOST_PARTS = 100_000;

  /** How many parts a column's formula has, down to columns of tables. */
  private final Map<ExprId, Long> formulas = new HashMap<>();

  private final Map<Long, List<Long>> named = new HashMap<>();

  private AnalysedPlan() {}

  /**
   * Refuses a plan that the optimiser could make too large.
   *
   * @throws io.citylake.model.CityLakeException STATEMENT_TOO_LARGE, or LIMIT_EXCEEDED where a
   *     function would make too much
   */
  public static void require(LogicalPlan analysed) {
    new AnalysedPlan().visit(analysed);
  }

  /** The plan with bounds on what its aggregates keep; what was decided on it stays. */
  public static LogicalPlan bounded(LogicalPlan analysed) {
    return BoundedAggregate.in(analysed);
  }

  private void visit(LogicalPlan plan) {
    asJava(plan.children()).forEach(this::visit);
    if (plan instanceof CTERelationRef reference) {
      List<Long> sizes = named.getOrDefault(reference.cteId(), List.of());
      List<Attribute> columns = asJava(reference.output());
      for (int i = 0; i < Math.min(sizes.size(), columns.size()); i++) {
        formulas.put(columns.get(i).exprId(), sizes.get(i));
      }
    }
    asJava(plan.expressions()).forEach(this::size);
    if (plan instanceof Range range
        && range.numSlices().isDefined()
        && range.numSlices().get() instanceof Integer partitions) {
      Bound.PARTITIONS.require(partitions, "range");
    }
    if (plan instanceof RepartitionOperation hint) {
      Bound.PARTITIONS.require(hint.numPartitions(), "repartition");
    }
    if (plan instanceof RebalancePartitions hint) {
      Bound.PARTITIONS.require(hint.numPartitions(), "rebalance");
    }
    StatementSize.COLUMNS.require(plan.output().size(), WrittenPlan.MOST_COLUMNS);
    if (plan instanceof CTERelationDef definition) {
      List<Long> sizes = new ArrayList<>();
      asJava(definition.output())
          .forEach(each -> sizes.add(formulas.getOrDefault(each.exprId(), 1L)));
      named.put(definition.id(), sizes);
    }
  }

  /** Spark itself refuses what is no constant. */
  private static void requireKept(Expression written, String function) {
    if (written.foldable() && written.eval(null) instanceof Number values) {
      Bound.KEPT.require(values.doubleValue(), function);
    }
  }

  private long size(Expression expression) {
    if (expression instanceof Attribute column) {
      return formulas.getOrDefault(column.exprId(), 1L);
    }
    if (expression instanceof PlanExpression<?> subquery) {
      visit((LogicalPlan) subquery.plan());
    }
    if (expression instanceof RandStr text && text.length().eval(null) instanceof Number length) {
      Bound.CHARACTERS.require(length.doubleValue(), "randstr");
    }
    if (expression instanceof RoundBase round) {
      Bound.DIGITS.require(Math.abs((double) round._scale()), round.prettyName());
    }
    if (expression instanceof ApproximatePercentile percentile) {
      requireKept(percentile.accuracyExpression(), percentile.prettyName());
    }
    if (expression instanceof HistogramNumeric histogram) {
      requireKept(histogram.nBins(), histogram.prettyName());
    }
    if (expression instanceof MapZipWith zip) {
      WrittenArguments.requireKeys(zip);
    }
    if (expression instanceof Stack stack
        && stack.children().head().eval(null) instanceof Number rows) {
      Bound.ROWS.require(rows.doubleValue(), "stack");
    }
    long size = 1;
    for (Expression child : asJava(expression.children())) {
      size += size(child);
      StatementSize.FORMULA.require(size, MOST_PARTS);
    }
    if (expression instanceof Alias alias) {
      formulas.put(alias.exprId(), size);
    }
    return size;
  }
}
