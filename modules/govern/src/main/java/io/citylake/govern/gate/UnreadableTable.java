package io.citylake.govern.gate;

import java.util.Set;
import org.apache.spark.sql.connector.catalog.Column;
import org.apache.spark.sql.connector.catalog.Table;
import org.apache.spark.sql.connector.catalog.TableCapability;
import org.apache.spark.sql.types.StructField;

/**
 * What a caller's text resolves to: a table's name and columns, and nothing that could be read. A
 * reference that the enforcement missed can't run. It has no metadata columns, and every column may
 * be null, since a mask may make it so.
 *
 * <p>It knows whether the statement named the state that it stands for, in whatever words: a
 * clause, an option, a name that is made while it runs.
 */
final class UnreadableTable implements Table {
  private final PinnedTable pinned;
  private final boolean ofNamedState;
  private final Column[] columns;

  UnreadableTable(PinnedTable pinned, boolean ofNamedState) {
    this.pinned = pinned;
    this.ofNamedState = ofNamedState;
    StructField[] fields = pinned.schema().fields();
    this.columns = new Column[fields.length];
    for (int i = 0; i < fields.length; i++) {
      columns[i] = Column.create(fields[i].name(), fields[i].dataType(), true);
    }
  }

  PinnedTable pinned() {
    return pinned;
  }

  boolean isOfNamedState() {
    return ofNamedState;
  }

  @Override
  public String name() {
    return pinned.name().toString();
  }

  @Override
  public Column[] columns() {
    return columns.clone();
  }

  @Override
  public Set<TableCapability> capabilities() {
    return Set.of();
  }
}
