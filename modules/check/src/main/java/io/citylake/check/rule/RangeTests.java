package io.citylake.check.rule;

import io.citylake.contract.dataset.ColumnType;
import io.citylake.contract.dataset.ColumnType.Simple;
import io.citylake.contract.dataset.Rule;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;

/** {@code range} for numbers, dates and timestamps. */
final class RangeTests {
  private static final BigDecimal LEAST = BigDecimal.valueOf(Long.MIN_VALUE);
  private static final BigDecimal MOST = BigDecimal.valueOf(Long.MAX_VALUE);

  private RangeTests() {}

  static RuleTest compile(Rule.Range range, ColumnType type, ZoneId zone) {
    if (range.min() == null && range.max() == null) {
      throw new IllegalArgumentException("it has neither min nor max");
    }
    String message = message(range);
    if (type == Simple.DOUBLE) {
      return ofDouble(range, message);
    } else if (type instanceof ColumnType.Decimal) {
      return ofDecimal(range, message);
    } else if (RuleScope.isNumber(type)) {
      return ofLong(lowest(range), highest(range), message);
    } else if (type == Simple.DATE || type == Simple.TIMESTAMP) {
      String min = range.min();
      String max = range.max();
      long least = min == null ? Long.MIN_VALUE : number(Literal.parse(type, min, zone));
      long most = max == null ? Long.MAX_VALUE : number(Literal.parse(type, max, zone));
      return ofLong(
          min != null && range.minExclusive() ? least + 1 : least,
          max != null && range.maxExclusive() ? most - 1 : most,
          message);
    }
    throw new IllegalArgumentException("it does not apply to a column of type " + type);
  }

  private static RuleTest ofLong(long least, long most, String message) {
    return (value, row) -> {
      long number = number(value);
      return number >= least && number <= most ? null : message;
    };
  }

  private static RuleTest ofDouble(Rule.Range range, String message) {
    BigDecimal min = Literal.decimal(range.min());
    BigDecimal max = Literal.decimal(range.max());
    double least = min == null ? Double.NEGATIVE_INFINITY : min.doubleValue();
    double most = max == null ? Double.POSITIVE_INFINITY : max.doubleValue();
    boolean minExclusive = range.minExclusive();
    boolean maxExclusive = range.maxExclusive();
    return (value, row) -> {
      double number = (Double) value;
      boolean low = minExclusive ? number <= least : number < least;
      boolean high = maxExclusive ? number >= most : number > most;
      return low || high ? message : null;
    };
  }

  private static RuleTest ofDecimal(Rule.Range range, String message) {
    BigDecimal min = Literal.decimal(range.min());
    BigDecimal max = Literal.decimal(range.max());
    int least = range.minExclusive() ? 1 : 0;
    int most = range.maxExclusive() ? -1 : 0;
    return (value, row) -> {
      BigDecimal number = (BigDecimal) value;
      boolean fits =
          (min == null || number.compareTo(min) >= least)
              && (max == null || number.compareTo(max) <= most);
      return fits ? null : message;
    };
  }

  /** The least whole number that the range allows; bounds may have fractions. */
  private static long lowest(Rule.Range range) {
    BigDecimal min = Literal.decimal(range.min());
    if (min == null) {
      return Long.MIN_VALUE;
    }
    BigDecimal up = min.setScale(0, RoundingMode.CEILING);
    if (range.minExclusive() && up.compareTo(min) == 0) {
      up = up.add(BigDecimal.ONE);
    }
    return up.max(LEAST).min(MOST).longValueExact();
  }

  private static long highest(Rule.Range range) {
    BigDecimal max = Literal.decimal(range.max());
    if (max == null) {
      return Long.MAX_VALUE;
    }
    BigDecimal down = max.setScale(0, RoundingMode.FLOOR);
    if (range.maxExclusive() && down.compareTo(max) == 0) {
      down = down.subtract(BigDecimal.ONE);
    }
    return down.max(LEAST).min(MOST).longValueExact();
  }

  private static long number(Object value) {
    return ((Number) value).longValue();
  }

  private static String message(Rule.Range range) {
    String low = bound(range.min(), range.minExclusive() ? "more than " : "at least ");
    String high = bound(range.max(), range.maxExclusive() ? "less than " : "at most ");
    return "expected " + low + (low.isEmpty() || high.isEmpty() ? "" : " and ") + high;
  }

  private static String bound(@Nullable String bound, String words) {
    return bound == null ? "" : words + bound;
  }
}
