package io.citylake.check.rule;

import io.citylake.contract.dataset.Rule;
import io.citylake.contract.dataset.Severity;
import io.citylake.model.JudgedRow;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/** A rule ready for one column. Used by one thread, because its test is. */
public final class BoundRule {
  private static final int[] ALONE = {};
  private static final String MISSING = "expected a value, found none";

  /** Which values of its own column a rule sees. */
  private enum When {
    PRESENT,
    MISSING,
    ALWAYS
  }

  private final String name;
  private final Severity severity;
  private final RuleTest test;
  private final int[] partners;
  private final When when;

  private BoundRule(Rule rule, RuleTest test, int[] partners, When when) {
    this.name = rule.name();
    this.severity = rule.severity();
    this.test = test;
    this.partners = partners;
    this.when = when;
  }

  static BoundRule of(Rule rule, RuleTest test) {
    return new BoundRule(rule, test, ALONE, When.PRESENT);
  }

  /** Looks at other columns; where one of them could not be read, the rule is skipped. */
  static BoundRule comparing(Rule rule, RuleTest test, int... partners) {
    return new BoundRule(rule, test, partners, When.PRESENT);
  }

  /** Like {@link #comparing}, but also asked where its own column is null. */
  static BoundRule comparingNulls(Rule rule, RuleTest test, int... partners) {
    return new BoundRule(rule, test, partners, When.ALWAYS);
  }

  static BoundRule required(Rule rule) {
    return new BoundRule(rule, (value, row) -> MISSING, ALONE, When.MISSING);
  }

  /**
   * Null where the value obeys or the rule doesn't apply, else what was expected.
   *
   * @param failed whether the column at a position could not be read
   */
  public @Nullable String broken(int position, IntPredicate failed, JudgedRow row) {
    @Nullable Object[] values = row.values();
    Object own = values[position];
    boolean asked =
        switch (when) {
          case PRESENT -> own != null;
          case MISSING -> own == null;
          case ALWAYS -> true;
        };
    if (!asked) {
      return null;
    }
    for (int partner : partners) {
      if (failed.test(partner)) {
        return null;
      }
    }
    return test.broken(own, values);
  }

  public String name() {
    return name;
  }

  public Severity severity() {
    return severity;
  }
}
