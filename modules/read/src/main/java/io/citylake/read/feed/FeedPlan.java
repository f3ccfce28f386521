package io.citylake.read.feed;

import io.citylake.model.Position;
import io.citylake.read.record.RecordTask;
import java.util.List;

/**
 * What is new in a feed.
 *
 * @param source what {@code _source} says: {@code feed:NAME}
 * @param groups the tasks of each Spark partition; none where nothing is new
 * @param superseded the source, where its earlier rows go
 * @param missing the source, where a full refresh can't read all that was loaded
 * @param remarks what people should act on
 * @param more whether there is more for another batch
 */
public record FeedPlan(
    String source,
    Position after,
    List<List<RecordTask>> groups,
    List<String> superseded,
    List<String> missing,
    List<String> remarks,
    boolean more) {
  public FeedPlan {
    groups = groups.stream().map(List::copyOf).toList();
    superseded = List.copyOf(superseded);
    missing = List.copyOf(missing);
    remarks = List.copyOf(remarks);
  }

  public long bytes() {
    return groups.stream().flatMap(List::stream).mapToLong(RecordTask::bytes).sum();
  }
}
