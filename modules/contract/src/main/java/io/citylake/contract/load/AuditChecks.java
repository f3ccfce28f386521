package io.citylake.contract.load;

import io.citylake.contract.dataset.ColumnType;
import io.citylake.contract.shape.View;
import io.citylake.contract.shape.View.Chosen;
import io.citylake.model.TableName;
import java.math.BigDecimal;
import java.util.Optional;

/** What audits must say of the columns and tables that they name. */
final class AuditChecks {
  private final View dataset;
  private final ColumnIndex columns;
  private final Drafts drafts;
  private final Diagnostics findings;

  AuditChecks(View dataset, ColumnIndex columns, Drafts drafts, Diagnostics findings) {
    this.dataset = dataset;
    this.columns = columns;
    this.drafts = drafts;
    this.findings = findings;
  }

  void run() {
    for (Chosen audit : dataset.choices("audits")) {
      View view = audit.arguments();
      if (view.has("level") && audit.beside().has("level")) {
        findings.add(
            audit.beside().place("level"),
            "audit '%s' has two levels; keep one".formatted(audit.key()));
      }
      switch (audit.key()) {
        case "row_count" -> rowCount(view);
        case "change" -> change(view);
        case "unique" ->
            columns.require(view.placed("columns", String.class), "unique column", findings);
        case "references" -> references(view);
        case "freshness" -> freshness(view);
        case "disclosure" -> disclosure(view);
        case "control_total" -> controlTotal(view);
        default -> throw new IllegalArgumentException("no check for audit " + audit.key());
      }
    }
  }

  private void rowCount(View view) {
    Optional<Long> min = view.find("min", Long.class);
    Optional<Long> max = view.find("max", Long.class);
    if (!view.has("min") && !view.has("max")) {
      findings.add(view.place(), "audit 'row_count' needs min, max or both");
    }
    if (min.isPresent() && max.isPresent() && min.get() > max.get()) {
      findings.add(view.place("min"), "'min' of row_count must not be above max");
    }
  }

  private void change(View view) {
    view.find("ratio", BigDecimal.class)
        .filter(ratio -> ratio.signum() <= 0)
        .ifPresent(ratio -> findings.add(view.place("ratio"), "'ratio' of change must be above 0"));
  }

  private void freshness(View view) {
    view.find("column", String.class)
        .flatMap(each -> columns.type(each, view.place("column"), "freshness column", findings))
        .filter(type -> !ColumnIndex.isTime(type))
        .ifPresent(
            type ->
                findings.add(
                    view.place("column"),
                    "audit 'freshness' needs a date or timestamp, not " + type));
  }

  private void disclosure(View view) {
    columns.require(view.placed("columns", String.class), "disclosure column", findings);
    view.find("count", String.class)
        .flatMap(each -> columns.type(each, view.place("count"), "count column", findings))
        .filter(type -> !ColumnIndex.isNumber(type))
        .ifPresent(
            type ->
                findings.add(
                    view.place("count"), "'count' of disclosure needs a number, not " + type));
  }

  private void references(View view) {
    Optional<ColumnType> type =
        view.find("column", String.class)
            .flatMap(
                each -> columns.type(each, view.place("column"), "references column", findings));
    Optional<TableName> table = view.find("table", TableName.class);
    if (table.isEmpty()) {
      return;
    }
    if (!drafts.datasets().containsKey(table.get())) {
      findings.unknown(
          view.place("table"),
          "table",
          table.get().toString(),
          drafts.datasets().keySet().stream().map(TableName::toString).toList());
      return;
    }
    Optional<ColumnIndex> other = drafts.dataset(table.get()).map(ColumnIndex::new);
    Optional<String> to = view.find("to", String.class);
    if (other.isEmpty() || to.isEmpty()) {
      return;
    }
    other
        .get()
        .type(to.get(), view.place("to"), "column of " + table.get(), findings)
        .filter(found -> type.isPresent() && !type.get().equals(found))
        .ifPresent(
            found ->
                findings.add(
                    view.place("to"),
                    "references needs two columns of one type: '%s' is %s here and %s there"
                        .formatted(to.get(), type.orElseThrow(), found)));
  }

  private void controlTotal(View view) {
    if (view.has("sum") && view.find("from", String.class).filter("source"::equals).isPresent()) {
      findings.add(view.place("sum"), "'sum' of control_total doesn't go with from: source");
    }
    view.find("sum", String.class)
        .flatMap(each -> columns.type(each, view.place("sum"), "sum column", findings))
        .filter(type -> !ColumnIndex.isNumber(type))
        .ifPresent(
            type ->
                findings.add(
                    view.place("sum"), "'sum' of control_total needs a number, not " + type));
    view.find("equals", String.class)
        .filter(text -> !isNumber(text))
        .ifPresent(
            text ->
                findings.add(view.place("equals"), "'equals' of control_total must be a number"));
    view.find("tolerance", BigDecimal.class)
        .filter(tolerance -> tolerance.signum() < 0)
        .ifPresent(
            tolerance ->
                findings.add(
                    view.place("tolerance"), "'tolerance' of control_total must not be negative"));
  }

  private static boolean isNumber(String text) {
    try {
      return new BigDecimal(text).precision() > 0;
    } catch (NumberFormatException e) {
      return false;
    }
  }
}
