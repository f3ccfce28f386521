package io.citylake.lake.filter;

import static scala.jdk.javaapi.CollectionConverters.asJava;
import static scala.jdk.javaapi.CollectionConverters.asScala;

import java.util.List;
import org.apache.spark.sql.catalyst.expressions.BinaryComparison;
import org.apache.spark.sql.catalyst.expressions.EqualNullSafe;
import org.apache.spark.sql.catalyst.expressions.EqualTo;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.GreaterThan;
import org.apache.spark.sql.catalyst.expressions.GreaterThanOrEqual;
import org.apache.spark.sql.catalyst.expressions.In;
import org.apache.spark.sql.catalyst.expressions.InSet;
import org.apache.spark.sql.catalyst.expressions.KnownFloatingPointNormalized;
import org.apache.spark.sql.catalyst.expressions.LessThan;
import org.apache.spark.sql.catalyst.expressions.LessThanOrEqual;
import org.apache.spark.sql.catalyst.expressions.Literal;
import org.apache.spark.sql.catalyst.expressions.Or;
import org.apache.spark.sql.catalyst.optimizer.NormalizeNaNAndZero;
import org.apache.spark.sql.types.DoubleType;
import org.apache.spark.sql.types.FloatType;
import org.jspecify.annotations.Nullable;

/**
 * Comparisons of a column of floating-point numbers with a constant. To Spark NaN is itself and
 * greater than all else, and the zeros are one number; the bounds that Iceberg keeps of a file
 * leave NaN out, and to it -0.0 is less than 0.0. What is told as one number only isn't handed over
 * where that number is a zero.
 */
final class FloatComparison {
  private FloatComparison() {}

  static boolean isFloat(Expression column) {
    return column.dataType() instanceof DoubleType || column.dataType() instanceof FloatType;
  }

  /** What is compared with a constant; null where two columns are compared, or two constants. */
  static @Nullable Expression column(BinaryComparison comparison) {
    if (comparison.right().foldable()) {
      return comparison.left().foldable() ? null : comparison.left();
    }
    return comparison.left().foldable() ? comparison.right() : null;
  }

  /** Whether the column's value is less than the constant. */
  static boolean isBelow(BinaryComparison comparison) {
    return comparison.right().foldable()
        ? comparison instanceof LessThan || comparison instanceof LessThanOrEqual
        : comparison instanceof GreaterThan || comparison instanceof GreaterThanOrEqual;
  }

  /** What is true where the other is false; null for equality. */
  static @Nullable BinaryComparison opposite(BinaryComparison comparison) {
    Expression left = comparison.left();
    Expression right = comparison.right();
    if (comparison instanceof LessThan) {
      return new GreaterThanOrEqual(left, right);
    }
    if (comparison instanceof LessThanOrEqual) {
      return new GreaterThan(left, right);
    }
    if (comparison instanceof GreaterThan) {
      return new LessThanOrEqual(left, right);
    }
    return comparison instanceof GreaterThanOrEqual ? new LessThan(left, right) : null;
  }

  /**
   * The comparison as Iceberg answers it rightly.
   *
   * @param orNan whether NaN is true anyhow
   */
  static Expression of(BinaryComparison comparison, boolean orNan) {
    Expression column = column(comparison);
    if (column == null) {
      return comparison;
    }
    Expression other = comparison.left() == column ? comparison.right() : comparison.left();
    boolean equality = comparison instanceof EqualTo || comparison instanceof EqualNullSafe;
    if (!(other instanceof Literal literal)) {
      return with(comparison, normalized(column), other);
    }
    if (literal.value() == null) {
      return comparison;
    }
    if (isNan(literal)) {
      return equality ? comparison : with(comparison, normalized(column), literal);
    }
    if (equality) {
      return isZero(literal) ? with(comparison, normalized(column), literal) : comparison;
    }
    Expression exact = isZero(literal) ? besideZero(comparison, column) : comparison;
    return isBelow(comparison) || orNan
        ? exact
        : new Or(exact, new EqualTo(column, number(Double.NaN, column)));
  }

  /** As it is, unless it is of floating-point numbers with a zero or NaN among them. */
  static Expression membership(Expression membership) {
    Expression column = membership.children().head();
    if (!isFloat(column) || column instanceof KnownFloatingPointNormalized) {
      return membership;
    }
    if (membership instanceof InSet set) {
      return asJava(set.hset()).stream().anyMatch(each -> each != null && isSpecial(each))
          ? new InSet(normalized(column), set.hset())
          : set;
    }
    In in = (In) membership;
    return asJava(in.list()).stream()
            .anyMatch(
                each ->
                    each instanceof Literal literal
                        && literal.value() != null
                        && isSpecial(literal.value()))
        ? new In(normalized(column), in.list())
        : in;
  }

  static boolean isNan(Expression expression) {
    return expression instanceof Literal literal
        && literal.value() instanceof Number number
        && isFloat(literal)
        && Double.isNaN(number.doubleValue());
  }

  private static boolean isSpecial(Object value) {
    double number = ((Number) value).doubleValue();
    return number == 0 || Double.isNaN(number);
  }

  private static boolean isZero(Literal literal) {
    return literal.value() instanceof Number number && number.doubleValue() == 0;
  }

  /** The same value, in a form that Spark keeps to itself. */
  private static Expression normalized(Expression column) {
    return new KnownFloatingPointNormalized(new NormalizeNaNAndZero(column));
  }

  private static Expression with(BinaryComparison comparison, Expression column, Expression value) {
    Expression left = comparison.left().foldable() ? value : column;
    Expression right = comparison.left().foldable() ? column : value;
    return comparison.withNewChildren(asScala(List.of(left, right)).toSeq());
  }

  /**
   * A comparison with zero as one with the number next to both zeros. With the other zero it would
   * be the same to Spark, which then keeps what it had.
   */
  private static Expression besideZero(BinaryComparison comparison, Expression column) {
    double next = column.dataType() instanceof FloatType ? Float.MIN_VALUE : Double.MIN_VALUE;
    boolean strict = comparison instanceof LessThan || comparison instanceof GreaterThan;
    if (isBelow(comparison)) {
      return strict
          ? new LessThanOrEqual(column, number(-next, column))
          : new LessThan(column, number(next, column));
    }
    return strict
        ? new GreaterThanOrEqual(column, number(next, column))
        : new GreaterThan(column, number(-next, column));
  }

  private static Literal number(double value, Expression column) {
    Object number = column.dataType() instanceof FloatType ? (Object) (float) value : value;
    return new Literal(number, column.dataType());
  }
}
