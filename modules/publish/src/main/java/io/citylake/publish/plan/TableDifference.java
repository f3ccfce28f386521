package io.citylake.publish.plan;

import io.citylake.lake.metadata.SnapshotTotals;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.apache.iceberg.PartitionField;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.SortField;
import org.apache.iceberg.SortOrder;
import org.apache.iceberg.Table;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.TypeUtil;
import org.apache.iceberg.types.Types.NestedField;
import org.jspecify.annotations.Nullable;

/** What lies between a table and its definition. */
final class TableDifference {
  private final Table table;
  private final TableDefinition wanted;
  private final Planner.Drops drops;
  // Names of today's columns after renames, and back.
  private final Map<String, NestedField> byFinalName = new HashMap<>();
  private final Map<Integer, String> finalNames = new HashMap<>();
  private final List<Change> changes = new ArrayList<>();

  TableDifference(Table table, TableDefinition wanted, Planner.Drops drops) {
    this.table = table;
    this.wanted = wanted;
    this.drops = drops;
  }

  /** Asked only where it decides, because it reads a file and each run asks for its differences. */
  private boolean isEmpty() {
    return SnapshotTotals.of(table).isEmpty();
  }

  List<Change> changes() {
    matchNames();
    compareColumns();
    compareKeys();
    comparePartitioning();
    compareSortOrder();
    compareDropped();
    compareProperties();
    return changes;
  }

  private void matchNames() {
    for (NestedField field : table.schema().columns()) {
      byFinalName.put(field.name(), field);
      finalNames.put(field.fieldId(), field.name());
    }
    for (NestedField field : wanted.schema().columns()) {
      if (byFinalName.containsKey(field.name())) {
        continue;
      }
      for (String was : wanted.was().getOrDefault(field.name(), List.of())) {
        NestedField old = byFinalName.get(was);
        if (old != null && wanted.schema().findField(was) == null) {
          byFinalName.remove(was);
          byFinalName.put(field.name(), old);
          finalNames.put(old.fieldId(), field.name());
          changes.add(new Change.RenameColumn(was, field.name()));
          break;
        }
      }
    }
  }

  private void compareColumns() {
    List<String> comments = new ArrayList<>();
    for (NestedField field : wanted.schema().columns()) {
      NestedField old = byFinalName.get(field.name());
      if (old == null) {
        changes.add(
            new Change.AddColumn(
                field.name(), field.type().toString(), field.isRequired() && isEmpty()));
        continue;
      }
      compareType(field, old);
      if (field.isOptional() && old.isRequired()) {
        changes.add(new Change.RelaxColumn(field.name()));
      } else if (field.isRequired() && old.isOptional() && isEmpty()) {
        // With rows the column stays optional: some of them may lack a value, and the contract's
        // rule sees to new ones.
        changes.add(new Change.RequireColumn(field.name()));
      }
      if (!Objects.equals(field.doc(), old.doc())) {
        comments.add(field.name());
      }
    }
    if (!comments.isEmpty()) {
      changes.add(new Change.ChangeComments(comments));
    }
  }

  private void compareType(NestedField field, NestedField old) {
    String from = old.type().toString();
    String to = field.type().toString();
    if (!field.type().isPrimitiveType() || !old.type().isPrimitiveType()) {
      // Only quarantine has nested columns, and their shape is ours.
      return;
    }
    if (field.type().equals(old.type())) {
      return;
    }
    Type.PrimitiveType wider = field.type().asPrimitiveType();
    changes.add(
        TypeUtil.isPromotionAllowed(old.type(), wider)
            ? new Change.WidenColumn(field.name(), from, to)
            : new Change.ChangeType(field.name(), from, to));
  }

  private void compareKeys() {
    List<String> from = sortedKey(table.schema().identifierFieldNames());
    List<String> to = sortedKey(wanted.schema().identifierFieldNames());
    boolean possible = to.stream().allMatch(this::willBeRequired);
    List<String> reachable = possible ? to : List.of();
    List<String> renamed =
        from.stream()
            .map(name -> finalNames.get(table.schema().findField(name).fieldId()))
            .sorted()
            .toList();
    if (!renamed.equals(reachable)) {
      changes.add(new Change.ChangeKey(from, reachable));
    }
  }

  private boolean willBeRequired(String column) {
    NestedField old = byFinalName.get(column);
    return (old != null && old.isRequired()) || isEmpty();
  }

  private static List<String> sortedKey(java.util.Collection<String> names) {
    return names.stream().sorted().toList();
  }

  private void comparePartitioning() {
    List<String> from = partitioning(table.spec(), table.schema(), finalNames);
    List<String> to = partitioning(wanted.spec(), wanted.schema(), null);
    if (!from.equals(to)) {
      changes.add(new Change.ChangePartitioning(from, to));
    }
  }

  static List<String> partitioning(
      PartitionSpec spec, Schema schema, @Nullable Map<Integer, String> names) {
    List<String> parts = new ArrayList<>();
    for (PartitionField field : spec.fields()) {
      if (!field.transform().isVoid()) {
        parts.add(field.transform() + "(" + name(field.sourceId(), schema, names) + ")");
      }
    }
    return parts;
  }

  private void compareSortOrder() {
    List<String> from = sorting(table.sortOrder(), table.schema(), finalNames);
    List<String> to = sorting(wanted.order(), wanted.schema(), null);
    if (!from.equals(to)) {
      changes.add(new Change.ChangeSortOrder(from, to));
    }
  }

  private static List<String> sorting(
      SortOrder order, Schema schema, @Nullable Map<Integer, String> names) {
    List<String> parts = new ArrayList<>();
    for (SortField field : order.fields()) {
      parts.add(name(field.sourceId(), schema, names) + " " + field.direction());
    }
    return parts;
  }

  private static String name(int id, Schema schema, @Nullable Map<Integer, String> names) {
    String name = names == null ? null : names.get(id);
    return name == null ? String.valueOf(schema.findColumnName(id)) : name;
  }

  private void compareDropped() {
    for (NestedField field : table.schema().columns()) {
      String name = finalNames.getOrDefault(field.fieldId(), field.name());
      if (wanted.schema().findField(name) == null) {
        changes.add(new Change.DropColumn(name, whyNotDropped(field)));
      }
    }
  }

  private @Nullable String whyNotDropped(NestedField field) {
    if (drops == Planner.Drops.REFUSE) {
      return "its values would be lost to queries; allow drops, or declare the column again";
    }
    boolean partitioned =
        table.specs().values().stream()
            .flatMap(spec -> spec.fields().stream())
            .anyMatch(part -> part.sourceId() == field.fieldId());
    return partitioned ? "files are partitioned by it; keep it declared" : null;
  }

  private void compareProperties() {
    Map<String, @Nullable String> different = new TreeMap<>();
    Map<String, String> present = table.properties();
    wanted
        .properties()
        .forEach(
            (key, value) -> {
              // Iceberg keeps the format version beside the properties.
              if (!key.equals("format-version") && !value.equals(present.get(key))) {
                different.put(key, value);
              }
            });
    for (String key : present.keySet()) {
      if (key.startsWith(TableProperties.GRADE_PREFIX) && !wanted.properties().containsKey(key)) {
        different.put(key, null);
      }
    }
    if (!different.isEmpty()) {
      changes.add(new Change.ChangeProperties(different));
    }
  }
}
