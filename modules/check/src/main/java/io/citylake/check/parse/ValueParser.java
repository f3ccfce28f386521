package io.citylake.check.parse;

import io.citylake.contract.dataset.ColumnType;
import io.citylake.contract.job.Mapping;
import org.jspecify.annotations.Nullable;

/**
 * Reads a cleaned text as a value of one type, exactly or not at all. Used by one thread.
 *
 * <p>Values are in the Java types that {@link io.citylake.model.JudgedRow} names.
 */
public abstract class ValueParser {
  private final String expected;
  private @Nullable String fault;

  ValueParser(String expected) {
    this.expected = expected;
  }

  public static ValueParser of(ColumnType type, Mapping mapping) {
    NumberScan scan =
        new NumberScan(mapping.grouping(), mapping.decimalSeparator(), mapping.percent());
    if (type instanceof ColumnType.Decimal decimal) {
      return new DecimalParser(decimal, scan);
    }
    return switch ((ColumnType.Simple) type) {
      case STRING -> new StringParser();
      case INT -> new WholeParser("int", Integer.MIN_VALUE, Integer.MAX_VALUE, scan);
      case LONG -> new WholeParser("long", Long.MIN_VALUE, Long.MAX_VALUE, scan);
      case DOUBLE -> new DoubleParser(scan);
      case BOOLEAN -> new BooleanParser(mapping.formats());
      case DATE -> new DateParser(mapping.formats(), mapping.zone());
      case TIMESTAMP -> new TimestampParser(mapping.formats(), mapping.zone());
    };
  }

  /** The value, or null with a {@link #fault()}. */
  public abstract @Nullable Object parse(String text);

  /** After a null: one sentence that says what was expected and what kind of thing was found. */
  public @Nullable String fault() {
    return fault;
  }

  /** Remembers why and gives null. The words describe the text but never hold it. */
  @Nullable Object refuse(String found) {
    fault = "expected " + expected + ", found " + found;
    return null;
  }
}
