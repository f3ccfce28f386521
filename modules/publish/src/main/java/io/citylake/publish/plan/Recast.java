package io.citylake.publish.plan;

import io.citylake.contract.dataset.DatasetContract;
import io.citylake.lake.metadata.LakeProperties;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.SortOrder;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.TypeUtil;
import org.apache.iceberg.types.Types.NestedField;
import org.jspecify.annotations.Nullable;

/**
 * A table under types of its contract that Iceberg can't change it to, as it can be made anew of
 * the rows that it has. Columns that the contract doesn't have stay.
 *
 * @param definition what its contract asks for
 * @param conversions columns whose values get another type
 * @param origins for each column in order the one that its values come from; null where none does
 */
public record Recast(
    TableDefinition definition,
    DatasetContract dataset,
    List<Conversion> conversions,
    Map<String, @Nullable String> origins,
    Schema schema) {
  private static final String FORMER = "__former";

  public Recast {
    conversions = List.copyOf(conversions);
  }

  /**
   * A column whose values get another type.
   *
   * @param was what it is called in the table
   */
  public record Conversion(String column, String was, Type from, Type to) {}

  /** What keeps a table from its contract's types; empty where nothing does. */
  public static Optional<Recast> find(
      Table table, TableDefinition definition, DatasetContract dataset) {
    Schema present = table.schema();
    List<Conversion> conversions = new ArrayList<>();
    Map<String, @Nullable String> origins = new LinkedHashMap<>();
    List<NestedField> fields = new ArrayList<>();
    Set<String> taken = new TreeSet<>();
    int id = present.highestFieldId();
    for (NestedField field : definition.schema().columns()) {
      @Nullable NestedField old = origin(present, definition, field.name());
      boolean required = field.isRequired() && old != null && old.isRequired();
      origins.put(field.name(), old == null ? null : old.name());
      fields.add(NestedField.from(field).withId(++id).isOptional(!required).build());
      if (old != null) {
        taken.add(old.name());
        if (isOther(old.type(), field.type())) {
          conversions.add(new Conversion(field.name(), old.name(), old.type(), field.type()));
        }
      }
    }
    if (conversions.isEmpty()) {
      return Optional.empty();
    }
    // Values of columns that the contract doesn't have aren't lost by this.
    for (NestedField field : present.columns()) {
      if (!taken.contains(field.name())) {
        origins.put(field.name(), field.name());
        fields.add(NestedField.from(field).withId(++id).asOptional().build());
      }
    }
    return Optional.of(
        new Recast(
            definition,
            dataset,
            conversions,
            origins,
            new Schema(fields, keys(definition, fields))));
  }

  /** The table as its contract has it, for rows that are to come again. */
  public static Recast empty(Table table, TableDefinition definition, DatasetContract dataset) {
    return new Recast(
        definition,
        dataset,
        find(table, definition, dataset).map(Recast::conversions).orElse(List.of()),
        Map.of(),
        definition.schema());
  }

  private static boolean isOther(Type old, Type wanted) {
    return old.isPrimitiveType()
        && wanted.isPrimitiveType()
        && !old.equals(wanted)
        && !TypeUtil.isPromotionAllowed(old, wanted.asPrimitiveType());
  }

  private static @Nullable NestedField origin(
      Schema present, TableDefinition definition, String column) {
    NestedField same = present.findField(column);
    return same != null
        ? same
        : definition.was().getOrDefault(column, List.of()).stream()
            .filter(was -> definition.schema().findField(was) == null)
            .map(present::findField)
            .filter(java.util.Objects::nonNull)
            .findFirst()
            .orElse(null);
  }

  /** Iceberg's identifiers must be required: all of the contract's, or none. */
  private static Set<Integer> keys(TableDefinition definition, List<NestedField> fields) {
    Set<String> names = definition.schema().identifierFieldNames();
    Set<Integer> ids =
        fields.stream()
            .filter(field -> names.contains(field.name()) && field.isRequired())
            .map(NestedField::fieldId)
            .collect(Collectors.toSet());
    return ids.size() == names.size() ? ids : Set.of();
  }

  /**
   * The table's metadata with no row on main, as Iceberg's REPLACE TABLE makes it: snapshots,
   * branches, identity and our properties stay. A column of another type is another column to
   * Iceberg, so that earlier snapshots are read as they were written.
   */
  public TableMetadata replaced(TableMetadata base) {
    Set<String> others = conversions.stream().map(Conversion::was).collect(Collectors.toSet());
    List<NestedField> former =
        base.schema().columns().stream()
            .map(
                field ->
                    others.contains(field.name())
                        ? NestedField.from(field).withName(field.name() + FORMER).build()
                        : field)
            .toList();
    TableMetadata renamed =
        TableMetadata.buildFrom(base)
            .setCurrentSchema(
                new Schema(former, base.schema().identifierFieldIds()), base.lastColumnId())
            .removeProperties(Set.of(LakeProperties.MAIN))
            .build();
    boolean target = definition.kind() == TableDefinition.Kind.DATASET;
    PartitionSpec spec = TableDefinition.spec(schema, target ? dataset.partitionBy() : List.of());
    SortOrder order = TableDefinition.order(schema, target ? dataset.sortBy() : List.of());
    return renamed.buildReplacement(schema, spec, order, base.location(), definition.properties());
  }
}
