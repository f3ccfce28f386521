package io.citylake.model;

import java.util.List;

/**
 * A column of every quarantine table. Names, order, types and docs are stored in the tables that
 * exist: add at the end, change nothing.
 */
public enum QuarantineColumn {
  ID("id", Type.TEXT, true, "First 32 hex digits of a SHA-256 over job, source and place"),
  JOB("job", Type.TEXT, true, "The job that refused it"),
  SOURCE("source", Type.TEXT, false, "The file or table it came from"),
  PLACE("place", Type.LONG, false, "Line or row in the source"),
  RAW("raw", Type.TEXT, false, "The whole record as JSON, source names to text"),
  REASONS("reasons", Type.REASONS, false, "Every reason"),
  RUN_ID("run_id", Type.TEXT, true, "The run that refused it"),
  REFUSED_AT("refused_at", Type.INSTANT, true, "When"),
  STATUS("status", Type.TEXT, true, "open, replayed, discarded or superseded"),
  ATTEMPT("attempt", Type.INT, true, "1, and one more for each replay"),
  REPLAY_OF("replay_of", Type.TEXT, false, "The id of the row that was replayed"),
  RESOLVED_RUN_ID("resolved_run_id", Type.TEXT, false, "The run that resolved it"),
  RESOLVED_AT("resolved_at", Type.INSTANT, false, "When it was resolved"),
  RESOLVED_BY("resolved_by", Type.TEXT, false, "Who resolved it"),
  NOTE("note", Type.TEXT, false, "Why it was resolved"),
  FINGERPRINT("fingerprint", Type.TEXT, false, "SHA-256 of the source's content");

  /** In their order. */
  public static final List<QuarantineColumn> ALL = List.of(values());

  /** What a column holds, for each engine to render. */
  public enum Type {
    TEXT,
    INT,
    LONG,
    INSTANT,
    /** A list of {@link JudgedLayout#REASON}. */
    REASONS
  }

  private final String column;
  private final Type type;
  private final boolean required;
  private final String doc;

  QuarantineColumn(String column, Type type, boolean required, String doc) {
    this.column = column;
    this.type = type;
    this.required = required;
    this.doc = doc;
  }

  public String column() {
    return column;
  }

  public Type type() {
    return type;
  }

  /** Whether it is never null. */
  public boolean required() {
    return required;
  }

  public String doc() {
    return doc;
  }
}
