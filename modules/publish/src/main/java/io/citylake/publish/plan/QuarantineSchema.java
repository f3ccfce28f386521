package io.citylake.publish.plan;

import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.types.Types.NestedField;

/** The columns of every quarantine table: those of the judged rows' {@code bad} struct. */
final class QuarantineSchema {
  static final Schema SCHEMA = schema();

  private QuarantineSchema() {}

  private static Schema schema() {
    FieldIds ids = new FieldIds();
    Types.StringType text = Types.StringType.get();
    Types.TimestampType instant = Types.TimestampType.withZone();
    return new Schema(
        ids.required("id", text, "First 32 hex digits of a SHA-256 over job, source and place"),
        ids.required("job", text, "The job that refused it"),
        ids.optional("source", text, "The file or table it came from"),
        ids.optional("place", Types.LongType.get(), "Line or row in the source"),
        ids.optional("raw", text, "The whole record as JSON, source names to text"),
        ids.optional("reasons", reasons(ids), "Every reason"),
        ids.required("run_id", text, "The run that refused it"),
        ids.required("refused_at", instant, "When"),
        ids.required("status", text, "open, replayed, discarded or superseded"),
        ids.required("attempt", Types.IntegerType.get(), "1, and one more for each replay"),
        ids.optional("replay_of", text, "The id of the row that was replayed"),
        ids.optional("resolved_run_id", text, "The run that resolved it"),
        ids.optional("resolved_at", instant, "When it was resolved"),
        ids.optional("resolved_by", text, "Who resolved it"),
        ids.optional("note", text, "Why it was resolved"),
        ids.optional("fingerprint", text, "SHA-256 of the source's content"));
  }

  private static Types.ListType reasons(FieldIds ids) {
    Types.StringType text = Types.StringType.get();
    Types.StructType reason =
        Types.StructType.of(
            NestedField.optional(ids.next(), "column", text),
            NestedField.optional(ids.next(), "value", text),
            NestedField.optional(ids.next(), "rule", text),
            NestedField.optional(ids.next(), "message", text));
    return Types.ListType.ofOptional(ids.next(), reason);
  }
}
