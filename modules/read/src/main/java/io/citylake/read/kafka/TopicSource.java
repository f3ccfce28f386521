package io.citylake.read.kafka;

import java.util.ArrayList;
import java.util.List;

/**
 * What {@code _source} says of the messages of one partition: {@code kafka:TOPIC/PARTITION@ID}. The
 * id is the topic's own, so that with the offset as its place a row names one message for ever,
 * also where the topic is made anew under its name.
 */
final class TopicSource {
  private TopicSource() {}

  static String of(String topic, String id, int partition) {
    return "kafka:" + topic + "/" + partition + "@" + id;
  }

  static List<String> all(String topic, String id, int partitions) {
    List<String> all = new ArrayList<>();
    for (int i = 0; i < partitions; i++) {
      all.add(of(topic, id, i));
    }
    return all;
  }
}
