package io.citylake.contract.load;

import io.citylake.contract.dataset.ColumnType;
import io.citylake.contract.dataset.ColumnType.Simple;
import io.citylake.contract.policy.Grant;
import io.citylake.contract.policy.Mask.Action;
import io.citylake.contract.shape.View;
import io.citylake.contract.shape.View.Placed;
import io.citylake.contract.yaml.Place;
import io.citylake.model.TableName;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** Whether policies speak of what there is, and of masks and filters that can be. */
final class PolicyChecks {
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]{0,63}");

  private final View view;
  private final KnownContracts known;
  private final Diagnostics findings;

  PolicyChecks(View view, KnownContracts known, Diagnostics findings) {
    this.view = view;
    this.known = known;
    this.findings = findings;
  }

  void run() {
    names("purposes", "purpose");
    names("roles", "role");
    Set<Long> grades = new TreeSet<>();
    for (View mask : view.children("masks")) {
      mask.find("grade", Long.class)
          .filter(grade -> !grades.add(grade))
          .ifPresent(
              grade ->
                  findings.add(
                      mask.place("grade"), "grade %d has a mask already".formatted(grade)));
      if (mask.has("grade")) {
        ofGrade(mask);
      }
      identifiers(mask);
    }
    view.views("roles").values().forEach(each -> role(each.value()));
    new DutyChecks(view, findings).run();
  }

  private void names(String key, String what) {
    Map<String, Placed<View>> entries = view.views(key);
    entries.forEach(
        (name, each) -> {
          if (!NAME.matcher(name).matches()) {
            findings.add(
                each.place(),
                "'%s' is no name of a %s: it must be lower_snake".formatted(name, what));
          }
        });
  }

  private void role(View role) {
    if (role.find("administrator", Boolean.class).orElse(false)) {
      for (String key : List.of("grants", "filters", "masks", "operate")) {
        if (role.has(key)) {
          findings.add(
              role.place(key),
              "an administrator %s: '%s' would not count"
                  .formatted(
                      key.equals("operate") ? "decides about everything" : "reads everything",
                      key));
        }
      }
      return;
    }
    if (role.has("manage")) {
      findings.add(role.place("manage"), "only an administrator manages: 'manage' would not count");
    }
    Set<String> purposes = view.views("purposes").keySet();
    for (Placed<String> purpose : role.placed("purposes", String.class)) {
      if (!purposes.contains(purpose.value())) {
        findings.unknown(purpose.place(), "purpose", purpose.value(), purposes);
      }
    }
    themes(role, "operate");
    role.children("grants").forEach(this::grant);
    role.children("filters").forEach(this::filter);
    role.children("masks").forEach(this::mask);
  }

  private void grant(View grant) {
    if (!grant.has("themes") && !grant.has("tables")) {
      findings.add(grant.place(), "a grant needs 'themes' or 'tables'");
    }
    List<Placed<String>> themes = themes(grant, "themes");
    if (grant.has("layers") && !grant.has("themes")) {
      findings.add(grant.place("layers"), "'layers' narrows 'themes', and there are none");
    }
    List<TableName> named = tables(grant);
    List<String> wholly = themes.stream().map(Placed::value).toList();
    Grant reach = new Grant(wholly, grant.texts("layers"), named, List.of(), List.of(), 1, 1, null);
    List<TableName> covered = new ArrayList<>(named);
    known.readable().stream()
        .filter(each -> reach.covers(each, layer(each)) && !named.contains(each))
        .forEach(each -> covered.add(each));
    columns(grant, "include", covered);
    columns(grant, "exclude", covered);
  }

  private static String layer(TableName table) {
    return table.table().substring(0, Math.max(0, table.table().indexOf('_')));
  }

  private List<Placed<String>> themes(View view, String key) {
    List<Placed<String>> themes = view.placed(key, String.class);
    for (Placed<String> theme : themes) {
      if (!theme.value().equals(Grant.ALL) && !known.themes().contains(theme.value())) {
        findings.unknown(theme.place(), "theme", theme.value(), known.themes());
      }
    }
    return themes;
  }

  private List<TableName> tables(View view) {
    for (Placed<TableName> table : view.placed("tables", TableName.class)) {
      if (!known.has(table.value())) {
        findings.unknown(table.place(), "table", table.value().toString(), known.tableNames());
      }
    }
    return view.list("tables", TableName.class);
  }

  private void columns(View view, String key, List<TableName> among) {
    for (Placed<String> column : view.placed(key, String.class)) {
      column(column, among);
    }
  }

  /** The tables that have the column; reports it where none has, unless one of them is unknown. */
  private List<TableName> column(Placed<String> column, List<TableName> among) {
    List<TableName> having =
        among.stream().filter(each -> known.has(each, column.value())).toList();
    if (having.isEmpty() && among.stream().allMatch(known::isReadable)) {
      Set<String> names = new TreeSet<>();
      among.forEach(each -> names.addAll(known.columnNames(each)));
      findings.unknown(column.place(), "column", column.value(), names);
    }
    return having;
  }

  private void filter(View filter) {
    List<TableName> named = tables(filter);
    Optional<String> name = filter.find("column", String.class);
    if (name.isEmpty()) {
      return;
    }
    List<TableName> among = named.isEmpty() ? known.readableOfThemes() : named;
    List<TableName> having = column(new Placed<>(name.get(), filter.place("column")), among);
    for (Placed<String> value : filter.placed("in", String.class)) {
      having.stream()
          .filter(
              each ->
                  known.type(each, name.get()).stream()
                      .anyMatch(type -> !isValue(value.value(), type)))
          .findFirst()
          .ifPresent(
              table ->
                  findings.add(
                      value.place(),
                      "'%s' can't be compared with the column of %s, which is %s"
                          .formatted(
                              value.value(), table, known.type(table, name.get()).orElseThrow())));
    }
    for (TableName table : named) {
      if (known.isReadable(table) && !having.isEmpty() && !having.contains(table)) {
        findings.add(
            filter.place("column"), "table '%s' has no column '%s'".formatted(table, name.get()));
      }
    }
  }

  private static boolean isValue(String text, ColumnType type) {
    if (!(type instanceof Simple simple)) {
      return false;
    }
    try {
      return switch (simple) {
        case STRING -> true;
        case INT -> Integer.toString(Integer.parseInt(text)).equals(text);
        case LONG -> Long.toString(Long.parseLong(text)).equals(text);
        case BOOLEAN -> text.equals("true") || text.equals("false");
        case DATE -> LocalDate.parse(text).toString().equals(text);
        case DOUBLE, TIMESTAMP -> false;
      };
    } catch (NumberFormatException | DateTimeParseException e) {
      return false;
    }
  }

  private void mask(View mask) {
    List<TableName> named = tables(mask);
    List<TableName> among = named.isEmpty() ? known.readableOfThemes() : named;
    Optional<Action> action = mask.find("action", Action.class);
    if (mask.has("grade")) {
      ofGrade(mask);
    }
    if (mask.has("digits") && action.isPresent() && action.get() != Action.ROUND) {
      findings.add(mask.place("digits"), "'digits' goes with action round only");
    }
    for (Placed<String> column : mask.placed("columns", String.class)) {
      List<TableName> having = column(column, among);
      action.ifPresent(each -> fits(each, having, column.value(), mask.place("action")));
      action
          .filter(Action.SHA_256::equals)
          .ifPresent(each -> oneForm(column, having, among.size() < known.readable().size()));
    }
    identifiers(mask);
  }

  private void identifiers(View mask) {
    for (Placed<String> kind : mask.placed("identifiers", String.class)) {
      if (!known.identifiers().contains(kind.value())) {
        findings.unknown(kind.place(), "identifier", kind.value(), known.identifiers());
      }
      mask.find("action", Action.class)
          .ifPresent(
              action ->
                  known
                      .columnsOf(kind.value())
                      .forEach(
                          each ->
                              fits(
                                  action,
                                  List.of(each.table()),
                                  each.column(),
                                  mask.place("action"))));
    }
  }

  /** A person's number that is hashed in one table is hashed in all, or its hashes don't meet. */
  private void oneForm(Placed<String> column, List<TableName> having, boolean some) {
    for (TableName table : having) {
      Optional<String> kind = known.identifier(table, column.value());
      boolean elsewhere =
          kind.stream()
              .flatMap(each -> known.columnsOf(each).stream())
              .anyMatch(
                  each ->
                      !each.column().equals(column.value())
                          || (some && !having.contains(each.table())));
      if (elsewhere) {
        findings.add(
            column.place(),
            "'%s' of %s is a person's number that other columns hold too; say 'identifiers: %s', so that it is hashed in all of them"
                .formatted(column.value(), table, kind.orElseThrow()));
        return;
      }
    }
  }

  private void ofGrade(View mask) {
    mask.find("action", Action.class)
        .filter(action -> !action.fitsAll())
        .ifPresent(
            action ->
                findings.add(
                    mask.place("action"),
                    "the mask of a grade must fit every type: none, partial, redact or"
                        + " replace_with_null"));
  }

  private void fits(Action action, List<TableName> having, String column, Place place) {
    having.stream()
        .filter(table -> known.type(table, column).stream().anyMatch(type -> !action.fits(type)))
        .findFirst()
        .ifPresent(
            table ->
                findings.add(
                    place,
                    "the mask doesn't fit column '%s' of %s, which is %s"
                        .formatted(column, table, known.type(table, column).orElseThrow())));
  }
}
