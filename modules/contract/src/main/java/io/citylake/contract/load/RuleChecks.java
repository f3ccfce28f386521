package io.citylake.contract.load;

import io.citylake.contract.GeoFiles;
import io.citylake.contract.dataset.ColumnType;
import io.citylake.contract.dataset.ColumnType.Simple;
import io.citylake.contract.shape.View;
import io.citylake.contract.shape.View.Chosen;
import io.citylake.contract.shape.View.Placed;
import io.citylake.contract.yaml.Place;
import io.citylake.model.CityLakeException;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;

/** What rules must say of the columns that they stand on and of those that they name. */
final class RuleChecks {
  private final View dataset;
  private final ColumnIndex columns;
  private final Drafts drafts;
  private final Diagnostics findings;

  RuleChecks(View dataset, ColumnIndex columns, Drafts drafts, Diagnostics findings) {
    this.dataset = dataset;
    this.columns = columns;
    this.drafts = drafts;
    this.findings = findings;
  }

  void run() {
    for (View column : dataset.children("columns")) {
      Optional<ColumnType> type = column.find("type", ColumnType.class);
      column
          .find("code-table", String.class)
          .ifPresent(
              table -> {
                codeTable(table, column.place("code-table"));
                type.ifPresent(
                    each -> expectString("code-table", each, column.place("code-table")));
              });
      for (Chosen rule : column.choices("rules")) {
        check(rule, column, type);
      }
    }
    dataset.choices("rules").forEach(this::severityOnce);
  }

  private void check(Chosen rule, View column, Optional<ColumnType> type) {
    severityOnce(rule);
    View arguments = rule.arguments();
    switch (rule.key()) {
      case "range" -> type.ifPresent(each -> range(rule, each));
      case "length" -> {
        type.ifPresent(each -> expectString(rule.key(), each, rule.place()));
        length(arguments);
      }
      case "matches", "uscc", "citizen_id", "phone", "plate" ->
          type.ifPresent(each -> expectString(rule.key(), each, rule.place()));
      case "in" ->
          type.filter(each -> each == Simple.DOUBLE || each == Simple.TIMESTAMP)
              .ifPresent(
                  each ->
                      findings.add(
                          rule.place(), "rule 'in' doesn't go with %s; use range".formatted(each)));
      case "code" -> code(rule, type);
      case "before", "after" -> other(rule, column, type);
      case "not_future" ->
          type.filter(each -> !ColumnIndex.isTime(each))
              .ifPresent(each -> misfit(rule, "a date or timestamp", each));
      case "within" -> within(arguments);
      default -> {
        // required and expression go with any type.
      }
    }
  }

  private void severityOnce(Chosen rule) {
    if (rule.arguments().has("severity") && rule.beside().has("severity")) {
      findings.add(
          rule.beside().place("severity"),
          "rule '%s' has two severities; keep one".formatted(rule.key()));
    }
  }

  private void misfit(Chosen rule, String needed, ColumnType type) {
    findings.add(rule.place(), "rule '%s' needs %s, not %s".formatted(rule.key(), needed, type));
  }

  private void expectString(String rule, ColumnType type, Place place) {
    if (type != Simple.STRING) {
      findings.add(place, "rule '%s' needs a string column, not %s".formatted(rule, type));
    }
  }

  private void range(Chosen rule, ColumnType type) {
    if (!ColumnIndex.isNumber(type) && !ColumnIndex.isTime(type)) {
      misfit(rule, "a number, date or timestamp", type);
      return;
    }
    View view = rule.arguments();
    Optional<Comparable<Object>> min = bound(view, "min", type);
    Optional<Comparable<Object>> max = bound(view, "max", type);
    if (min.isPresent() && max.isPresent()) {
      boolean exclusive = view.has("min-exclusive") || view.has("max-exclusive");
      int order = compare(min.get(), max.get());
      if (order > 0 || (order == 0 && exclusive)) {
        findings.add(rule.place(), "rule 'range' refuses everything: min must be below max");
      }
    }
    if (List.of("min", "min-exclusive", "max", "max-exclusive").stream().noneMatch(view::has)) {
      findings.add(
          rule.place(), "rule 'range' needs a bound: min, max, min-exclusive or max-exclusive");
    }
  }

  /** An instant and a local time can't be compared without a zone; then the order isn't judged. */
  private static int compare(Comparable<Object> min, Comparable<Object> max) {
    return min.getClass() == max.getClass() ? min.compareTo(max) : -1;
  }

