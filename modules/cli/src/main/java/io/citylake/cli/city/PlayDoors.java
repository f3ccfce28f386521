package io.citylake.cli.city;

import io.citylake.city.play.FeedDoor;
import io.citylake.city.play.FeedWay;
import io.citylake.city.play.PlayedSource;
import io.citylake.contract.Workspace;
import io.citylake.contract.feed.BodyFormat;
import io.citylake.contract.feed.Feed;
import io.citylake.contract.feed.Mqtt;
import io.citylake.contract.feed.TopicPattern;
import io.citylake.contract.feed.Viid;
import io.citylake.contract.job.Job;
import io.citylake.contract.job.SourceSpec;
import io.citylake.contract.settings.ReceiveSettings;
import io.citylake.govern.user.TrustedCertificates;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import io.citylake.model.JobName;
import io.citylake.model.Secret;
import io.citylake.read.kafka.KafkaClient;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Where the city's sources can be played to: for each the feed, or the topic, that a job reads into
 * the table that a job of the city's files fills too.
 */
final class PlayDoors {
  private static final String LOOPBACK = "127.0.0.1";
  private static final String CLIENT = "citylake-play-";

  /** What stands for a level of a topic that may be any. */
  private static final String ANY_LEVEL = "play";

  private final Workspace workspace;
  private final PlayWay way;
  private final @Nullable URI receiver;
  private final boolean anyHost;

  /**
   * @param receiver null for where the workspace says that it is received
   * @param anyHost whether it may be another machine
   */
  PlayDoors(Workspace workspace, PlayWay way, @Nullable URI receiver, boolean anyHost) {
    this.workspace = workspace;
    this.way = way;
    this.receiver = receiver;
    this.anyHost = anyHost;
  }

  /**
   * All that there are.
   *
   * @throws CityLakeException PLAY_NOWHERE where there is none, USAGE
   */
  List<FeedDoor> find() {
    List<FeedDoor> doors = new ArrayList<>();
    for (PlayedSource source : PlayedSource.all()) {
      for (Job job : live(source)) {
        Optional<FeedWay> found = way(job);
        if (found.isPresent()) {
          doors.add(new FeedDoor(source, job.name().toString(), found.get()));
          break;
        }
      }
    }
    if (doors.isEmpty()) {
      throw new CityLakeException(
          ErrorCode.PLAY_NOWHERE,
          "Cannot play the city --to %s: %s (tables of=%s)"
              .formatted(
                  way,
                  missing(),
                  PlayedSource.all().stream()
                      .map(PlayedSource::job)
                      .collect(Collectors.joining(", "))));
    }
    return doors;
  }

  private String missing() {
    return switch (way) {
      case HTTP -> "no job reads a feed with senders into a table of the city's files";
      case MQTT ->
          "no job reads a feed with mqtt, and a group that has a password or a broker to subscribe"
              + " to, into a table of the city's files";
      case VIID -> "no job reads a feed with viid into the table of video_analytics.events";
      case KAFKA ->
          "no job has source: {kafka: ...} with format json and a table of the city's files for"
              + " its target";
    };
  }

  /** The jobs that bring the same rows otherwise. */
  private List<Job> live(PlayedSource source) {
    Job files = workspace.jobs().get(JobName.parse(source.job()));
    return files == null
        ? List.of()
        : workspace.jobs().values().stream()
            .filter(each -> each.target().equals(files.target()))
            .filter(each -> !each.name().equals(files.name()))
            .filter(each -> way != PlayWay.VIID || source.isOfVideo())
            .toList();
  }

  private Optional<FeedWay> way(Job job) {
    if (job.source() instanceof SourceSpec.Kafka topic) {
      return way == PlayWay.KAFKA && topic.format() instanceof SourceSpec.JsonMessage
          ? Optional.of(kafka(topic))
          : Optional.empty();
    }
    if (!(job.source() instanceof SourceSpec.FeedMessages messages)) {
      return Optional.empty();
    }
    Feed feed = workspace.loadFeed(messages.feed());
    return switch (way) {
      case HTTP -> http(feed);
      case MQTT -> mqtt(feed);
      case VIID -> Optional.ofNullable(feed.viid()).map(this::viid);
      case KAFKA -> Optional.empty();
    };
  }

  private Optional<FeedWay> http(Feed feed) {
    return feed.senders().isEmpty() || feed.format() != BodyFormat.JSON
        ? Optional.empty()
        : Optional.of(
            new FeedWay.Http(
                receiver().resolve("/api/v1/feeds/" + feed.name()),
                feed.senders().get(feed.senders().firstKey()).reveal()));
  }

