package io.citylake.govern.gate;

import static scala.jdk.javaapi.CollectionConverters.asJava;
import static scala.jdk.javaapi.CollectionConverters.asScala;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.catalyst.expressions.And;
import org.apache.spark.sql.catalyst.expressions.AttributeReference;
import org.apache.spark.sql.catalyst.expressions.Cast;
import org.apache.spark.sql.catalyst.expressions.EqualTo;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.GreaterThan;
import org.apache.spark.sql.catalyst.expressions.GreaterThanOrEqual;
import org.apache.spark.sql.catalyst.expressions.In;
import org.apache.spark.sql.catalyst.expressions.LessThan;
import org.apache.spark.sql.catalyst.expressions.LessThanOrEqual;
import org.apache.spark.sql.catalyst.expressions.Literal;
import org.apache.spark.sql.catalyst.plans.logical.Filter;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.SubqueryAlias;
import org.apache.spark.sql.execution.datasources.v2.DataSourceV2Relation;

/**
 * Which of a caller's conditions may also stand below the barrier, so that a filtered table is
 * pruned by its partitions: those that compare a column as it is with constants. They can't fail,
 * and what they cost doesn't depend on a row. All conditions stay above the barrier as well.
 */
final class HarmlessConditions {
  private HarmlessConditions() {}

  /** By reference to a table; none for most. */
  static Map<DataSourceV2Relation, List<Expression>> of(LogicalPlan analysed) {
    Map<DataSourceV2Relation, List<Expression>> found = new HashMap<>();
    Plans.forEach(
        analysed,
        node -> {
          if (node instanceof Filter filter
              && below(filter.child()) instanceof DataSourceV2Relation relation) {
            collect(filter.condition(), found.computeIfAbsent(relation, each -> new ArrayList<>()));
          }
        });
    return found;
  }

  private static LogicalPlan below(LogicalPlan plan) {
    return plan instanceof SubqueryAlias alias ? below(alias.child()) : plan;
  }

  private static void collect(Expression condition, List<Expression> harmless) {
    if (condition instanceof And and) {
      collect(and.left(), harmless);
      collect(and.right(), harmless);
    } else if (isComparison(condition)
        && asJava(condition.children()).stream().allMatch(HarmlessConditions::isPlain)
        && asJava(condition.children()).stream()
                .filter(AttributeReference.class::isInstance)
                .count()
            == 1) {
      harmless.add(condition);
    }
  }

  static boolean isComparison(Expression condition) {
    return condition instanceof EqualTo
        || condition instanceof LessThan
        || condition instanceof LessThanOrEqual
        || condition instanceof GreaterThan
        || condition instanceof GreaterThanOrEqual
        || condition instanceof In;
  }

  private static boolean isPlain(Expression operand) {
    return operand instanceof AttributeReference || constant(operand).isPresent();
  }

  /** What a constant comes to, as the decimal 0.1 that is compared with a double. */
  static Optional<Literal> constant(Expression operand) {
    if (operand instanceof Literal literal) {
      return Optional.of(literal);
    }
    if (!(operand instanceof Cast cast && cast.child() instanceof Literal && cast.resolved())) {
      return Optional.empty();
    }
    try {
      return Optional.of(new Literal(cast.eval(null), cast.dataType()));
    } catch (RuntimeException e) {
      // It will fail where the caller wrote it.
      return Optional.empty();
    }
  }

  /** The columns that a condition compares. */
  static List<String> columns(Expression condition) {
    return asJava(condition.references().toSeq()).stream().map(each -> each.name()).toList();
  }

  /** The same over the columns of another plan, by name. */
  static Expression over(LogicalPlan plan, Expression condition) {
    List<Expression> operands = new ArrayList<>();
    for (Expression each : asJava(condition.children())) {
      operands.add(
          each instanceof AttributeReference column
              ? attribute(plan, column.name())
              : constant(each).orElseThrow());
    }
    return condition.withNewChildren(asScala(operands).toSeq());
  }

  private static Expression attribute(LogicalPlan plan, String name) {
    return asJava(plan.output()).stream()
        .filter(each -> each.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("no column " + name));
  }
}
