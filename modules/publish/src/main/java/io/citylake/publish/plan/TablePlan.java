package io.citylake.publish.plan;

import io.citylake.model.DataSize;
import java.util.List;
import java.util.Optional;

/**
 * The changes of one table, with its size for judging them.
 *
 * @param table {@code theme.table}, or the theme alone for a namespace
 * @param changes in the order in which they are applied
 * @param rows that the table has
 * @param bytes of its data files
 * @param files that it has; none of them is rewritten by any change
 * @param definition what the table shall be; empty for a namespace
 */
public record TablePlan(
    String table,
    List<Change> changes,
    long rows,
    DataSize bytes,
    long files,
    Optional<TableDefinition> definition) {
  public TablePlan {
    changes = List.copyOf(changes);
  }
}
