package io.citylake.app;

import io.citylake.model.TableName;
import java.util.Optional;
import java.util.SortedSet;

/**
 * What of the platform's own tables a caller may be told.
 *
 * @param tables of which rows may tell; empty for all
 * @param texts whether texts are told that may quote rows
 */
public record Sight(Optional<SortedSet<TableName>> tables, boolean texts) {
  /** Whether he is told of what is about a table. */
  public boolean isOf(TableName table) {
    return tables.isEmpty() || tables.get().contains(table);
  }

  /** Whether he is told also of what is about no table. */
  public boolean isOfAll() {
    return tables.isEmpty();
  }
}
