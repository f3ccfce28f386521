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
import java.net.InetAddress;
import java.net.ServerSocket;
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
    KafkaClient client = KafkaClient.of(spec, "citylake-play");
    return new FeedWay.Kafka(topic, client.settings(), client.hidden());
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

  @Test
  void brokersThatAreAwayAreWaitedForOnceAndNotForEachMessage() throws Exception {
    int nobody;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      nobody = socket.getLocalPort();
    }
    FeedWay away =
        new FeedWay.Kafka(
            "levels",
            Map.of("bootstrap.servers", "127.0.0.1:" + nobody, "max.block.ms", "500"),
            List.of());
    try (FeedSender sender = away.open("x")) {
      FeedSender.Answer answer = sender.send(messages(0, 200));
      assertThat(answer.taken()).isZero();
      assertThat(answer.trouble()).contains("levels", "500 ms");
    }
  }

  @Test
  void whyAProducerCannotBeMadeIsSaidWithoutSecrets() throws Exception {
    FeedWay wrong =
        new FeedWay.Kafka(
            "levels",
            Map.of(
                "bootstrap.servers",
                "127.0.0.1:9",
                "key.password",
                "s3cret",
                "acks.x",
                "",
                "compression.type",
                "s3cret"),
            List.of("s3cret"));
    try (FeedSender sender = wrong.open("x")) {
      assertThatThrownBy(() -> sender.send(messages(0, 1)))
          .isInstanceOf(CityLakeException.class)
          .hasMessageContaining("compression.type")
          .hasMessageContaining("***")
          .hasMessageNotContaining("s3cret");
    }
  }
}
