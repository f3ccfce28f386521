package io.citylake.check.rule;

import io.citylake.contract.dataset.ColumnType;
import io.citylake.contract.dataset.ColumnType.Simple;
import io.citylake.contract.dataset.Rule;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Comparator;

/** {@code before}, {@code after}, {@code not_future}. */
final class OrderTests {
  private OrderTests() {}

  static BoundRule before(Rule.Before rule, int position, RuleScope scope) {
    int other = scope.position(rule.column());
    Comparator<Object> order = order(scope.type(position), scope.type(other), scope.zone());
    String message =
        "expected " + (rule.strict() ? "earlier than " : "no later than ") + rule.column();
    int most = rule.strict() ? -1 : 0;
    return BoundRule.comparing(
        rule,
        (value, row) -> {
          Object end = row[other];
          return end == null || Integer.signum(order.compare(value, end)) <= most ? null : message;
        },
        other);
  }

  static BoundRule after(Rule.After rule, int position, RuleScope scope) {
    int other = scope.position(rule.column());
    Comparator<Object> order = order(scope.type(position), scope.type(other), scope.zone());
    String message =
        "expected " + (rule.strict() ? "later than " : "no earlier than ") + rule.column();
    int least = rule.strict() ? 1 : 0;
    return BoundRule.comparing(
        rule,
        (value, row) -> {
          Object start = row[other];
          return start == null || Integer.signum(order.compare(value, start)) >= least
              ? null
              : message;
        },
        other);
  }

  static RuleTest notFuture(Rule.NotFuture rule, ColumnType type, RuleScope scope) {
    Instant latest = scope.runStart().plus(rule.tolerance());
    long most =
        type == Simple.DATE
            ? LocalDate.ofInstant(latest, scope.zone()).toEpochDay()
            : Literal.micros(latest);
    String message =
        "expected no later than " + rule.tolerance() + " after the run's start " + scope.runStart();
    return (value, row) -> ((Number) value).longValue() <= most ? null : message;
  }

  /** Compares values of two columns; a date with an instant by the date on the dataset's clocks. */
  private static Comparator<Object> order(ColumnType left, ColumnType right, ZoneId zone) {
    if (left.equals(right)) {
      return OrderTests::natural;
    } else if (RuleScope.isNumber(left) && RuleScope.isNumber(right)) {
      return Comparator.comparing(OrderTests::exact);
    } else if (isTime(left) && isTime(right)) {
      return (a, b) -> Long.compare(CodeTests.day(left, a, zone), CodeTests.day(right, b, zone));
    }
    throw new IllegalArgumentException("types " + left + " and " + right + " have no common order");
  }

  private static boolean isTime(ColumnType type) {
    return type == Simple.DATE || type == Simple.TIMESTAMP;
  }

  private static BigDecimal exact(Object number) {
    return number instanceof BigDecimal decimal
        ? decimal
        : number instanceof Double real
            ? new BigDecimal(real)
            : BigDecimal.valueOf(((Number) number).longValue());
  }

  /** Both are of one type, and all types of values are comparable. */
  @SuppressWarnings("unchecked")
  private static int natural(Object left, Object right) {
    return ((Comparable<Object>) left).compareTo(right);
  }
}
