package io.citylake.read.kafka;

import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import io.citylake.read.kafka.TopicState.Bounds;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Asks the brokers about a topic, within bounded time. */
final class TopicLook {
  private final KafkaCluster cluster;

  TopicLook(KafkaCluster cluster) {
    this.cluster = cluster;
  }

  /**
   * The topic and its bounds as they are now.
   *
   * @throws CityLakeException SOURCE_UNAVAILABLE where no broker answers in time, or there is no
   *     such topic
   */
  TopicState state() {
    try (Admin admin = cluster.openAdmin()) {
      TopicDescription topic = describe(admin);
      Map<TopicPartition, OffsetSpec> first = new HashMap<>();
      Map<TopicPartition, OffsetSpec> last = new HashMap<>();
      int count = topic.partitions().size();
      for (int i = 0; i < count; i++) {
        first.put(new TopicPartition(cluster.topic(), i), OffsetSpec.earliest());
        last.put(new TopicPartition(cluster.topic(), i), OffsetSpec.latest());
      }
      // Before the stable end: what is ended meanwhile then holds nothing back.
      Map<TopicPartition, ListOffsetsResultInfo> written = get(admin.listOffsets(last).all());
      // The end first: what retention takes meanwhile is then seen.
      Map<TopicPartition, ListOffsetsResultInfo> ends =
          get(admin.listOffsets(last, new ListOffsetsOptions(IsolationLevel.READ_COMMITTED)).all());
      Map<TopicPartition, ListOffsetsResultInfo> begins = get(admin.listOffsets(first).all());
      List<Bounds> bounds = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        TopicPartition partition = new TopicPartition(cluster.topic(), i);
        long begin = begins.get(partition).offset();
        long end = Math.max(begin, ends.get(partition).offset());
        bounds.add(new Bounds(begin, end, Math.max(end, written.get(partition).offset())));
      }
      return new TopicState(topic.topicId().toString(), bounds);
    }
  }

  /** The id that the topic has now. */
  String id() {
    try (Admin admin = cluster.openAdmin()) {
      return describe(admin).topicId().toString();
    }
  }

  private TopicDescription describe(Admin admin) {
    TopicDescription topic =
        get(admin.describeTopics(List.of(cluster.topic())).topicNameValues().get(cluster.topic()));
    if (topic.topicId().equals(Uuid.ZERO_UUID)) {
      throw new CityLakeException(
          ErrorCode.SOURCE_UNREADABLE,
          "Cannot read topic %s: its brokers give it no id, by which one that is made anew is told apart; Kafka 2.8 and later do"
              .formatted(cluster.topic()));
    }
    return topic;
  }

  private <T> T get(KafkaFuture<T> future) {
    try {
      return future.get();
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    } catch (ExecutionException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      if (cause instanceof UnknownTopicOrPartitionException) {
        throw new CityLakeException(
            ErrorCode.SOURCE_UNAVAILABLE,
            "Cannot read topic %1$s: there is no such topic, or its reader may not know of it (%2$s)"
                .formatted(cluster.topic(), cluster));
      }
      throw cluster.failure(cause);
    }
  }
}
