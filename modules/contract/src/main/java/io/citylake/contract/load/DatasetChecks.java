package io.citylake.contract.load;

import io.citylake.contract.dataset.ColumnType;
import io.citylake.contract.dataset.ColumnType.Simple;
import io.citylake.contract.dataset.PartitionField;
import io.citylake.contract.dataset.ServiceColumns;
import io.citylake.contract.dataset.SortField;
import io.citylake.contract.dataset.WriteMode;
import io.citylake.contract.shape.View;
import io.citylake.contract.shape.View.Placed;
import io.citylake.contract.yaml.Place;
import io.citylake.model.TableName;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What a dataset's file must say in itself, and of other files. */
final class DatasetChecks {
  private static final List<String> HISTORY = ServiceColumns.names(ServiceColumns.VALIDITY);

  private final TableName name;
  private final View view;
  private final ColumnIndex columns;
  private final Drafts drafts;
  private final Diagnostics findings;

  DatasetChecks(TableName name, View view, Drafts drafts, Diagnostics findings) {
    this.name = name;
    this.view = view;
    this.columns = new ColumnIndex(view);
    this.drafts = drafts;
    this.findings = findings;
  }

  void run() {
    tableName();
    columnNames();
    keyAndOrder();
    writeMode();
    partitions();
    view.placed("sort-by", SortField.class)
        .forEach(
            each -> columns.type(each.value().column(), each.place(), "sort column", findings));
    new RuleChecks(view, columns, drafts, findings).run();
    new AuditChecks(view, columns, drafts, findings).run();
    SuppressionChecks.run(name, view, drafts, findings);
    RetentionChecks.run(view, findings);
    SharingChecks.run(view, findings);
    owner();
  }

  private void owner() {
    if (view.has("owner")) {
      WorkspaceChecks.owner(view, drafts.settings(), findings);
    }
  }

  private void tableName() {
    Place place = view.place("layer");
    view.find("layer", String.class)
        .filter(layer -> !name.table().startsWith(layer + "_"))
        .ifPresent(
            layer ->
                findings.add(
                    place,
                    "the file's name must begin with its layer: %s_..., not %s"
                        .formatted(layer, name.table())));
    if (name.isCompanion()) {
      findings.add(
          Place.start(place.file()),
          "names that end in %s are CityLake's own"
              .formatted(String.join(" or ", TableName.COMPANION_SUFFIXES)));
    }
  }

  private void columnNames() {
    Map<String, Integer> lines = new HashMap<>();
    Map<String, Integer> earlier = new HashMap<>();
    boolean history = mode().filter(WriteMode::keepsHistory).isPresent();
    for (View column : view.children("columns")) {
      Optional<String> found = column.find("name", String.class);
      if (found.isEmpty()) {
        continue;
      }
      String columnName = found.get();
      Place place = column.place("name");
      Integer first = lines.putIfAbsent(columnName, place.line());
      if (first != null) {
        findings.add(place, "column '%s' stands at line %d already".formatted(columnName, first));
      }
      if (history && HISTORY.contains(columnName)) {
        findings.add(
            place,
            "column '%s' is CityLake's own where write-mode is snapshot".formatted(columnName));
      }
      lowered(column);
      for (Placed<String> was : column.placed("was", String.class)) {
        formerName(was, earlier);
      }
    }
  }

  private void lowered(View column) {
    Optional<Long> grade = column.find("grade", Long.class);
    column
        .child("lowered")
        .flatMap(lowered -> lowered.find("from", Long.class))
        .filter(from -> grade.isPresent() && from <= grade.get())
        .ifPresent(
            from ->
                findings.add(
                    column.place("lowered"),
                    "'lowered' is from %d, and the grade %d is not lower"
                        .formatted(from, grade.get())));
  }

