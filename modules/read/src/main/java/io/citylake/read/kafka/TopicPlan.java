package io.citylake.read.kafka;

import io.citylake.model.Position;
import io.citylake.read.record.RecordTask;
import java.util.List;

/**
 * What a run reads of a topic.
 *
 * @param sources what {@code _source} says of the partitions that are read
 * @param superseded sources whose rows go first
 * @param missing sources of which messages were loaded that are not there any more
 * @param bytes that it reads, about; 0 where that is much or not known
 * @param waiting how many offsets are left for the next run
 * @param moved whether it goes on from elsewhere than the last run ended, though it may read
 *     nothing
 * @param remarks what people should act on
 */
public record TopicPlan(
    Position after,
    List<RecordTask> tasks,
    List<String> sources,
    List<String> superseded,
    List<String> missing,
    long bytes,
    long waiting,
    boolean moved,
    List<String> remarks) {
  public TopicPlan {
    tasks = List.copyOf(tasks);
    sources = List.copyOf(sources);
    superseded = List.copyOf(superseded);
    missing = List.copyOf(missing);
    remarks = List.copyOf(remarks);
  }

  /** Whether there is nothing to record: a position that moved is, without a row. */
  public boolean isEmpty() {
    return tasks.isEmpty() && superseded.isEmpty() && !moved;
  }
}
