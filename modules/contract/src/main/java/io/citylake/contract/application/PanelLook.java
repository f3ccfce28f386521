package io.citylake.contract.application;

import java.math.BigDecimal;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How a panel's answer is shown beyond its chart.
 *
 * @param columns by name; a column that isn't among them is told by its name
 * @param comparison null where there is none
 * @param range of a gauge; null where its second column says it, or nothing
 * @param drills where a row leads to
 */
public record PanelLook(
    Map<String, PanelColumn> columns,
    @Nullable Comparison comparison,
    @Nullable Range range,
    List<Drill> drills) {
  public static final PanelLook PLAIN = new PanelLook(Map.of(), null, null, List.of());

  public PanelLook {
    columns = Collections.unmodifiableMap(new TreeMap<>(columns));
    drills = List.copyOf(drills);
  }

  /** The ends of a gauge's scale. */
  public record Range(BigDecimal from, BigDecimal to) {}
}
