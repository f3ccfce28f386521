package io.citylake.govern.policy;

import io.citylake.contract.policy.Mask.Action;
import io.citylake.contract.policy.RowFilter;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What one reference to a table may see.
 *
 * @param rows a row is seen where all filters of one of these lists hold; empty for all rows
 * @param cells by column: the first whose filters hold counts; only columns that are read
 * @param highestGrade of the columns that are read; 0 for none
 */
public record TableDecision(
    List<List<RowFilter>> rows, SortedMap<String, List<Cell>> cells, int highestGrade) {
  public TableDecision {
    rows = rows.stream().map(List::copyOf).toList();
    SortedMap<String, List<Cell>> copy = new TreeMap<>();
    cells.forEach((column, each) -> copy.put(column, List.copyOf(each)));
    cells = Collections.unmodifiableSortedMap(copy);
  }

  public boolean isFiltered() {
    return !rows.isEmpty();
  }

  public boolean isMasked() {
    return cells.values().stream().anyMatch(TableDecision::isMasked);
  }

  /** Whether a column's values may differ from what is stored; also of one that isn't read. */
  public boolean masks(String column) {
    List<Cell> read = cells.get(column);
    return read == null || isMasked(read);
  }

  private static boolean isMasked(List<Cell> cells) {
    return !cells.equals(List.of(new Cell(List.of(), Action.NONE, 0)));
  }
}
