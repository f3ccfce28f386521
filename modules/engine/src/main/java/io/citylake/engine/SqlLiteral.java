package io.citylake.engine;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import org.apache.spark.sql.types.BinaryType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DateType;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.DoubleType;
import org.apache.spark.sql.types.FloatType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.TimestampType;
import org.jspecify.annotations.Nullable;

/**
 * Values as SQL that means the same whoever reads it: no zone, calendar, locale, escape or variable
 * of a session or a machine has a say. A value leaves Spark as {@link #plain}: instants as
 * microseconds, days as their number since 1970, texts and bytes as hexadecimal digits, all else as
 * it is; {@link #of} says that as SQL again. This is the one place that prints literals.
 */
public final class SqlLiteral {
  private SqlLiteral() {}

  /** SQL of an expression's values in the form that the other methods take. */
  public static String plain(String expression, DataType type) {
    if (type instanceof TimestampType) {
      return "unix_micros(" + expression + ")";
    }
    if (type instanceof DateType) {
      return "unix_date(" + expression + ")";
    }
    return type instanceof StringType || type instanceof BinaryType
        ? "hex(" + expression + ")"
        : expression;
  }

  /**
   * SQL of a value.
   *
   * @param plain from {@link #plain}; null for NULL
   * @param type what the SQL is of
   */
  public static String of(@Nullable Object plain, DataType type) {
    if (plain != null && type instanceof TimestampType) {
      return "timestamp_micros(" + plain + "L)";
    }
    if (plain != null && type instanceof DateType) {
      return "date_from_unix_date(" + plain + ")";
    }
    return "CAST(" + untyped(plain, type) + " AS " + type.sql() + ")";
  }

  private static String untyped(@Nullable Object plain, DataType type) {
    if (plain == null) {
      return "NULL";
    }
    if (type instanceof StringType || type instanceof BinaryType) {
      return "X'" + plain + "'";
    }
    if (type instanceof DecimalType) {
      return ((BigDecimal) plain).toPlainString() + "BD";
    }
    return type instanceof DoubleType || type instanceof FloatType
        ? floating(((Number) plain).doubleValue())
        : plain.toString().toLowerCase(Locale.ROOT);
  }

  private static String floating(double number) {
    return Double.isFinite(number) ? number + "D" : "'" + number + "'";
  }

  /**
   * SQL that is true where an expression gives one of the values, and else false or unknown.
   *
   * @param values from {@link #plain}; null is a value like any other
   */
  public static String among(
      String expression, Collection<? extends @Nullable Object> values, DataType type) {
    List<String> choices = new ArrayList<>();
    List<String> listed = new ArrayList<>();
    for (Object value : values) {
      if (value == null) {
        choices.add(expression + " IS NULL");
      } else if (isNan(value)) {
        choices.add("isnan(" + expression + ")");
      } else {
        listed.add(of(value, type));
        // To SQL they are equal, and to the bounds that files are skipped by they are not.
        if (isZero(value)) {
          listed.add(of(-0.0, type));
        }
      }
    }
    if (!listed.isEmpty()) {
      choices.add(expression + " IN (" + String.join(", ", listed) + ")");
    }
    return choices.isEmpty() ? "false" : "(" + String.join(" OR ", choices) + ")";
  }

  private static boolean isNan(Object value) {
    return (value instanceof Double || value instanceof Float)
        && Double.isNaN(((Number) value).doubleValue());
  }

  private static boolean isZero(Object value) {
    return (value instanceof Double || value instanceof Float)
        && ((Number) value).doubleValue() == 0;
  }
}
