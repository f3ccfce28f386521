package io.citylake.check.expression;

import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.catalyst.expressions.CallMethodViaReflection;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.PlanExpression;
import org.apache.spark.sql.catalyst.expressions.UserDefinedExpression;
import org.jspecify.annotations.Nullable;
import scala.Function1;
import scala.jdk.javaapi.OptionConverters;

/**
 * Says what in a resolved condition must not be there: a condition may look at its row and nothing
 * else, so that a replay gives the same answer and a contract cannot run code.
 */
final class ExpressionGuard {
  private static final String OWN_PACKAGE = "org.apache.spark.sql.catalyst.expressions.";

  /** Spark calls these deterministic within a query, but they depend on who asks and when. */
  private static final Set<String> SURROUNDINGS =
      Set.of(
          "CurrentCatalog",
          "CurrentDatabase",
          "CurrentDate",
          "CurrentTime",
          "CurrentTimeZone",
          "CurrentTimestamp",
          "CurrentUser",
          "LocalTimestamp",
          "Now",
          "SparkVersion");

  private ExpressionGuard() {}

  /** The first thing that is forbidden, in words. */
  static Optional<String> objection(Expression condition) {
    Function1<Expression, Object> forbidden = each -> reason(each) != null;
    return OptionConverters.toJava(condition.find(forbidden)).map(each -> reason(each));
  }

  private static @Nullable String reason(Expression each) {
    String name = each.getClass().getSimpleName();
    if (each instanceof PlanExpression) {
      return "it holds a subquery";
    } else if (each instanceof CallMethodViaReflection || name.equals("TryReflect")) {
      return "it calls Java code";
    } else if (each instanceof UserDefinedExpression
        || !each.getClass().getName().startsWith(OWN_PACKAGE)) {
      return "it calls a function that is not Spark's own (" + each.prettyName() + ")";
    } else if (SURROUNDINGS.contains(name)) {
      return "it depends on more than the row (" + each.prettyName() + ")";
    } else if (name.equals("RaiseError")) {
      return "it raises errors; a condition that is false says enough";
    } else if (each.children().isEmpty() && !each.deterministic()) {
      return "it gives another answer each time (" + each.prettyName() + ")";
    } else if (!each.deterministic() && each.children().forall(child -> child.deterministic())) {
      return "it gives another answer each time (" + each.prettyName() + ")";
    }
    return null;
  }
}
