package io.citylake.read.jdbc;

import io.citylake.model.Position;
import io.citylake.read.record.RecordTask;
import java.util.List;

/**
 * What is new in a table.
 *
 * @param source what {@code _source} says: {@code product:database/table}
 * @param tasks one for each range; none where nothing is new
 */
public record TablePlan(String source, Position after, List<RecordTask> tasks) {
  public TablePlan {
    tasks = List.copyOf(tasks);
  }
}
