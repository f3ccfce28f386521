package io.citylake.contract.load;

import io.citylake.contract.dataset.ColumnType;
import io.citylake.contract.shape.View;
import io.citylake.contract.shape.View.Placed;
import io.citylake.model.TableName;
import java.util.List;
import java.util.Optional;

/** What a kind of dossier must say, with the tables that it speaks of. */
final class DossierChecks {
  private static final String COLUMN = "column";
  private static final String TABLE = "table";
  private static final List<String> OF_THINGS =
      List.of("key", "label", "names", "themes", "layers", "also", "help");

  private final String name;
  private final View view;
  private final Drafts drafts;
  private final Diagnostics findings;
  private final KnownContracts known;

  DossierChecks(String name, View view, Drafts drafts, Diagnostics findings, KnownContracts known) {
    this.name = name;
    this.view = view;
    this.drafts = drafts;
    this.findings = findings;
    this.known = known;
  }

  void run() {
    for (Placed<TableName> each : view.placed("except", TableName.class)) {
      if (!known.has(each.value())) {
        findings.unknown(each.place(), TABLE, each.value().toString(), known.tableNames());
      }
    }
    if (view.has("persons")) {
      List<String> others = OF_THINGS.stream().filter(view::has).toList();
      if (!others.isEmpty()) {
        findings.add(
            view.place("persons"),
            "persons are found by what contracts say of columns: leave out "
                + String.join(", ", others));
      }
      return;
    }
    for (Placed<String> each : view.placed("themes", String.class)) {
      if (!known.themes().contains(each.value())) {
        findings.unknown(each.place(), "theme", each.value(), known.themes());
      }
    }
    table(view).filter(known::isReadable).ifPresent(this::register);
    view.children("also")
        .forEach(
            each ->
                table(each)
                    .filter(known::isReadable)
                    .ifPresent(table -> column(table, each, COLUMN)));
  }

  private Optional<TableName> table(View of) {
    Optional<TableName> table = of.find(TABLE, TableName.class);
    table
        .filter(each -> !known.has(each))
        .ifPresent(
            each -> findings.unknown(of.place(TABLE), TABLE, each.toString(), known.tableNames()));
    return table;
  }

  private void register(TableName table) {
    Optional<String> key = Dossiers.key(view, drafts.datasets());
    if (key.isEmpty() && !view.has("key")) {
      findings.add(
          view.place(TABLE), "the table's key isn't one column: say by 'key' which names a thing");
    }
    column(table, view, "key");
    column(table, view, "label");
    Optional<ColumnType> type = key.flatMap(each -> known.type(table, each));
    for (Placed<String> each : view.placed("names", String.class)) {
      boolean somewhere =
          known.readableOfThemes().stream()
              .anyMatch(other -> known.type(other, each.value()).equals(type));
      if (type.isPresent() && !somewhere) {
        findings.add(
            each.place(),
            "no table has a column '%s' of the key's type %s".formatted(each.value(), type.get()));
      }
    }
    view.child("help").ifPresent(help -> help(table, help));
  }

  private void help(TableName table, View help) {
    column(table, help, "able");
    for (Placed<String> each : help.placed("facts", String.class)) {
      if (!known.has(table, each.value())) {
        findings.unknown(each.place(), COLUMN, each.value(), known.columnNames(table));
      }
    }
    coordinates(table, view, help);
    for (View need : help.children("needs")) {
      Optional<String> thing = need.find("thing", String.class);
      Optional<View> other =
          thing.flatMap(each -> drafts.dossiers().getOrDefault(each, Optional.empty()));
      if (thing.isPresent() && !drafts.dossiers().containsKey(thing.get())) {
        findings.unknown(need.place("thing"), "kind", thing.get(), drafts.dossiers().keySet());
      }
      other.ifPresent(
          each ->
              each.find(TABLE, TableName.class)
                  .filter(known::isReadable)
                  .ifPresentOrElse(
                      there -> {
                        column(there, need, "by");
                        coordinates(there, each, need);
                      },
                      () -> persons(each, need)));
    }
  }

  private void persons(View other, View need) {
    if (other.has("persons")) {
      findings.add(
          need.place("thing"), "help goes to things of %s, not to persons".formatted(name));
    }
  }

  /** Of a register that has to have places. */
  private void coordinates(TableName table, View register, View asks) {
    for (String key : List.of("longitude", "latitude")) {
      String column = register.text(key);
      if (known.type(table, column).filter(ColumnIndex::isNumber).isEmpty()) {
        findings.add(
            view.has(key) ? view.place(key) : asks.place(),
            "%s has no column '%s' with numbers of degrees".formatted(table, column));
      }
    }
  }

  private void column(TableName table, View of, String key) {
    of.find(key, String.class)
        .filter(each -> !known.has(table, each))
        .ifPresent(each -> findings.unknown(of.place(key), COLUMN, each, known.columnNames(table)));
  }
}
