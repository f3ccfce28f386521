package io.citylake.contract;

import java.io.Serializable;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A column of a dataset.
 *
 * @param unit of measure as UCUM or Chinese text, for people; null where it has none
 * @param required whether a missing value quarantines the row
 * @param grade GB/T 43697-2024 level of the general data, 1 (public) to 4
 * @param codeTable the code table that the values come from; implies a {@code code} rule
 * @param was earlier names, newest first, so that a rename rewrites nothing
 */
public record Column(
    String name,
    ColumnType type,
    Title title,
    @Nullable String unit,
    boolean required,
    int grade,
    @Nullable String codeTable,
    List<String> was,
    List<Rule> rules)
    implements Serializable {
  public Column {
    was = List.copyOf(was);
    rules = List.copyOf(rules);
  }
}
