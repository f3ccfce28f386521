package io.citylake.check.rule;

import io.citylake.contract.dataset.ColumnType;
import io.citylake.contract.dataset.ColumnType.Simple;
import io.citylake.contract.dataset.Rule;
import java.util.Set;

/** Makes a column's rules ready. Mistakes are IllegalArgumentExceptions that name the rule. */
public final class RuleCompiler {
  private final RuleScope scope;

  public RuleCompiler(RuleScope scope) {
    this.scope = scope;
  }

  public BoundRule compile(Rule rule, int position) {
    try {
      return bind(rule, position);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("rule " + rule.name() + ": " + e.getMessage(), e);
    }
  }

  private BoundRule bind(Rule rule, int position) {
    ColumnType type = scope.type(position);
    if (rule instanceof Rule.Required) {
      return BoundRule.required(rule);
    } else if (rule instanceof Rule.Range range) {
      return BoundRule.of(rule, RangeTests.compile(range, type, scope.zone()));
    } else if (rule instanceof Rule.Length length) {
      require(type, Set.of(Simple.STRING));
      return BoundRule.of(rule, TextTests.length(length));
    } else if (rule instanceof Rule.Matches matches) {
      return BoundRule.of(rule, TextTests.matches(matches, type));
    } else if (rule instanceof Rule.In in) {
      return BoundRule.of(rule, TextTests.in(in, type, scope.zone()));
    } else if (rule instanceof Rule.Code code) {
      return CodeTests.compile(code, position, scope);
    } else if (rule instanceof Rule.Before before) {
      return OrderTests.before(before, position, scope);
    } else if (rule instanceof Rule.After after) {
      return OrderTests.after(after, position, scope);
    } else if (rule instanceof Rule.NotFuture notFuture) {
      require(type, Set.of(Simple.DATE, Simple.TIMESTAMP));
      return BoundRule.of(rule, OrderTests.notFuture(notFuture, type, scope));
    } else if (rule instanceof Rule.Within within) {
      return PlaceTests.compile(within, scope);
    }
    return BoundRule.of(rule, IdentityTests.compile(rule, type, scope.businessDate()));
  }

  private static void require(ColumnType type, Set<ColumnType> allowed) {
    if (!allowed.contains(type)) {
      throw new IllegalArgumentException("it does not apply to a column of type " + type);
    }
  }
}
