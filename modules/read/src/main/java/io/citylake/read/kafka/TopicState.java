package io.citylake.read.kafka;

import java.util.List;

/**
 * A topic as its brokers tell it.
 *
 * @param id of the topic, by which one that is made anew is told from the one before (KIP-516)
 * @param partitions by their numbers, from 0
 */
record TopicState(String id, List<Bounds> partitions) {
  TopicState {
    partitions = List.copyOf(partitions);
  }

  /**
   * The offsets that a partition has.
   *
   * @param earliest the first that retention has left
   * @param end the last stable offset: before it nothing is open, so what is not there will never
   *     be
   * @param written the end of what is written, behind open transactions too
   */
  record Bounds(long earliest, long end, long written) {
    /** Without an open transaction. */
    Bounds(long earliest, long end) {
      this(earliest, end, end);
    }
  }
}
