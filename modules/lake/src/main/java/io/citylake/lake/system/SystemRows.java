package io.citylake.lake.system;

import io.citylake.model.TableName;
import java.io.Serializable;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

/**
 * Where the rows of one of the platform's own tables come from. They are as of when they are read,
 * and come bit by bit: any number of them takes bounded memory. Safe for threads.
 */
public interface SystemRows {
  /**
   * The rows, each with a value for each column that is asked for, in its order: texts, whole
   * numbers, booleans, {@link Instant} and {@link LocalDate}, null for none.
   */
  Iterator<@Nullable Object[]> read(Request request);

  /**
   * What is asked.
   *
   * @param columns by name
   * @param visible rows about other tables are left out; empty for none
   * @param conditions rows that don't fulfil all may be left out
   */
  record Request(
      List<String> columns, Optional<SortedSet<TableName>> visible, List<Condition> conditions) {
    public Request {
      columns = List.copyOf(columns);
      conditions = List.copyOf(conditions);
    }

    /** Whether rows about this table are asked for. */
    public boolean shows(TableName table) {
      return visible.isEmpty() || visible.get().contains(table);
    }
  }

  /**
   * A condition on a column.
   *
   * @param values one of them for {@code ONE_OF}, else one alone
   */
  record Condition(String column, Comparison comparison, List<Object> values)
      implements Serializable {
    public Condition {
      values = List.copyOf(values);
    }
  }

  /** How a value is compared. */
  enum Comparison {
    ONE_OF,
    AT_LEAST,
    AT_MOST
  }
}
