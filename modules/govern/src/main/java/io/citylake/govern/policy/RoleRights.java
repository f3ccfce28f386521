package io.citylake.govern.policy;

import io.citylake.contract.policy.RowFilter;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What one role gives of one table.
 *
 * @param filters all of them hold for the rows that it sees
 * @param columns that it may read
 */
record RoleRights(String role, List<RowFilter> filters, SortedMap<String, ColumnRight> columns) {
  RoleRights {
    filters = List.copyOf(filters);
    columns = Collections.unmodifiableSortedMap(new TreeMap<>(columns));
  }

  /**
   * @param needsPurpose whether it is refused until a purpose is stated
   */
  record ColumnRight(Cell cell, int grade, boolean needsPurpose) {}
}
