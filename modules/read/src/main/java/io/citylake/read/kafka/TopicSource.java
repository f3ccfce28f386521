package io.citylake.read.kafka;

import java.util.ArrayList;
import java.util.List;

/**
 * What {@code _source} says of the messages of one partition: {@code kafka:TOPIC/PARTITION@ID}, and
 * {@code ~1} behind it once offsets were given a second time because the log had been cut. The id
 * is the topic's own, so that with the offset as its place a row names one message for ever, also
 * where the topic is made anew under its name.
 */
final class TopicSource {
  private TopicSource() {}

  /**
   * One source.
   *
   * @param cuts how often the partition's log had been cut before
   */
  static String of(String topic, String id, int partition, int cuts) {
    String source = "kafka:" + topic + "/" + partition + "@" + id;
    return cuts == 0 ? source : source + "~" + cuts;
  }

  /** Those of a partition from one cut up to before another. */
  static List<String> between(String topic, String id, int partition, int from, int until) {
    List<String> all = new ArrayList<>();
    for (int cuts = from; cuts < until; cuts++) {
      all.add(of(topic, id, partition, cuts));
    }
    return all;
  }
}
