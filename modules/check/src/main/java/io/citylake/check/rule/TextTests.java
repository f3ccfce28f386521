package io.citylake.check.rule;

import io.citylake.contract.dataset.ColumnType;
import io.citylake.contract.dataset.ColumnType.Simple;
import io.citylake.contract.dataset.Rule;
import java.time.ZoneId;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Pattern;

/** {@code length}, {@code matches}, {@code in}. */
final class TextTests {
  private static final int SHOWN_VALUES = 10;

  private TextTests() {}

  static RuleTest length(Rule.Length length) {
    int min = length.min();
    int max = length.max();
    String message = "expected " + min + " to " + max + " characters";
    return (value, row) -> {
      String text = (String) value;
      int points = text.codePointCount(0, text.length());
      return points >= min && points <= max ? null : message;
    };
  }

  static RuleTest matches(Rule.Matches rule, ColumnType type) {
    BudgetedText budgeted = new BudgetedText(Pattern.compile(rule.pattern()));
    String differs = "expected text that matches " + rule.pattern();
    String slow = differs + ", but trying took too long";
    return (value, row) ->
        switch (budgeted.matches(
            type == Simple.STRING ? (String) value : Literal.text(type, value))) {
          case MATCHES -> null;
          case DIFFERS -> differs;
          case TOO_SLOW -> slow;
        };
  }

  /** Listed texts are read by the column's type, so that 1.5 is in a list for decimal(5,2). */
  static RuleTest in(Rule.In rule, ColumnType type, ZoneId zone) {
    Set<Object> allowed = new HashSet<>();
    for (String text : rule.values()) {
      allowed.add(type == Simple.STRING ? text : Literal.parse(type, text, zone));
    }
    int count = rule.values().size();
    String list = String.join(", ", rule.values().subList(0, Math.min(count, SHOWN_VALUES)));
    String message =
        "expected one of "
            + list
            + (count > SHOWN_VALUES ? " and " + (count - SHOWN_VALUES) + " more" : "");
    return (value, row) -> allowed.contains(value) ? null : message;
  }
}