  private void formerName(Placed<String> was, Map<String, Integer> earlier) {
    if (columns.has(was.value())) {
      findings.add(was.place(), "'was' names '%s', which is a column still".formatted(was.value()));
    }
    Integer first = earlier.putIfAbsent(was.value(), was.place().line());
    if (first != null) {
      findings.add(was.place(), "'was' names '%s', as line %d does".formatted(was.value(), first));
    }
  }

  private Optional<WriteMode> mode() {
    return view.find("write-mode", WriteMode.class);
  }

  private void keyAndOrder() {
    List<Placed<String>> key = view.placed("key", String.class);
    columns.require(key, "key column", findings);
    Set<String> seen = new HashSet<>();
    key.stream()
        .filter(each -> !seen.add(each.value()))
        .forEach(
            each -> findings.add(each.place(), "key names '%s' twice".formatted(each.value())));
    view.find("sequence", String.class)
        .flatMap(each -> columns.type(each, view.place("sequence"), "sequence column", findings))
        .filter(type -> !ColumnIndex.isNumber(type) && !ColumnIndex.isTime(type))
        .ifPresent(
            type ->
                findings.add(
                    view.place("sequence"),
                    "the sequence column must be a number, date or timestamp, not " + type));
  }

  private void writeMode() {
    if (mode().isEmpty()) {
      return;
    }
    WriteMode mode = mode().get();
    Place place = view.place("write-mode");
    boolean needsKey = mode == WriteMode.UPSERT || mode == WriteMode.SNAPSHOT;
    if (needsKey && !view.has("key")) {
      findings.add(place, "write-mode %s needs a key".formatted(mode));
    }
    if (mode != WriteMode.UPSERT && view.has("delete-when")) {
      findings.add(view.place("delete-when"), "delete-when goes with write-mode upsert only");
    }
    boolean displaces =
        mode == WriteMode.UPSERT
            || mode == WriteMode.REPLACE
            || (mode == WriteMode.APPEND && view.has("key"));
    if (!displaces && view.has("keep-displaced")) {
      findings.add(
          view.place("keep-displaced"),
          "keep-displaced goes with write-mode upsert or replace, or append with a key: no other"
              + " displaces rows");
    }
    view.child("delete-when")
        .ifPresent(
            deletes ->
                deletes
                    .find("column", String.class)
                    .ifPresent(
                        each ->
                            columns.type(
                                each, deletes.place("column"), "delete-when column", findings)));
  }

  private void partitions() {
    Set<PartitionField> seen = new HashSet<>();
    for (Placed<PartitionField> each : view.placed("partition-by", PartitionField.class)) {
      PartitionField field = each.value();
      if (!seen.add(field)) {
        findings.add(each.place(), "partition-by has '%s' twice".formatted(field));
      }
      columns
          .type(field.column(), each.place(), "partition column", findings)
          .filter(type -> !fits(field.transform(), type))
          .ifPresent(
              type ->
                  findings.add(
                      each.place(),
                      "partition '%s' needs %s, not %s"
                          .formatted(field, needed(field.transform()), type)));
    }
  }

  private static boolean fits(PartitionField.Transform transform, ColumnType type) {
    return switch (transform) {
      case IDENTITY -> type != Simple.DOUBLE;
      case YEAR, MONTH, DAY -> ColumnIndex.isTime(type);
      case HOUR -> type == Simple.TIMESTAMP;
      case BUCKET -> type != Simple.DOUBLE && type != Simple.BOOLEAN;
      case TRUNCATE ->
          type == Simple.STRING || (ColumnIndex.isNumber(type) && type != Simple.DOUBLE);
    };
  }

  private static String needed(PartitionField.Transform transform) {
    return switch (transform) {
      case IDENTITY -> "any type but double";
      case YEAR, MONTH, DAY -> "a date or timestamp";
      case HOUR -> "a timestamp";
      case BUCKET -> "any type but double and boolean";
      case TRUNCATE -> "a string, int, long or decimal";
    };
  }
}