  private FeedWay viid(Viid declared) {
    String platform = declared.platforms().firstKey();
    Viid.Login login = declared.platforms().get(platform);
    return new FeedWay.Viid(receiver(), platform, login.user(), login.password().reveal());
  }

  private URI receiver() {
    ReceiveSettings settings = workspace.settings().receive();
    URI address =
        receiver != null
            ? receiver
            : URI.create(
                "%s://%s:%d"
                    .formatted(
                        settings.tls() == null ? "http" : "https", LOOPBACK, settings.httpPort()));
    requireScheme(address, "http", "https");
    requireMeant(address.getHost(), address.toString());
    return address;
  }

  /** As a device of a group to us; to the broker that is subscribed to, where there is no group. */
  private Optional<FeedWay> mqtt(Feed feed) {
    Mqtt mqtt = feed.mqtt();
    for (Map.Entry<String, Mqtt.Group> each : mqtt.groups().entrySet()) {
      Secret password = each.getValue().password();
      Optional<String> topic =
          mqtt.topics().stream()
              .map(PlayDoors::topic)
              .filter(each.getValue()::mayPublish)
              .findFirst();
      if (password != null && topic.isPresent()) {
        ReceiveSettings settings = workspace.settings().receive();
        return Optional.of(
            broker(
                settings.tls() != null,
                new FeedWay.Mqtt(
                    LOOPBACK,
                    settings.mqttPort(),
                    null,
                    each.getKey(),
                    password.reveal(),
                    topic.get(),
                    CLIENT + feed.name())));
      }
    }
    Mqtt.Subscription theirs = mqtt.subscription();
    if (theirs == null) {
      return Optional.empty();
    }
    Secret password = theirs.password();
    return Optional.of(
        broker(
            theirs.tls(),
            new FeedWay.Mqtt(
                theirs.host(),
                theirs.port(),
                theirs.tls() ? TrustedCertificates.context(theirs.authorities()) : null,
                theirs.user(),
                password == null ? null : password.reveal(),
                topic(mqtt.topics().get(0)),
                CLIENT + feed.name())));
  }

  private FeedWay broker(boolean tls, FeedWay.Mqtt declared) {
    if (receiver != null) {
      requireScheme(receiver, "mqtt", "mqtts");
    }
    boolean isTls = receiver == null ? tls : "mqtts".equalsIgnoreCase(receiver.getScheme());
    String host = receiver == null ? declared.host() : String.valueOf(receiver.getHost());
    int port =
        receiver == null
            ? declared.port()
            : receiver.getPort() >= 0 ? receiver.getPort() : isTls ? 8883 : 1883;
    requireMeant(host, "%s:%d".formatted(host, port));
    return new FeedWay.Mqtt(
        host,
        port,
        !isTls ? null : declared.tls() != null ? declared.tls() : TrustedCertificates.context(null),
        declared.user(),
        declared.password(),
        declared.topic(),
        declared.client());
  }

  /** One that a pattern means. */
  private static String topic(TopicPattern pattern) {
    return pattern.levels().stream()
        .filter(each -> !each.equals("#"))
        .map(each -> each.equals("+") || each.startsWith("{") ? ANY_LEVEL : each)
        .collect(Collectors.joining("/"));
  }

  private FeedWay kafka(SourceSpec.Kafka topic) {
    for (String each : topic.servers()) {
      requireMeant(each.substring(0, each.lastIndexOf(':')), each);
    }
    KafkaClient client = KafkaClient.of(topic, CLIENT + topic.topic());
    return new FeedWay.Kafka(topic.topic(), client.settings(), client.hidden());
  }

  private void requireScheme(URI address, String... schemes) {
    if (!List.of(schemes).contains(String.valueOf(address.getScheme()).toLowerCase(Locale.ROOT))) {
      throw new CityLakeException(
          ErrorCode.USAGE,
          "Cannot play the city --to %s: --receiver must be %s://HOST:PORT (receiver=%s)"
              .formatted(way, String.join(":// or ", schemes), address));
    }
  }

  private void requireMeant(@Nullable String host, String address) {
    if (!anyHost && !isThisMachine(host)) {
      throw new CityLakeException(
          ErrorCode.USAGE,
          "Cannot play to another machine: its tables would hold an invented city; say --any-host where that is meant (receiver=%s)"
              .formatted(address));
    }
  }

  private static boolean isThisMachine(@Nullable String host) {
    try {
      return host != null && InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException e) {
      return false;
    }
  }
}
