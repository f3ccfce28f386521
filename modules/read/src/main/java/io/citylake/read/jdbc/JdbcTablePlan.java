package io.citylake.read.jdbc;

import io.citylake.model.Position;
import io.citylake.read.record.RecordTask;
import java.util.List;

/**
 * What is new in a table.
 *
 * @param source what {@code _source} says: {@code product:database/table}
 * @param tasks one for each range; none where nothing is new
 * @param bytes that they read, about; 0 where that is much or not known
 * @param remarks what people should act on
 */
public record JdbcTablePlan(
    String source, Position after, List<RecordTask> tasks, long bytes, List<String> remarks) {
  public JdbcTablePlan {
    tasks = List.copyOf(tasks);
    remarks = List.copyOf(remarks);
  }

  /** How many rows the table has for the tasks; asks it. */
  public long count() {
    return tasks.stream().mapToLong(task -> ((QueryTask) task).count()).sum();
  }
}
