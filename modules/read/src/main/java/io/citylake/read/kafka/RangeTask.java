package io.citylake.read.kafka;

import io.citylake.read.format.MessageTask;
import io.citylake.read.record.RecordCursor;
import io.citylake.read.record.RecordTask;
import java.util.ArrayList;
import java.util.List;

/**
 * Ranges of a topic that one client reads, at most one of each partition.
 *
 * @param id of the topic
 * @param bytes what they weigh, about; 0 where that is much
 */
record RangeTask(
    KafkaCluster cluster, String id, MessageTask messages, List<OffsetRange> ranges, long bytes)
    implements RecordTask {
  RangeTask {
    ranges = new ArrayList<>(ranges);
  }

  @Override
  public RecordCursor open() {
    return new RangeCursor(this);
  }
}
