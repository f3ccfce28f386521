package io.citylake.govern.policy;

import io.citylake.contract.policy.Mask.Action;
import io.citylake.contract.policy.RowFilter;
import java.util.List;

/**
 * How a column's value is read in some rows.
 *
 * @param when all of these hold; empty for every row
 * @param digits for {@code round}
 */
public record Cell(List<RowFilter> when, Action action, int digits) {
  public Cell {
    when = List.copyOf(when);
  }
}
