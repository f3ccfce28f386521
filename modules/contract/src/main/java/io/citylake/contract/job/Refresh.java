package io.citylake.contract.job;

import io.citylake.model.TableName;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** How a derived table follows a change of what its step reads. */
public sealed interface Refresh {
  /** {@code refresh: full}: any change makes the whole table anew. */
  record Full() implements Refresh {}

  /**
   * {@code refresh: {append: theme.table}}: each row of the table comes from one row of that input
   * and of nothing else that changes. New rows of the input add rows; a change or loss of its rows,
   * or any change of another input, makes the whole table anew.
   */
  record Append(TableName input) implements Refresh {}

  /**
   * {@code refresh: {partition: [day], changes: {theme.table: [cast(event_time as date)]}}}, or
   * {@code key:} in place of {@code partition:}. The values of these columns are groups; the rows
   * of a group depend on nothing of a listed input but its rows for which the expressions give that
   * group. A change of a listed input makes its groups anew, a change of any other input the whole
   * table.
   *
   * @param columns of the target, in the order of the expressions
   * @param changes expressions over one row of each listed input, one for each column
   */
  record Groups(By by, List<String> columns, SortedMap<TableName, List<String>> changes)
      implements Refresh {
    public Groups {
      columns = List.copyOf(columns);
      SortedMap<TableName, List<String>> copy = new TreeMap<>();
      changes.forEach((table, expressions) -> copy.put(table, List.copyOf(expressions)));
      changes = Collections.unmodifiableSortedMap(copy);
    }
  }

  /** What the groups are in the target. */
  enum By {
    /** Whole partitions: replacing them touches no other file. */
    PARTITION,
    /** Rows here and there. */
    KEY
  }
}
