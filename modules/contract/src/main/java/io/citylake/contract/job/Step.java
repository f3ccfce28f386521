package io.citylake.contract.job;

import io.citylake.contract.Title;
import io.citylake.contract.schedule.Schedule;
import io.citylake.model.JobName;
import io.citylake.model.TableName;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One SELECT over tables of the lake, whose rows are a derived table. What it reads is found from
 * the statement itself.
 *
 * @param refresh how the table follows a change of what the step reads
 * @param sql one query of Spark SQL, with its variables replaced; it begins with as many line feeds
 *     as lines precede it in the file, so that positions in messages are the file's
 * @param file under the workspace, for messages
 * @param timeout how long one run may take; null for as long as it takes
 */
public record Step(
    JobName name,
    Title title,
    String owner,
    TableName target,
    Refresh refresh,
    String sql,
    String file,
    @Nullable Schedule schedule,
    @Nullable Duration timeout,
    List<String> tags)
    implements Task {
  public Step {
    tags = List.copyOf(tags);
  }
}
