package io.citylake.check.mapping;

import io.citylake.check.parse.TextSource;
import io.citylake.check.parse.TextSteps;
import io.citylake.check.rule.BoundRule;
import io.citylake.check.rule.RuleCompiler;
import io.citylake.check.rule.RuleScope;
import io.citylake.model.JudgedRow;
import io.citylake.model.RawRow;
import io.citylake.model.RowJudge;
import io.citylake.model.RowOrigin;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Judges rows by plans, one for each column. It travels as contract values only; parsers, patterns
 * and matchers are made when a header is bound.
 */
final class MappedRowJudge implements RowJudge {
  private static final long serialVersionUID = 1L;

  private final List<ColumnPlan> plans;
  private final RuleScope scope;

  MappedRowJudge(List<ColumnPlan> plans, RuleScope scope) {
    this.plans = List.copyOf(plans);
    this.scope = scope;
  }

  @Override
  public int columns() {
    return plans.size();
  }

  @Override
  public BoundJudge bind(RowOrigin origin, List<String> names) {
    RuleCompiler compiler = new RuleCompiler(scope);
    ColumnJudge[] columns = new ColumnJudge[plans.size()];
    for (ColumnPlan plan : plans) {
      @Nullable TextSteps steps = plan.mapping() == null ? null : new TextSteps(plan.mapping());
      @Nullable TextSource source =
          steps == null ? null : TextSource.bind(plan.mapping(), steps, origin, names);
      columns[plan.position()] = new ColumnJudge(plan, source, steps, rules(plan, compiler));
    }
    return new MappedBoundJudge(columns);
  }

  /**
   * Makes everything that binding makes, except what needs a header.
   *
   * @throws IllegalArgumentException where a mapping or a rule cannot work
   */
  void verify() {
    RuleCompiler compiler = new RuleCompiler(scope);
    for (ColumnPlan plan : plans) {
      try {
        @Nullable TextSteps steps = plan.mapping() == null ? null : new TextSteps(plan.mapping());
        rules(plan, compiler);
        new ColumnJudge(plan, null, steps, new BoundRule[0]).failed();
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException(
            "column " + plan.column().name() + ": " + e.getMessage(), e);
      }
    }
  }

  private static BoundRule[] rules(ColumnPlan plan, RuleCompiler compiler) {
    return plan.rules().stream()
        .map(rule -> compiler.compile(rule, plan.position()))
        .toArray(BoundRule[]::new);
  }

  private static final class MappedBoundJudge implements BoundJudge {
    private final ColumnJudge[] columns;
    private final ColumnJudge[] ruled;
    private final IntPredicate failed;

    MappedBoundJudge(ColumnJudge[] columns) {
      this.columns = columns;
      this.failed = position -> columns[position].failed();
      this.ruled = Arrays.stream(columns).filter(ColumnJudge::hasRules).toArray(ColumnJudge[]::new);
    }

    @Override
    public void judge(RawRow row, JudgedRow into) {
      for (ColumnJudge column : columns) {
        column.read(row, into);
      }
      for (ColumnJudge column : ruled) {
        column.check(failed, into);
      }
    }
  }
}
