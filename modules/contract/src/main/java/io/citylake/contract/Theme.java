package io.citylake.contract;

import io.citylake.contract.schedule.Schedule;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A theme database (专题库): its name is the Iceberg namespace.
 *
 * @param schedule of its jobs that have none of their own; null for the settings'
 * @param timeout of its tasks that have none of their own; null for the settings'
 */
public record Theme(
    String name,
    Title title,
    String owner,
    List<String> tags,
    @Nullable Schedule schedule,
    @Nullable Duration timeout) {
  public Theme {
    tags = List.copyOf(tags);
  }
}
