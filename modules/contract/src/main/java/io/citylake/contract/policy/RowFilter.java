package io.citylake.contract.policy;

import io.citylake.model.TableName;
import java.util.List;

/**
 * Which rows a role sees: those whose column holds one of the values. A null is none of them.
 *
 * @param tables empty for every one that the role reads
 * @param values as texts of the column's type
 * @param whereMissing what holds for a table without the column
 */
public record RowFilter(
    List<TableName> tables, String column, List<String> values, WhereMissing whereMissing) {
  public RowFilter {
    tables = List.copyOf(tables);
    values = List.copyOf(values);
  }

  /** What holds where a table can't be filtered. */
  public enum WhereMissing {
    /** The role doesn't read the table. */
    REFUSE,
    /** It reads all rows. */
    ALLOW
  }

  public boolean concerns(TableName table) {
    return tables.isEmpty() || tables.contains(table);
  }
}
