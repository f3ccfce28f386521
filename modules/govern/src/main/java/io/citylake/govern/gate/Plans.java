package io.citylake.govern.gate;

import static scala.jdk.javaapi.CollectionConverters.asJava;

import io.citylake.engine.Wanted;
import io.citylake.govern.bounds.Replacing;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.OuterReference;
import org.apache.spark.sql.catalyst.expressions.PlanExpression;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.SubqueryAlias;
import org.apache.spark.sql.catalyst.plans.logical.UnresolvedWith;
import org.apache.spark.sql.classic.Dataset;
import org.apache.spark.sql.classic.Dataset$;
import org.apache.spark.sql.classic.SparkSession;
import org.jspecify.annotations.Nullable;
import scala.Tuple3;

/** Walks over plans that leave nothing out: children, subqueries of any expression, WITH. */
final class Plans {
  private Plans() {}

  /** A plan as a query, whose planning ends where nobody wants it any more. */
  static Dataset<Row> rows(SparkSession session, LogicalPlan plan) {
    return Dataset$.MODULE$.ofRows(
        session, plan, Wanted.tracker(), Dataset$.MODULE$.ofRows$default$4());
  }

  static void forEach(LogicalPlan plan, Consumer<LogicalPlan> visitor) {
    visitor.accept(plan);
    if (plan instanceof UnresolvedWith with) {
      for (Tuple3<String, SubqueryAlias, ?> each : asJava(with.cteRelations())) {
        forEach(each._2(), visitor);
      }
    }
    asJava(plan.children()).forEach(child -> forEach(child, visitor));
    asJava(plan.expressions())
        .forEach(
            expression ->
                forEach(
                    expression,
                    each -> {
                      if (each instanceof PlanExpression<?> subquery) {
                        forEach((LogicalPlan) subquery.plan(), visitor);
                      }
                    }));
  }

  /** Whether every node is such; it looks no further than the first that isn't. */
  static boolean all(LogicalPlan plan, Predicate<LogicalPlan> such) {
    if (!such.test(plan)) {
      return false;
    }
    if (plan instanceof UnresolvedWith with) {
      for (Tuple3<String, SubqueryAlias, ?> each : asJava(with.cteRelations())) {
        if (!all(each._2(), such)) {
          return false;
        }
      }
    }
    return asJava(plan.children()).stream().allMatch(child -> all(child, such))
        && allExpressions(
            plan,
            each ->
                !(each instanceof PlanExpression<?> subquery)
                    || all((LogicalPlan) subquery.plan(), such));
  }

  /** Whether every expression of a plan's own node, and all that it consists of, is such. */
  static boolean allExpressions(LogicalPlan node, Predicate<Expression> such) {
    return asJava(node.expressions()).stream().allMatch(each -> all(each, such));
  }

  static boolean all(Expression expression, Predicate<Expression> such) {
    return such.test(expression)
        && (!(expression instanceof OuterReference outer) || all((Expression) outer.e(), such))
        && asJava(expression.children()).stream().allMatch(child -> all(child, such));
  }

  static boolean exists(Expression expression, Predicate<Expression> such) {
    return !all(expression, such.negate());
  }

  /**
   * The expressions of a plan's own node and all that they consist of, without subqueries' plans.
   */
  static void expressions(LogicalPlan node, Consumer<Expression> visitor) {
    asJava(node.expressions()).forEach(each -> forEach(each, visitor));
  }

  static void forEach(Expression expression, Consumer<Expression> visitor) {
    visitor.accept(expression);
    if (expression instanceof OuterReference outer) {
      forEach((Expression) outer.e(), visitor);
    }
    asJava(expression.children()).forEach(child -> forEach(child, visitor));
  }

  /** The plan with nodes replaced, also in subqueries; null leaves a node as it is. */
  static LogicalPlan replace(
      LogicalPlan plan, Function<LogicalPlan, @Nullable LogicalPlan> change) {
    return plan.transformDownWithSubqueries(new Replacing<>(change));
  }

  /** The plan with expressions replaced, also in subqueries. */
  static LogicalPlan replaceExpressions(
      LogicalPlan plan, Function<Expression, @Nullable Expression> change) {
    return plan.transformAllExpressionsWithSubqueries(new Replacing<>(change));
  }

  /** The expression with parts replaced; null leaves a part as it is. */
  static Expression replace(
      Expression expression, Function<Expression, @Nullable Expression> change) {
    return expression.transformDown(new Replacing<>(change));
  }
}
