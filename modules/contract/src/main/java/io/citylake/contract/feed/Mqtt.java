package io.citylake.contract.feed;

import io.citylake.model.Secret;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * {@code mqtt} of a feed: which topics bring its messages, and from whom.
 *
 * @param topics none where nothing comes by MQTT
 * @param groups who may connect and publish, by their names, which are user names too
 * @param subscription null where no broker is subscribed to
 */
public record Mqtt(
    List<TopicPattern> topics,
    SortedMap<String, Group> groups,
    @Nullable Subscription subscription) {
  /** What messages of a subscription have for a sender. */
  public static final String BROKER = "broker";

  private static final Mqtt NONE = new Mqtt(List.of(), new TreeMap<>(), null);

  public Mqtt {
    topics = List.copyOf(topics);
    groups = Collections.unmodifiableSortedMap(new TreeMap<>(groups));
  }

  public static Mqtt none() {
    return NONE;
  }

  /** The pattern of the feed that a topic fits; empty where it is none of the feed's. */
  public Optional<TopicPattern> find(String topic) {
    return topics.stream().filter(each -> each.matches(topic)).findFirst();
  }

  /**
   * Devices that prove themselves alike.
   *
   * @param password null where they do by certificates
   * @param certificates common names, of which a {@code *} at the end stands for anything; empty
   *     where they have a password
   * @param topics of the feed's topics those that they may publish to; all where it is empty
   */
  public record Group(
      @Nullable Secret password, List<String> certificates, List<TopicPattern> topics) {
    public Group {
      certificates = List.copyOf(certificates);
      topics = List.copyOf(topics);
    }

    /** Whether its devices may publish to one of the feed's topics. */
    public boolean mayPublish(String topic) {
      return topics.isEmpty() || topics.stream().anyMatch(each -> each.matches(topic));
    }
  }

  /**
   * A broker that the feed's topics are subscribed to.
   *
   * @param tls whether TLS is spoken
   * @param user null for none
   * @param password null for none
   * @param clientId whose session the broker keeps while nobody is connected
   * @param authorities a PEM file with who may sign the broker's certificate; null for those that
   *     Java knows
   */
  public record Subscription(
      String host,
      int port,
      boolean tls,
      @Nullable String user,
      @Nullable Secret password,
      String clientId,
      @Nullable Path authorities) {}
}
