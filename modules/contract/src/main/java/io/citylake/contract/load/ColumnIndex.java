package io.citylake.contract.load;

import io.citylake.contract.dataset.ColumnType;
import io.citylake.contract.dataset.ColumnType.Decimal;
import io.citylake.contract.dataset.ColumnType.Simple;
import io.citylake.contract.dataset.Severity;
import io.citylake.contract.shape.View;
import io.citylake.contract.shape.View.Placed;
import io.citylake.contract.yaml.Place;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The columns of a dataset's file, as far as they can be read. */
final class ColumnIndex {
  private final Map<String, View> columns = new LinkedHashMap<>();

  ColumnIndex(View dataset) {
    for (View column : dataset.children("columns")) {
      column.find("name", String.class).ifPresent(name -> columns.putIfAbsent(name, column));
    }
  }

  boolean has(String name) {
    return columns.containsKey(name);
  }

  Collection<String> names() {
    return columns.keySet();
  }

  Optional<View> find(String name) {
    return Optional.ofNullable(columns.get(name));
  }

  /** Empty where there is no such column, or its type can't be read. */
  Optional<ColumnType> type(String name) {
    return find(name).flatMap(column -> column.find("type", ColumnType.class));
  }

  /** The columns that refuse a row, or stop a run, where a value is missing. */
  List<String> required() {
    List<String> required = new ArrayList<>();
    columns.forEach(
        (name, column) -> {
          boolean byRule =
              column.choices("rules").stream()
                  .filter(rule -> rule.key().equals("required"))
                  .anyMatch(rule -> RuleBuilder.severity(rule) != Severity.WARN);
          if (byRule || column.find("required", Boolean.class).orElse(false)) {
            required.add(name);
          }
        });
    return required;
  }

  /** Reports each name that is no column. */
  void require(List<Placed<String>> names, String role, Diagnostics findings) {
    names.forEach(each -> type(each.value(), each.place(), role, findings));
  }

  /** The column's type; reports it where there is no such column. */
  Optional<ColumnType> type(String name, Place place, String role, Diagnostics findings) {
    if (!has(name)) {
      findings.unknown(place, role, name, names());
    }
    return type(name);
  }

  static boolean isNumber(ColumnType type) {
    return type instanceof Decimal
        || type == Simple.INT
        || type == Simple.LONG
        || type == Simple.DOUBLE;
  }

  static boolean isTime(ColumnType type) {
    return type == Simple.DATE || type == Simple.TIMESTAMP;
  }
}
