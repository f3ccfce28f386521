package io.citylake.receive.mqtt;

import io.citylake.contract.Title;
import io.citylake.contract.feed.BodyFormat;
import io.citylake.contract.feed.Feed;
import io.citylake.contract.feed.Mqtt;
import io.citylake.contract.feed.TopicPattern;
import io.citylake.model.DataSize;
import io.citylake.model.Secret;
import io.citylake.receive.http.FeedIntake;
import io.citylake.receive.spool.Spool;
import io.citylake.receive.spool.SpoolLimits;
import io.citylake.receive.spool.SpoolNews;
import io.citylake.receive.spool.SpoolStretch;
import io.citylake.receive.spool.SpoolView;
import io.citylake.receive.spool.SpooledMessage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** A feed with groups of devices, its spool, and what is in it. */
final class MqttFixture {
  static final String EAST = "a-key-of-the-east-group";
  static final String WEST = "a-key-of-the-west-group";
  static final String TOPIC = "gauge/fu/s1/level";

  private MqttFixture() {}

  static Feed feed(String name, int rate, Mqtt.@Nullable Subscription broker) {
    return feed(
        name, List.of("gauge/{river}/{station}/level", "gauge/{river}/alarm"), rate, broker);
  }

  static Feed feed(String name, List<String> topics, int rate, Mqtt.@Nullable Subscription broker) {
    return new Feed(
        name,
        new Title("水位计", "Gauges"),
        new TreeMap<>(),
        new Feed.Limits(new DataSize(5000), new DataSize(10_000), 1000, 32, rate),
        new Feed.Room(new DataSize(1), new DataSize(1), new DataSize(0), new DataSize(1)),
        BodyFormat.JSON,
        null,
        new Mqtt(
            topics.stream().map(TopicPattern::parse).toList(),
            new TreeMap<>(
                Map.of(
                    "east",
                    new Mqtt.Group(new Secret(EAST), List.of(), List.of()),
                    "west",
                    new Mqtt.Group(
                        new Secret(WEST), List.of(), List.of(TopicPattern.parse("gauge/west/#"))))),
            broker));
  }

  static FeedIntake intake(Path directory, SpoolLimits limits, Executor executor) {
    Spool spool = Spool.open(directory, limits, Clock.systemUTC(), executor);
    return new FeedIntake(feed("gauges", 1_000_000, null), spool, System::nanoTime);
  }

  static SpoolLimits roomy() {
    return new SpoolLimits(1 << 18, 1 << 26, 1 << 26, 0);
  }

  static MqttDoor door(Duration time) {
    return new MqttDoor("127.0.0.1", 0, null, time, 3000);
  }

  /** All that a spool holds. */
  static List<SpooledMessage> read(Path directory) throws IOException {
    SpoolView view = new SpoolView(directory, "gauges");
    List<SpooledMessage> all = new ArrayList<>();
    Optional<SpoolNews> news = view.since(Optional.empty(), 1L << 40);
    if (news.isPresent()) {
      for (SpoolStretch stretch : news.get().stretches()) {
        try (SpoolStretch.Reader reader = stretch.open()) {
          while (reader.next()) {
            all.add(reader.message());
          }
        }
      }
    }
    return all;
  }

  /** As a line: sender, topic, pattern and payload. */
  static String line(SpooledMessage message) {
    return "%s %s %s %s"
        .formatted(
            message.sender(),
            message.topic().name(),
            message.topic().pattern(),
            new String(message.payload(), StandardCharsets.UTF_8));
  }
}
