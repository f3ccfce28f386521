package io.citylake.check.mapping;

import io.citylake.contract.dataset.ColumnContract;
import io.citylake.contract.dataset.Rule;
import io.citylake.contract.dataset.Severity;
import io.citylake.contract.job.Mapping;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A column with what fills it and all that its contract asks of it.
 *
 * @param mapping null where the job leaves the column empty
 * @param rules those of the column and those that its other properties imply, without expressions
 */
record ColumnPlan(ColumnContract column, int position, @Nullable Mapping mapping, List<Rule> rules)
    implements Serializable {
  /** From this grade on, reasons show no values. */
  private static final int PERSONAL_GRADE = 3;

  /** A column that names rows must have a value, or all rows without one would be one row. */
  static ColumnPlan ofKey(ColumnContract column, int position, @Nullable Mapping mapping) {
    boolean refused =
        column.rules().stream()
            .anyMatch(
                rule ->
                    rule instanceof Rule.Required required && required.severity() != Severity.WARN);
    return of(column, position, mapping, !refused);
  }

  static ColumnPlan of(ColumnContract column, int position, @Nullable Mapping mapping) {
    boolean asked = column.rules().stream().anyMatch(Rule.Required.class::isInstance);
    return of(column, position, mapping, column.required() && !asked);
  }

  private static ColumnPlan of(
      ColumnContract column, int position, @Nullable Mapping mapping, boolean required) {
    List<Rule> rules = new ArrayList<>();
    if (required) {
      rules.add(new Rule.Required(Severity.QUARANTINE));
    }
    String table = column.codeTable();
    boolean judged =
        column.rules().stream()
            .anyMatch(rule -> rule instanceof Rule.Code code && code.table().equals(table));
    if (table != null && !judged) {
      rules.add(new Rule.Code(table, null, Severity.QUARANTINE));
    }
    column.rules().stream().filter(rule -> !(rule instanceof Rule.Expression)).forEach(rules::add);
    return new ColumnPlan(column, position, mapping, List.copyOf(rules));
  }

  /** Whether reasons must not show the column's texts as they are. */
  boolean masked() {
    return column.grade() >= PERSONAL_GRADE
        || rules.stream().anyMatch(Rule.CitizenId.class::isInstance);
  }
}
