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
   */
  record Bounds(long earliest, long end) {}
}
