package io.citylake.govern.masked;

import static scala.jdk.javaapi.CollectionConverters.asJava;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.RuntimeReplaceable;
import org.apache.spark.sql.catalyst.expressions.WindowExpression;
import org.apache.spark.sql.catalyst.expressions.aggregate.AggregateExpression;
import org.apache.spark.sql.catalyst.expressions.aggregate.AggregateFunction;
import org.apache.spark.sql.catalyst.expressions.aggregate.Count;
import org.apache.spark.sql.catalyst.expressions.aggregate.MaxBy;
import org.apache.spark.sql.catalyst.expressions.aggregate.MaxMinBy;
import org.apache.spark.sql.catalyst.expressions.aggregate.PivotFirst;

/** What functions over several rows make of masked values: they show some, or they mislead. */
final class MaskedTotals {
  /** They answer what they were given, of one row or of all. */
  private static final Set<String> SHOWING =
      Set.of("AnyValue", "CollectList", "First", "Lag", "Last", "Lead", "ListAgg", "NthValue");

  /** They only ask which values are equal. */
  private static final Set<String> TELLING_APART =
      Set.of("CollectSet", "HyperLogLogPlusPlus", "Mode");

  private static final Set<String> ORDERING = Set.of("Max", "Min");

  private final MaskedExpressions expressions;

  MaskedTotals(MaskedExpressions expressions) {
    this.expressions = expressions;
  }

  MaskedValue of(AggregateExpression total, Scope scope) {
    if (total.filter().isDefined()) {
      expressions.require(total.filter().get(), "FILTER", scope);
    }
    if (total.isDistinct()) {
      asJava(total.aggregateFunction().children())
          .forEach(each -> expressions.tellApart(each, "DISTINCT", scope));
      if (total.aggregateFunction() instanceof Count) {
        return MaskedValue.NONE;
      }
    }
    return of(total.aggregateFunction(), scope);
  }

  /** Also of one that only windows have. */
  MaskedValue of(AggregateFunction function, Scope scope) {
    if (function instanceof RuntimeReplaceable replaced
        && replaced.replacement() instanceof AggregateFunction meant) {
      return of(meant, scope);
    } else if (function instanceof MaxMinBy by) {
      expressions.order(by.orderingExpr(), by instanceof MaxBy ? "MAX_BY" : "MIN_BY", scope);
      return expressions.of(by.valueExpr(), scope);
    } else if (function instanceof PivotFirst pivot) {
      expressions.tellApart(pivot.pivotColumn(), "PIVOT", scope);
      return expressions.of(pivot.valueColumn(), scope).changed();
    }
    return ofGiven(function, asJava(function.children()), scope);
  }

  MaskedValue of(WindowExpression window, Scope scope) {
    asJava(window.windowSpec().partitionSpec())
        .forEach(each -> expressions.tellApart(each, "PARTITION BY", scope));
    asJava(window.windowSpec().orderSpec())
        .forEach(each -> expressions.order(each.child(), "ORDER BY", scope));
    Expression function = window.windowFunction();
    return function instanceof AggregateExpression total
        ? of(total, scope)
        : function instanceof AggregateFunction own
            ? of(own, scope)
            : ofGiven(function, asJava(function.children()), scope);
  }

  private MaskedValue ofGiven(Expression function, List<Expression> given, Scope scope) {
    List<MaskedValue> values = expressions.all(given, scope);
    MaskedValue all = MaskedValue.computed(values);
    String kind = function.getClass().getSimpleName();
    String where = function.prettyName().toUpperCase(Locale.ROOT);
    if (all.isNone()) {
      return all;
    } else if (SHOWING.contains(kind)) {
      return values.get(0).isNone() || values.size() == 1 ? values.get(0) : all;
    } else if (function instanceof Count && values.stream().allMatch(MaskedTotals::isCounted)) {
      return MaskedValue.NONE;
    } else if (TELLING_APART.contains(kind)) {
      values.forEach(each -> MaskedExpressions.tellApart(each, where));
      return kind.equals("HyperLogLogPlusPlus") ? MaskedValue.NONE : all;
    } else if (ORDERING.contains(kind)) {
      throw Misleading.order(values.get(0), where);
    }
    throw Misleading.use(all, where);
  }

  private static boolean isCounted(MaskedValue value) {
    return value.isNone() || value.isOf(MaskedColumn::keepsNulls);
  }
}
