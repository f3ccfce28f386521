package io.citylake.contract.load;

import io.citylake.contract.dataset.ColumnType;
import io.citylake.contract.dataset.ColumnType.Simple;
import io.citylake.contract.dataset.Personal;
import io.citylake.contract.dataset.Personal.Form;
import io.citylake.contract.dataset.Personal.Kind;
import io.citylake.contract.shape.View;
import io.citylake.contract.yaml.Place;
import io.citylake.model.TableName;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * One person's number has one grade and one form, whichever theme it came to: else it is read in
 * one table what is hidden in the next, and its keyed hashes don't meet.
 */
final class IdentifierChecks {
  /** Rules that say as much of a column as its key would. */
  private static final Map<String, Kind> RULES =
      Map.of("citizen_id", Kind.ID_CARD, "phone", Kind.MOBILE, "plate", Kind.PLATE);

  private final Drafts drafts;
  private final Diagnostics findings;
  private final Map<String, First> first = new TreeMap<>();

  IdentifierChecks(Drafts drafts, Diagnostics findings) {
    this.drafts = drafts;
    this.findings = findings;
  }

  /** The column from which the others of its kind must not differ. */
  private record First(String column, long grade, Optional<ColumnType> type) {}

  /** What a column says of persons, or its rules do. */
  static List<Personal> personal(View column) {
    List<Personal> said =
        column.children("personal").stream()
            .filter(each -> each.find("kind", Kind.class).isPresent())
            .map(
                each ->
                    new Personal(
                        each.load("kind", Kind.class),
                        each.find("form", Form.class).orElse(Form.CLEAR)))
            .toList();
    if (!said.isEmpty()) {
      return said;
    }
    return column.choices("rules").stream()
        .map(View.Chosen::key)
        .filter(RULES::containsKey)
        .map(rule -> new Personal(RULES.get(rule), Form.CLEAR))
        .toList();
  }

  static Optional<String> kind(View column) {
    return Personal.identifier(personal(column));
  }

  void run() {
    drafts
        .datasets()
        .forEach(
            (table, view) ->
                view.ifPresent(
                    dataset ->
                        dataset.children("columns").forEach(column -> column(table, column))));
  }

  private void column(TableName table, View column) {
    Optional<String> kind = kind(column);
    Optional<String> name = column.find("name", String.class);
    Optional<Long> grade = column.find("grade", Long.class);
    if (kind.isEmpty() || name.isEmpty() || grade.isEmpty()) {
      return;
    }
    Optional<ColumnType> type = column.find("type", ColumnType.class);
    type.filter(each -> each != Simple.STRING && each != Simple.LONG)
        .ifPresent(
            each ->
                findings.add(
                    column.place("type"),
                    "a person's number ('%s') must be a string or a long, not %s"
                        .formatted(kind.get(), each)));
    First before =
        first.putIfAbsent(kind.get(), new First(table + "." + name.get(), grade.get(), type));
    if (before == null) {
      return;
    }
    if (before.grade() != grade.get()) {
      Place place = column.has("grade") ? column.place("grade") : column.place("name");
      findings.add(
          place,
          "'%s' is of grade %d here and of grade %d in %s; one person's number has one grade"
              .formatted(kind.get(), grade.get(), before.grade(), before.column()));
    }
    if (!before.type().equals(type) && type.isPresent() && before.type().isPresent()) {
      findings.add(
          column.place("type"),
          "'%s' is %s here and %s in %s; one person's number has one type, so that its keyed hashes are equal"
              .formatted(kind.get(), type.get(), before.type().get(), before.column()));
    }
  }
}
