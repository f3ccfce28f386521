package io.citylake.publish.plan;

import io.citylake.model.JudgedLayout;
import io.citylake.model.QuarantineColumn;
import java.util.ArrayList;
import java.util.List;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.types.Types.NestedField;

/** The columns of every quarantine table as Iceberg's types. */
final class QuarantineSchema {
  static final Schema SCHEMA = schema();

  private QuarantineSchema() {}

  private static Schema schema() {
    FieldIds ids = new FieldIds();
    List<NestedField> fields = new ArrayList<>();
    for (QuarantineColumn column : QuarantineColumn.ALL) {
      Type type = type(column.type(), ids);
      fields.add(
          column.required()
              ? ids.required(column.column(), type, column.doc())
              : ids.optional(column.column(), type, column.doc()));
    }
    return new Schema(fields);
  }

  private static Type type(QuarantineColumn.Type type, FieldIds ids) {
    return switch (type) {
      case TEXT -> Types.StringType.get();
      case INT -> Types.IntegerType.get();
      case LONG -> Types.LongType.get();
      case INSTANT -> Types.TimestampType.withZone();
      case REASONS -> reasons(ids);
    };
  }

  /** Its fields are numbered before the column that holds them, as in the tables that exist. */
  private static Types.ListType reasons(FieldIds ids) {
    List<NestedField> fields = new ArrayList<>();
    for (String field : JudgedLayout.REASON) {
      fields.add(NestedField.optional(ids.next(), field, Types.StringType.get()));
    }
    return Types.ListType.ofOptional(ids.next(), Types.StructType.of(fields));
  }
}
