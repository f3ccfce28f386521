package io.citylake.publish.plan;

import io.citylake.contract.dataset.DatasetContract;
import io.citylake.contract.dataset.StandingRule;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** Compares the rules that a table's rows stand by with its contract's. */
public final class Standing {
  private Standing() {}

  /**
   * What to say where some stand by another; empty where none do.
   *
   * @param rules of each job
   * @param but jobs that don't count
   */
  public static Optional<String> otherwise(
      DatasetContract dataset, Map<String, String> rules, Set<String> but) {
    StandingRule now = StandingRule.of(dataset);
    SortedMap<String, String> others = new TreeMap<>(rules);
    others.keySet().removeAll(but);
    others.values().removeIf(now::isSame);
    return others.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "rows from before stand by another rule (%s) than the contract's now (%s), so that others stand after a reload; --full-refresh of %s puts them all by the new one"
                .formatted(
                    String.join("; ", Set.copyOf(others.values()).stream().sorted().toList()),
                    now.text(),
                    String.join(" ", others.keySet())));
  }
}
