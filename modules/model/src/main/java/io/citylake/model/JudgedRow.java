package io.citylake.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a judge says of one record: typed values, and reasons. One instance is reused for all
 * records of a partition.
 *
 * <p>Values are in the dataset's column order and in these Java types: STRING String, INT Integer,
 * LONG Long, DOUBLE Double, DECIMAL BigDecimal of the column's scale, BOOLEAN Boolean, DATE Integer
 * (days since 1970-01-01), TIMESTAMP Long (microseconds since 1970-01-01T00:00Z).
 */
public final class JudgedRow {
  private final @Nullable Object[] values;
  private final List<Reason> refusals = new ArrayList<>();
  private final List<Reason> warnings = new ArrayList<>();
  private boolean fatal;

  public JudgedRow(int columns) {
    this.values = new @Nullable Object[columns];
  }

  /** Makes it ready for the next record. */
  public void clear() {
    Arrays.fill(values, null);
    refusals.clear();
    warnings.clear();
    fatal = false;
  }

  /** The live array, for speed: writers fill it, readers copy from it. */
  public @Nullable Object[] values() {
    return values;
  }

  public void refuse(Reason reason) {
    refusals.add(reason);
  }

  public void warn(Reason reason) {
    warnings.add(reason);
  }

  /**
   * A rule of severity {@code fail} was broken: the row is refused and the run must publish
   * nothing.
   */
  public void fail(Reason reason) {
    refusals.add(reason);
    fatal = true;
  }

  public boolean accepted() {
    return refusals.isEmpty();
  }

  public List<Reason> refusals() {
    return refusals;
  }

  public List<Reason> warnings() {
    return warnings;
  }

  public boolean fatal() {
    return fatal;
  }
}
