package io.citylake.publish.plan;

import io.citylake.contract.dataset.ColumnContract;
import io.citylake.contract.dataset.ColumnType;
import io.citylake.contract.dataset.DatasetContract;
import io.citylake.contract.dataset.PartitionField;
import io.citylake.contract.dataset.ServiceColumns;
import io.citylake.contract.dataset.ServiceColumns.ServiceColumn;
import io.citylake.contract.dataset.SortField;
import io.citylake.contract.dataset.WriteMode;
import io.citylake.model.QuarantineColumn;
import io.citylake.model.TableName;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.iceberg.NullOrder;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.SortOrder;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.types.Types.NestedField;

/**
 * The Iceberg table that a contract asks for. Field ids count from 1; a table that exists keeps its
 * own.
 *
 * @param was earlier names by column, newest first
 * @param properties those that we own; a table may have others
 */
public record TableDefinition(
    TableName name,
    Kind kind,
    Schema schema,
    Map<String, List<String>> was,
    PartitionSpec spec,
    SortOrder order,
    SortedMap<String, String> properties) {

  /** What a table is for. */
  public enum Kind {
    DATASET,
    QUARANTINE,
    TOMBSTONES,
    DISPLACED
  }

  /**
   * All tables that a dataset may have: its own, its quarantine, for deletions its tombstones, and
   * that of displaced rows, which is made when the first of them comes.
   */
  public static List<TableDefinition> listOf(DatasetContract dataset, String workspace) {
    List<TableDefinition> all = new ArrayList<>();
    all.add(of(dataset, workspace));
    all.add(quarantineOf(dataset, workspace));
    if (dataset.writeMode() == WriteMode.UPSERT && dataset.deletes() != null) {
      all.add(tombstonesOf(dataset, workspace));
    }
    if (dataset.displaces()) {
      all.add(displacedOf(dataset, workspace));
    }
    return all;
  }

  /** Whether {@code apply} makes the table; else it only keeps it as its contract says. */
  boolean madeByApply() {
    return kind != Kind.DISPLACED;
  }

  static TableDefinition of(DatasetContract dataset, String workspace) {
    FieldIds ids = new FieldIds();
    List<NestedField> fields = new ArrayList<>();
    for (ColumnContract column : dataset.columns()) {
      fields.add(contractField(ids, column, column.required()));
    }
    for (ServiceColumn column : ServiceColumns.of(dataset.writeMode())) {
      fields.add(serviceField(ids, column));
    }
    Schema schema = new Schema(fields, identifiers(dataset, fields));
    SortedMap<String, String> properties = TableProperties.of(dataset, Kind.DATASET, workspace);
    for (ColumnContract column : dataset.columns()) {
      properties.put(
          TableProperties.GRADE_PREFIX + column.name(), Integer.toString(column.grade()));
    }
    Map<String, List<String>> was = new TreeMap<>();
    dataset.columns().forEach(column -> was.put(column.name(), column.was()));
    return new TableDefinition(
        dataset.name(),
        Kind.DATASET,
        schema,
        was,
        spec(schema, dataset.partitionBy()),
        order(schema, dataset.sortBy()),
        properties);
  }

  static TableDefinition quarantineOf(DatasetContract dataset, String workspace) {
    Schema schema = QuarantineSchema.SCHEMA;
    SortedMap<String, String> properties = TableProperties.of(dataset, Kind.QUARANTINE, workspace);
    // Whole raw rows: bounds of them only make the manifests fat.
    properties.put("write.metadata.metrics.column." + QuarantineColumn.RAW.column(), "none");
    properties.put("write.metadata.metrics.column." + QuarantineColumn.NOTE.column(), "none");
    return new TableDefinition(
        dataset.name().quarantine(),
        Kind.QUARANTINE,
        schema,
        Map.of(),
        PartitionSpec.unpartitioned(),
        SortOrder.unsorted(),
        properties);
  }

  static TableDefinition tombstonesOf(DatasetContract dataset, String workspace) {
    FieldIds ids = new FieldIds();
    List<NestedField> fields = new ArrayList<>();
    Map<String, List<String>> was = new TreeMap<>();
    for (ColumnContract column : dataset.columns()) {
      boolean key = dataset.key().contains(column.name());
      if (key || column.name().equals(dataset.sequence())) {
        fields.add(contractField(ids, column, key && column.required()));
        was.put(column.name(), column.was());
      }
    }
    ServiceColumns.ORIGIN.forEach(column -> fields.add(serviceField(ids, column)));
    Schema schema = new Schema(fields, identifiers(dataset, fields));
    return new TableDefinition(
        dataset.name().tombstones(),
        Kind.TOMBSTONES,
        schema,
        was,
        PartitionSpec.unpartitioned(),
        SortOrder.unsorted(),
        TableProperties.of(dataset, Kind.TOMBSTONES, workspace));
  }

  /** The target's columns, none of them required: what displaces a row may have other rules. */
  public static TableDefinition displacedOf(DatasetContract dataset, String workspace) {
    FieldIds ids = new FieldIds();
    List<NestedField> fields = new ArrayList<>();
    Map<String, List<String>> was = new TreeMap<>();
    for (ColumnContract column : dataset.columns()) {
      fields.add(contractField(ids, column, false));
      was.put(column.name(), column.was());
    }
    ServiceColumns.ORIGIN.forEach(column -> fields.add(serviceField(ids, column)));
    fields.add(serviceField(ids, ServiceColumns.DISPLACED));
    SortedMap<String, String> properties = TableProperties.of(dataset, Kind.DISPLACED, workspace);
    for (ColumnContract column : dataset.columns()) {
      properties.put(
          TableProperties.GRADE_PREFIX + column.name(), Integer.toString(column.grade()));
    }
    return new TableDefinition(
        dataset.name().displaced(),
        Kind.DISPLACED,
        new Schema(fields),
        was,
        PartitionSpec.unpartitioned(),
        SortOrder.unsorted(),
        properties);
  }

  private static NestedField contractField(FieldIds ids, ColumnContract column, boolean required) {
    String unit = column.unit() == null ? "" : " (" + column.unit() + ")";
    String doc = column.title().both() + unit;
    Type type = type(column.type());
    return required
        ? ids.required(column.name(), type, doc)
        : ids.optional(column.name(), type, doc);
  }

  /** Only the first day of a version is always known: it is part of the version's identity. */
  private static NestedField serviceField(FieldIds ids, ServiceColumn column) {
    Type type = type(column.type());
    return column.name().equals(ServiceColumns.VALID_FROM)
        ? ids.required(column.name(), type, column.doc())
        : ids.optional(column.name(), type, column.doc());
  }

  /** Iceberg's identifier fields must be required and no floating point; else there are none. */
  private static Set<Integer> identifiers(DatasetContract dataset, List<NestedField> fields) {
    List<String> names = new ArrayList<>(dataset.key());
    String from = ServiceColumns.VALID_FROM;
    if (!names.isEmpty() && fields.stream().anyMatch(field -> field.name().equals(from))) {
      names.add(from);
    }
    Set<Integer> ids = new TreeSet<>();
    for (NestedField field : fields) {
      if (names.contains(field.name())
          && field.isRequired()
          && field.type().typeId() != Type.TypeID.DOUBLE) {
        ids.add(field.fieldId());
      }
    }
    return ids.size() == names.size() ? ids : Set.of();
  }

  static Type.PrimitiveType type(ColumnType type) {
    if (type instanceof ColumnType.Decimal decimal) {
      return Types.DecimalType.of(decimal.precision(), decimal.scale());
    }
    return switch ((ColumnType.Simple) type) {
      case STRING -> Types.StringType.get();
      case INT -> Types.IntegerType.get();
      case LONG -> Types.LongType.get();
      case DOUBLE -> Types.DoubleType.get();
      case BOOLEAN -> Types.BooleanType.get();
      case DATE -> Types.DateType.get();
      case TIMESTAMP -> Types.TimestampType.withZone();
    };
  }

  static PartitionSpec spec(Schema schema, List<PartitionField> parts) {
    PartitionSpec.Builder builder = PartitionSpec.builderFor(schema);
    for (PartitionField part : parts) {
      switch (part.transform()) {
        case IDENTITY -> builder.identity(part.column());
        case YEAR -> builder.year(part.column());
        case MONTH -> builder.month(part.column());
        case DAY -> builder.day(part.column());
        case HOUR -> builder.hour(part.column());
        case BUCKET -> builder.bucket(part.column(), part.width());
        case TRUNCATE -> builder.truncate(part.column(), part.width());
      }
    }
    return builder.build();
  }

  static SortOrder order(Schema schema, List<SortField> fields) {
    SortOrder.Builder builder = SortOrder.builderFor(schema);
    for (SortField field : fields) {
      if (field.descending()) {
        builder.desc(field.column(), NullOrder.NULLS_LAST);
      } else {
        builder.asc(field.column(), NullOrder.NULLS_FIRST);
      }
    }
    return builder.build();
  }
}
