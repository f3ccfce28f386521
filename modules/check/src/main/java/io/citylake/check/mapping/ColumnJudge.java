package io.citylake.check.mapping;

import io.citylake.check.parse.TextSource;
import io.citylake.check.parse.TextSteps;
import io.citylake.check.parse.ValueParser;
import io.citylake.check.rule.BoundRule;
import io.citylake.model.JudgedRow;
import io.citylake.model.RawRow;
import io.citylake.model.Reason;
import java.util.Objects;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/** One column's way from text to value and through its rules. Used by one thread. */
public final class ColumnJudge {
  private final String name;
  private final int position;
  private final @Nullable TextSource source;
  private final @Nullable TextSteps steps;
  private final @Nullable ValueParser parser;
  private final BoundRule[] rules;
  private final boolean masked;
  private @Nullable String text;
  private @Nullable Object value;
  private @Nullable String fault;

  ColumnJudge(
      ColumnPlan plan, @Nullable TextSource source, @Nullable TextSteps steps, BoundRule[] rules) {
    this.name = plan.column().name();
    this.position = plan.position();
    this.source = source;
    this.steps = steps;
    this.parser =
        plan.mapping() == null ? null : ValueParser.of(plan.column().type(), plan.mapping());
    this.rules = rules;
    this.masked = plan.masked();
  }

  boolean hasRules() {
    return rules.length > 0;
  }

  /** Whether the last record's text could not be read as a value. */
  public boolean failed() {
    return fault != null;
  }

  /** Reads the column's value into the row, or refuses the row. */
  void read(RawRow row, JudgedRow into) {
    if (source == null) {
      return;
    }
    String raw = source.text(row);
    // Constants and slowly changing columns repeat: comparing is cheaper than reading again.
    if (!Objects.equals(raw, text)) {
      text = raw;
      evaluate(raw);
    }
    if (fault != null) {
      into.refuse(new Reason(name, shown(), "type", fault));
    } else {
      into.values()[position] = value;
    }
  }

  private void evaluate(@Nullable String raw) {
    value = null;
    fault = null;
    String cleaned = steps.clean(raw);
    if (cleaned == null) {
      return;
    }
    String finished = steps.finish(cleaned);
    if (finished == null) {
      fault = steps.fault();
      return;
    }
    value = parser.parse(finished);
    if (value == null) {
      fault = parser.fault();
    }
  }

  /** Asks the rules about a row whose columns have all been read. */
  void check(IntPredicate failed, JudgedRow into) {
    if (fault != null) {
      return;
    }
    for (BoundRule rule : rules) {
      String broken = rule.broken(position, failed, into);
      if (broken != null) {
        report(rule, broken, into);
      }
    }
  }

  private void report(BoundRule rule, String message, JudgedRow into) {
    Reason reason = new Reason(name, shown(), rule.name(), message);
    switch (rule.severity()) {
      case WARN -> into.warn(reason);
      case QUARANTINE -> into.refuse(reason);
      case FAIL -> into.fail(reason);
    }
  }

  private @Nullable String shown() {
    return masked ? ValueMask.hide(text) : text;
  }
}
