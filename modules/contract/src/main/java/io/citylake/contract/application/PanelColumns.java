package io.citylake.contract.application;

import io.citylake.contract.Title;
import io.citylake.contract.application.Application.Panel;
import io.citylake.contract.dataset.ColumnContract;
import io.citylake.contract.dataset.DatasetContract;
import io.citylake.model.TableName;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiPredicate;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** How the columns of panels are told. */
public final class PanelColumns {
  private static final Pattern WORDS = Pattern.compile("\\w+(\\.\\w+)?");

  private PanelColumns() {}

  /**
   * The columns that a panel declares, and those of the tables in its query whose names are in it.
   * A title or unit that the panel doesn't say is that of the contract, of the first table that has
   * such a column.
   *
   * @param datasets all that there are, in the order in which they are looked at
   * @param told whether whoever asks is told of a column
   */
  public static Map<String, PanelColumn> of(
      Panel panel, Collection<DatasetContract> datasets, BiPredicate<TableName, String> told) {
    Set<String> words =
        WORDS.matcher(panel.sql()).results().map(MatchResult::group).collect(Collectors.toSet());
    Set<String> names =
        words.stream()
            .map(each -> each.substring(each.indexOf('.') + 1))
            .collect(Collectors.toSet());
    Map<String, PanelColumn> columns = new TreeMap<>(panel.look().columns());
    for (DatasetContract dataset : datasets) {
      if (words.contains(dataset.name().toString())) {
        for (ColumnContract column : dataset.columns()) {
          String name = column.name();
          if (names.contains(name) && told.test(dataset.name(), name)) {
            columns.merge(name, of(column), PanelColumns::filled);
          }
        }
      }
    }
    return columns;
  }

  private static PanelColumn of(ColumnContract column) {
    return new PanelColumn(column.title(), unit(column.unit()), null, null, null);
  }

  /** A ratio is without a unit, and its contract says {@code 1}. */
  private static @Nullable Title unit(@Nullable String unit) {
    return unit == null || unit.equals("1") ? null : new Title(unit, unit);
  }

  private static PanelColumn filled(PanelColumn declared, PanelColumn contract) {
    return new PanelColumn(
        declared.title() == null ? contract.title() : declared.title(),
        // Whoever calls it otherwise made something else of it.
        declared.unit() == null && declared.title() == null ? contract.unit() : declared.unit(),
        declared.warn(),
        declared.alarm(),
        declared.bad());
  }
}
