package io.citylake.receive.mqtt;

import io.citylake.contract.feed.Mqtt;
import io.citylake.contract.feed.TopicPattern;
import io.citylake.receive.http.FeedIntake;
import io.citylake.receive.spool.Topic;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Devices that proved themselves alike, and where what they publish goes.
 *
 * @param feeds those that declare the group
 */
record DeviceGroup(String name, List<Entry> feeds) {
  /** What one feed says of the group. */
  record Entry(FeedIntake feed, FeedLane lane, Mqtt.Group group) {}

  /**
   * Where a publication goes.
   *
   * @param to null where it goes nowhere
   * @param declared whether a feed of the group has the topic
   */
  record Route(@Nullable Entry to, Topic topic, boolean declared) {
    static final Route NOWHERE = new Route(null, Topic.NONE, false);
    private static final Route FORBIDDEN = new Route(null, Topic.NONE, true);
  }

  DeviceGroup {
    feeds = List.copyOf(feeds);
  }

  Route route(String topic) {
    for (Entry each : feeds) {
      Optional<TopicPattern> pattern = each.feed().feed().mqtt().find(topic);
      if (pattern.isPresent()) {
        return each.group().mayPublish(topic)
            ? new Route(each, new Topic(topic, pattern.get().toString()), true)
            : Route.FORBIDDEN;
      }
    }
    return Route.NOWHERE;
  }

  /** Whether any of its feeds takes messages. */
  boolean isOpen() {
    return feeds.stream().anyMatch(each -> each.feed().fault().isEmpty());
  }

  /** Messages a second that one of its devices may send. */
  int rate() {
    return feeds.stream().mapToInt(each -> each.feed().feed().limits().rate()).max().orElse(1);
  }

  /** Bytes of the largest message that one of its feeds takes. */
  long largest() {
    return feeds.stream()
        .mapToLong(each -> each.feed().feed().limits().message().bytes())
        .max()
        .orElse(0);
  }
}
