package io.citylake.check.rule;

import io.citylake.contract.dataset.ColumnType;
import io.citylake.contract.dataset.ColumnType.Simple;
import io.citylake.contract.dataset.Rule;
import java.time.LocalDate;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;

/** {@code code}: listed, and valid on a date of the row or on the business date. */
final class CodeTests {
  private CodeTests() {}

  static BoundRule compile(Rule.Code rule, int position, RuleScope scope) {
    CodeIndex index = scope.codes().get(rule.table());
    if (index == null) {
      throw new IllegalArgumentException("there is no code table " + rule.table());
    }
    ColumnType type = scope.type(position);
    String unknown = "expected a code of " + rule.table() + ", which doesn't list this one";
    String at = rule.at();
    long today = scope.businessDate().toEpochDay();
    if (at == null) {
      String then = "expected a code of " + rule.table() + " valid on " + scope.businessDate();
      return BoundRule.of(
          rule, (value, row) -> message(index, Literal.text(type, value), today, unknown, then));
    }
    int date = scope.position(at);
    ColumnType dateType = scope.type(date);
    if (dateType != Simple.DATE && dateType != Simple.TIMESTAMP) {
      throw new IllegalArgumentException("column " + at + " is no date, so nothing is valid at it");
    }
    ZoneId zone = scope.zone();
    String then = "expected a code of " + rule.table() + " valid on the date in " + at;
    return BoundRule.comparing(
        rule,
        (value, row) -> {
          Object then0 = row[date];
          long day = then0 == null ? today : day(dateType, then0, zone);
          return message(index, Literal.text(type, value), day, unknown, then);
        },
        date);
  }

  private static @Nullable String message(
      CodeIndex index, String code, long day, String unknown, String then) {
    return switch (index.find(code, day)) {
      case VALID -> null;
      case UNKNOWN -> unknown;
      case NOT_THEN -> then;
    };
  }

  /** Days since 1970 of a date, or of an instant by the zone's clock. */
  static long day(ColumnType type, Object value, ZoneId zone) {
    return type == Simple.DATE
        ? (Integer) value
        : LocalDate.ofInstant(Literal.instant((Long) value), zone).toEpochDay();
  }
}
