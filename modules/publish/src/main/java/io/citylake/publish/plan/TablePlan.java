package io.citylake.publish.plan;

import io.citylake.lake.metadata.SnapshotTotals;
import java.util.List;
import java.util.Optional;

/**
 * The changes of one table, with its size for judging them.
 *
 * @param table {@code theme.table}, or the theme alone for a namespace
 * @param changes in the order in which they are applied
 * @param totals what the table has; none of its files is rewritten by any change
 * @param definition what the table shall be; empty for a namespace
 */
public record TablePlan(
    String table,
    List<Change> changes,
    SnapshotTotals totals,
    Optional<TableDefinition> definition) {
  public TablePlan {
    changes = List.copyOf(changes);
  }
}
