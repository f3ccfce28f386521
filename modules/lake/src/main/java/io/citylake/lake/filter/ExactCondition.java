package io.citylake.lake.filter;

import static scala.jdk.javaapi.CollectionConverters.asJava;
import static scala.jdk.javaapi.CollectionConverters.asScala;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.catalyst.expressions.And;
import org.apache.spark.sql.catalyst.expressions.ApplyFunctionExpression;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.BinaryComparison;
import org.apache.spark.sql.catalyst.expressions.EqualNullSafe;
import org.apache.spark.sql.catalyst.expressions.EqualTo;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.GetStructField;
import org.apache.spark.sql.catalyst.expressions.In;
import org.apache.spark.sql.catalyst.expressions.InSet;
import org.apache.spark.sql.catalyst.expressions.IsNotNull;
import org.apache.spark.sql.catalyst.expressions.KnownNullable;
import org.apache.spark.sql.catalyst.expressions.Literal;
import org.apache.spark.sql.catalyst.expressions.Not;
import org.apache.spark.sql.catalyst.expressions.Or;
import org.apache.spark.sql.catalyst.expressions.StartsWith;
import org.apache.spark.sql.catalyst.expressions.objects.Invoke;
import org.apache.spark.sql.catalyst.expressions.objects.StaticInvoke;

/**
 * A condition that is true for the same rows as another, and for which Iceberg's two-valued logic
 * finds the same: where the other is unknown it is false. Nulls are ruled out by name where Iceberg
 * takes them for an answer, in negations and in what is less than something. How floating-point
 * numbers are compared is {@link FloatComparison}'s.
 */
final class ExactCondition {
  /** What is known not to be null wherever this part of the condition counts. */
  private final List<Expression> present;

  /** What is said to be NaN as another choice beside this part. */
  private final List<Expression> orNan;

  /** Whether this is a part of one of several choices. */
  private final boolean choice;

  private ExactCondition(List<Expression> present, List<Expression> orNan, boolean choice) {
    this.present = present;
    this.orNan = orNan;
    this.choice = choice;
  }

  /** The same object where nothing is to be changed; that of its result is its result. */
  static Expression of(Expression condition) {
    return new ExactCondition(List.of(), List.of(), false).whereTrue(condition);
  }

  private Expression whereTrue(Expression condition) {
    if (condition instanceof And) {
      List<Expression> all = new ArrayList<>(present);
      collectPresent(condition, all);
      return new ExactCondition(all, List.of(), choice).eachOf(condition, And.class);
    }
    if (condition instanceof Or) {
      List<Expression> nan = new ArrayList<>();
      collectNan(condition, nan);
      return new ExactCondition(present, nan, true).eachOf(condition, Or.class);
    }
    if (condition instanceof Not not) {
      return whereFalse(not);
    }
    if (condition instanceof In || condition instanceof InSet) {
      return FloatComparison.membership(condition);
    }
    if (condition instanceof StartsWith starts) {
      return keptFromNull(starts);
    }
    return condition instanceof BinaryComparison comparison ? compared(comparison) : condition;
  }

  private Expression eachOf(Expression condition, Class<? extends Expression> kind) {
    if (!kind.isInstance(condition)) {
      return whereTrue(condition);
    }
    Expression left = condition.children().head();
    Expression right = condition.children().last();
    Expression newLeft = eachOf(left, kind);
    Expression newRight = eachOf(right, kind);
    return newLeft == left && newRight == right
        ? condition
        : condition.withNewChildren(asScala(List.of(newLeft, newRight)).toSeq());
  }

  /** Where the negated is false; where it is unknown its negation is no more true than it is. */
  private Expression whereFalse(Not negation) {
    Expression negated = negation.child();
    if (negated instanceof Not twice) {
      return whereTrue(twice.child());
    }
    if (negated instanceof And and) {
      return whereTrue(new Or(new Not(and.left()), new Not(and.right())));
    }
    if (negated instanceof Or or) {
      return whereTrue(new And(new Not(or.left()), new Not(or.right())));
    }
    if (negated instanceof In || negated instanceof InSet) {
      return hasNull(negated)
          ? Literal.FalseLiteral()
          : negated(negation, FloatComparison.membership(negated));
    }
    if (negated instanceof BinaryComparison comparison) {
      return notCompared(negation, comparison);
    }
    if (negated instanceof StartsWith starts) {
      return negated(negation, keptFromNull(starts));
    }
    return isColumn(negated) ? guarded(negated, negation) : negation;
  }

  private Expression compared(BinaryComparison comparison) {
    Expression column = FloatComparison.column(comparison);
    if (column == null || !isColumn(column)) {
      return comparison;
    }
    Expression exact =
        FloatComparison.isFloat(column)
            ? FloatComparison.of(comparison, orNan.stream().anyMatch(column::semanticEquals))
            : comparison;
    // Iceberg has null before everything.
    return FloatComparison.isBelow(comparison) ? guarded(column, exact) : exact;
  }

  private Expression notCompared(Not negation, BinaryComparison comparison) {
    Expression column = FloatComparison.column(comparison);
    if (column == null || !isColumn(column)) {
      return negation;
    }
    if (FloatComparison.isFloat(column)) {
      BinaryComparison opposite = FloatComparison.opposite(comparison);
      if (opposite != null) {
        return compared(opposite);
      }
      Expression exact = negated(negation, FloatComparison.of(comparison, false));
      return comparison instanceof EqualNullSafe ? exact : guarded(column, exact);
    }
    return comparison instanceof EqualNullSafe ? negation : guarded(column, negation);
  }

  private static Expression negated(Not negation, Expression exact) {
    return exact == negation.child() ? negation : new Not(exact);
  }

  /**
   * Where a partition is null, Iceberg fails on what begins with something. Without a choice such
   * partitions are left out before.
   */
  private Expression keptFromNull(StartsWith starts) {
    Expression column = starts.left();
    return isColumn(column) && column.nullable() && (choice || mayBeNull(column))
        ? starts.copy(new KnownNullable(column), starts.right())
        : starts;
  }

  private Expression guarded(Expression column, Expression condition) {
    return mayBeNull(column) ? new And(new IsNotNull(column), condition) : condition;
  }

  private boolean mayBeNull(Expression column) {
    return column.nullable() && present.stream().noneMatch(column::semanticEquals);
  }

  private static void collectPresent(Expression condition, List<Expression> found) {
    if (condition instanceof And and) {
      collectPresent(and.left(), found);
      collectPresent(and.right(), found);
    } else if (condition instanceof IsNotNull some) {
      found.add(some.child());
    }
  }

  private static void collectNan(Expression condition, List<Expression> found) {
    if (condition instanceof Or or) {
      collectNan(or.left(), found);
      collectNan(or.right(), found);
    } else if (condition instanceof EqualTo equal && FloatComparison.isNan(equal.right())) {
      found.add(equal.left());
    }
  }

  /** What Spark may hand over to be compared: a column, a field of it, a function of Iceberg's. */
  private static boolean isColumn(Expression expression) {
    return expression instanceof Attribute
        || (expression instanceof GetStructField field && isColumn(field.child()))
        || expression instanceof ApplyFunctionExpression
        || expression instanceof StaticInvoke
        || expression instanceof Invoke;
  }

  /** NOT IN a list with a null is true for no row; Iceberg is told of the rest of the list. */
  private static boolean hasNull(Expression membership) {
    return membership instanceof InSet set
        ? set.hset().contains(null)
        : asJava(((In) membership).list()).stream()
            .anyMatch(each -> each instanceof Literal literal && literal.value() == null);
  }
}
