package io.citylake.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.citylake.city.play.FeedSender;
import io.citylake.city.play.FeedWay;
import io.citylake.contract.job.SourceSpec;
import io.citylake.contract.job.SourceSpec.Kafka;
import io.citylake.contract.job.SourceSpec.Login;
import io.citylake.model.CityLakeException;
import io.citylake.model.Secret;
import io.citylake.read.kafka.KafkaClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.Test;

/** What the player sends to a topic, as the job of that topic logs in. */
class TestPlayedTopic {
  private static final KafkaBroker BROKER = KafkaBroker.shared();

  private static FeedWay way(String topic, String password) {
    Kafka spec =
        new Kafka(
            List.of(BROKER.askingServers()),
            topic,
            new SourceSpec.JsonMessage(""),
            SourceSpec.Tombstones.REFUSE,
            1_000,
            new Login("reader", new Secret(password)),
            Map.of("security.protocol", "SASL_PLAINTEXT", "sasl.mechanism", "PLAIN"),
            Map.of());
    return new FeedWay.Kafka(topic, KafkaClient.settings(spec, "citylake-play"));
  }

  private static List<String> messages(int from, int until) {
    return IntStream.range(from, until).mapToObj("{\"id\":%d}"::formatted).toList();
  }

  private static List<String> held(String topic) {
    List<String> held = new ArrayList<>();
    TopicPartition first = new TopicPartition(topic, 0);
    try (Consumer<String, String> consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", BROKER.servers(), "auto.offset.reset", "earliest"),
            new StringDeserializer(),
            new StringDeserializer())) {
      consumer.assign(List.of(first));
      long end = consumer.endOffsets(List.of(first)).get(first);
      while (held.size() < end) {
        consumer.poll(Duration.ofSeconds(1)).forEach(each -> held.add(each.value()));
      }
    }
    return held;
  }

  @Test
  void whatIsAcknowledgedIsInTheTopicOnceAndInOrder() throws Exception {
    String topic = BROKER.newTopic(1);
    try (FeedSender sender = way(topic, KafkaBroker.PASSWORD).open("x")) {
      assertThat(sender.send(messages(0, 250)).taken()).isEqualTo(250);
      sender.reconnect();
      assertThat(sender.send(messages(250, 300)).taken()).isEqualTo(50);
    }
    assertThat(held(topic)).isEqualTo(messages(0, 300));
  }

  @Test
  void anotherPasswordIsRefusedAndAMessageThatIsTooLarge() throws Exception {
    String topic = BROKER.newTopic(1);
    try (FeedSender sender = way(topic, "another").open("x")) {
      assertThatThrownBy(() -> sender.send(messages(0, 1)))
          .isInstanceOf(CityLakeException.class)
          .hasMessageStartingWith("Cannot play x: ")
          .hasMessageContaining("uthentication")
          .hasMessageNotContaining("another");
    }
    try (FeedSender sender = way(topic, KafkaBroker.PASSWORD).open("x")) {
      assertThatThrownBy(() -> sender.send(List.of("x".repeat(2 << 20))))
          .isInstanceOf(CityLakeException.class)
          .hasMessageContaining("bytes");
    }
    assertThat(held(topic)).isEmpty();
  }
}
