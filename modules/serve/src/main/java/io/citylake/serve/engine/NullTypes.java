package io.citylake.serve.engine;

import io.citylake.serve.engine.ServedQuery.NullType;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.catalyst.expressions.Cast;
import org.apache.spark.sql.catalyst.expressions.Cast$;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.Literal;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import scala.Option;
import scala.collection.Seq;
import scala.jdk.javaapi.CollectionConverters;

/** What the nulls of a statement are cast to, by their places in its text. */
final class NullTypes {
  private final Map<Integer, NullType> found = new TreeMap<>();

  private NullTypes() {}

  static Map<Integer, NullType> of(LogicalPlan analysed) {
    NullTypes types = new NullTypes();
    types.plan(analysed);
    return types.found;
  }

  private void plan(LogicalPlan plan) {
    each(plan.expressions(), this::expression);
    each(plan.subqueries(), this::plan);
    each(plan.children(), this::plan);
  }

  private void expression(Expression expression) {
    if (expression instanceof Cast cast
        && cast.child() instanceof Literal literal
        && literal.value() == null) {
      Option<?> place = literal.origin().startIndex();
      if (place.isDefined() && place.get() instanceof Integer index) {
        boolean written = cast.getTagValue(Cast$.MODULE$.USER_SPECIFIED_CAST()).isDefined();
        found.put(index, new NullType(cast.dataType(), written));
      }
    }
    each(expression.children(), this::expression);
  }

  private static <T> void each(Seq<? extends T> many, java.util.function.Consumer<T> work) {
    CollectionConverters.asJava(many).forEach(work);
  }
}
