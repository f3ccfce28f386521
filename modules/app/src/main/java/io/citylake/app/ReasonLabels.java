package io.citylake.app;

import io.citylake.contract.dataset.ColumnContract;
import io.citylake.contract.dataset.DatasetContract;
import java.util.Optional;
import java.util.Set;

/** Reasons for which rows are refused, as counts have them: {@code column:rule}, or the rule. */
final class ReasonLabels {
  private ReasonLabels() {}

  /**
   * Whether a caller may be told of a reason.
   *
   * @param told columns of which he is told
   * @param unjudged whether also of what is about no column that a contract has
   */
  static boolean tells(DatasetContract dataset, Set<String> told, boolean unjudged, String label) {
    Optional<String> column =
        dataset.columns().stream()
            .map(ColumnContract::name)
            .filter(each -> label.startsWith(each + ":"))
            .findFirst();
    return column.map(told::contains).orElse(!label.contains(":") || unjudged);
  }
}