  private Optional<Comparable<Object>> bound(View view, String side, ColumnType type) {
    String exclusive = side + "-exclusive";
    if (view.has(side) && view.has(exclusive)) {
      findings.add(view.place(exclusive), "either %s or %s, not both".formatted(side, exclusive));
      return Optional.empty();
    }
    String key = view.has(exclusive) ? exclusive : side;
    Optional<String> text = view.find(key, String.class);
    if (text.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(parse(text.get(), type));
    } catch (ArithmeticException | NumberFormatException | DateTimeException e) {
      findings.add(view.place(key), "'%s' of range can't be read as %s".formatted(key, type));
      return Optional.empty();
    }
  }

  @SuppressWarnings("unchecked") // every one of these types compares with itself
  private static Comparable<Object> parse(String text, ColumnType type) {
    Object value;
    if (type == Simple.DATE) {
      value = LocalDate.parse(text);
    } else if (type == Simple.TIMESTAMP) {
      value = timestamp(text);
    } else {
      BigDecimal number = new BigDecimal(text);
      value = type == Simple.INT || type == Simple.LONG ? number.toBigIntegerExact() : number;
    }
    return (Comparable<Object>) value;
  }

  private static Object timestamp(String text) {
    if (text.matches(".*T.*(Z|[+-]\\d{2}:?\\d{2})")) {
      return OffsetDateTime.parse(text).toInstant();
    }
    return text.length() == 10
        ? LocalDate.parse(text).atStartOfDay()
        : LocalDateTime.parse(text.replace(' ', 'T'));
  }

  private void length(View view) {
    Optional<Long> min = view.find("min", Long.class);
    Optional<Long> max = view.find("max", Long.class);
    if (min.isPresent() && max.isPresent() && min.get() > max.get()) {
      findings.add(
          view.place("min"), "rule 'length' refuses everything: min must not be above max");
    }
    if (!view.has("min") && !view.has("max")) {
      findings.add(view.place(), "rule 'length' needs min, max or both");
    }
  }

  private void codeTable(String table, Place place) {
    if (!drafts.codeTables().containsKey(table)) {
      findings.unknown(place, "code table", table, drafts.codeTables().keySet());
    }
  }

  private void code(Chosen rule, Optional<ColumnType> type) {
    View view = rule.arguments();
    type.ifPresent(each -> expectString("code", each, rule.place()));
    view.find("table", String.class).ifPresent(table -> codeTable(table, view.place("table")));
    view.find("at", String.class)
        .flatMap(at -> columns.type(at, view.place("at"), "column", findings))
        .filter(at -> !ColumnIndex.isTime(at))
        .ifPresent(
            at ->
                findings.add(
                    view.place("at"), "'at' of code needs a date or timestamp, not " + at));
  }

  private void other(Chosen rule, View column, Optional<ColumnType> type) {
    View view = rule.arguments();
    Optional<String> name = view.find("column", String.class);
    if (name.isEmpty()) {
      return;
    }
    Place place = view.place("column");
    Optional<ColumnType> found = columns.type(name.get(), place, "column", findings);
    if (name.equals(column.find("name", String.class))) {
      findings.add(place, "rule '%s' compares the column with itself".formatted(rule.key()));
    }
    if (type.isPresent() && found.isPresent()) {
      if (!ColumnIndex.isTime(type.get()) && !ColumnIndex.isNumber(type.get())) {
        misfit(rule, "a number, date or timestamp", type.get());
      } else if (!type.get().equals(found.get())) {
        findings.add(
            place,
            "rule '%s' needs two columns of one type: this is %s, '%s' is %s"
                .formatted(rule.key(), type.get(), name.get(), found.get()));
      }
    }
  }

  private void within(View view) {
    for (String key : List.of("lon", "lat")) {
      view.find(key, String.class)
          .flatMap(name -> columns.type(name, view.place(key), "column", findings))
          .filter(type -> !ColumnIndex.isNumber(type))
          .ifPresent(
              type ->
                  findings.add(
                      view.place(key),
                      "'%s' of within needs a number, not %s".formatted(key, type)));
    }
    box(view.placed("box", BigDecimal.class), view);
    view.find("polygon", String.class)
        .ifPresent(
            file -> {
              try {
                GeoFiles.resolve(drafts.home(), file);
              } catch (CityLakeException e) {
                findings.add(view.place("polygon"), e.getMessage());
              }
            });
  }

  private void box(List<Placed<BigDecimal>> box, View view) {
    if (box.isEmpty()) {
      return;
    }
    List<Double> sides = box.stream().map(each -> each.value().doubleValue()).toList();
    if (sides.size() != 4) {
      findings.add(view.place("box"), "'box' must have four numbers: west, south, east, north");
    } else if (sides.get(0) >= sides.get(2)
        || sides.get(1) >= sides.get(3)
        || sides.get(0) < -180
        || sides.get(2) > 180
        || sides.get(1) < -90
        || sides.get(3) > 90) {
      findings.add(
          view.place("box"),
          "'box' must be [west, south, east, north] in degrees, with west < east and south < north");
    }
  }
}
