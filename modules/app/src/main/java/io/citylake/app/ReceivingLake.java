package io.citylake.app;

import io.citylake.contract.Workspace;
import io.citylake.contract.feed.Feed;
import io.citylake.contract.feed.Mqtt;
import io.citylake.contract.settings.ReceiveSettings;
import io.citylake.contract.settings.ServeLimits;
import io.citylake.contract.settings.Settings;
import io.citylake.govern.user.TrustedCertificates;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import io.citylake.receive.Receiver;
import io.citylake.receive.http.PushDoor;
import io.citylake.receive.mqtt.MqttDoor;
import io.citylake.serve.TransportRule;
import io.citylake.serve.engine.ListenAddress;
import io.citylake.serve.engine.ServerKeys;
import io.citylake.serve.http.HealthServer;
import io.citylake.serve.http.ProcessMeters;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What receives for a lake: spools, HTTP push and MQTT, with health and metrics beside. It needs
 * neither the catalog nor Spark, so that it goes on whatever befalls those.
 */
public final class ReceivingLake implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ReceivingLake.class);
  private static final String LOOPBACK = "127.0.0.1";
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final ReceiveSettings settings;
  private final Receiver receiver;
  private final HealthServer health;

  /** What was found at the start and costs some who send. */
  private final List<String> faults;

  private ReceivingLake(
      ReceiveSettings settings, Receiver receiver, HealthServer health, List<String> faults) {
    this.faults = List.copyOf(faults);
    this.settings = settings;
    this.receiver = receiver;
    this.health = health;
  }

  /**
   * Opens the spools of feeds, and listens.
   *
   * @param names which feeds; all of the workspace's where it is empty
   * @throws CityLakeException FEED_NOT_FOUND, RECEIVER_RUNNING, SENDER_KEY_WEAK, SETTING_INVALID,
   *     METADATA_CORRUPT, STORAGE_FAILED
   */
  public static ReceivingLake open(Workspace workspace, List<String> names, Clock clock) {
    List<Feed> feeds = new ArrayList<>();
    names.forEach(name -> feeds.add(workspace.loadFeed(name)));
    if (names.isEmpty()) {
      // Who is left out would find nobody listening.
      workspace.broken().feeds().keySet().forEach(workspace::loadFeed);
      feeds.addAll(workspace.feeds().values());
    }
    if (feeds.isEmpty()) {
      throw new CityLakeException(
          ErrorCode.FEED_NOT_FOUND,
          "Cannot receive: the workspace declares no feed; write one as conf/feeds/NAME.yaml");
    }
    Settings settings = workspace.settings();
    ReceiveSettings receive = settings.receive();
    TransportRule.require("receive", receive.host(), receive.tls(), receive.transport());
    @Nullable ServerKeys keys =
        receive.tls() == null ? null : ServerKeys.open(receive.tls(), clock);
    PushDoor door =
        new PushDoor(
            receive.host(),
            receive.httpPort(),
            keys == null ? null : keys.context(),
            receive.bodyTime(),
            receive.connections(),
            clock.withZone(settings.zone()));
    List<String> faults = new ArrayList<>();
    Receiver receiver =
        Receiver.open(
            feeds,
            settings.stateDir(),
            new Receiver.Doors(
                door, mqtt(feeds, receive, keys, faults), TrustedCertificates::context),
            clock);
    boolean open = false;
    try {
      PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
      new ProcessMeters(settings.stateDir()).bindTo(registry);
      new FeedMeters(receiver.feeds().values()).bindTo(registry);
      new MqttMeters(receiver.mqttCounts(), receiver.subscriptions()).bindTo(registry);
      ListenAddress place =
          new ListenAddress(
              LOOPBACK,
              receive.healthPort(),
              null,
              settings.zone(),
              PATIENCE,
              ServeLimits.standard());
      HealthServer health =
          HealthServer.open(
              place, () -> status(receiver), () -> faults(receiver, faults), registry);
      open = true;
      return new ReceivingLake(receive, receiver, health, faults);
    } finally {
      if (!open) {
        receiver.close();
      }
    }
  }

  /** Null where no device may publish to a feed. */
  private static @Nullable MqttDoor mqtt(
      List<Feed> feeds, ReceiveSettings receive, @Nullable ServerKeys keys, List<String> faults) {
    List<Mqtt.Group> groups =
        feeds.stream().flatMap(each -> each.mqtt().groups().values().stream()).toList();
    if (groups.isEmpty()) {
      return null;
    }
    boolean certified = groups.stream().anyMatch(each -> !each.certificates().isEmpty());
    if (certified && (keys == null || receive.mqttAuthorities() == null)) {
      throw new CityLakeException(
          ErrorCode.SETTING_INVALID,
          "Cannot receive by MQTT: a group has certificates, so receive in conf/citylake.yaml needs"
              + " tls, and mqtt-authorities to say who signs them");
    }
    @Nullable SSLContext tls =
        keys == null ? null : certified ? devices(keys, receive, faults) : keys.context();
    return new MqttDoor(
        receive.host(), receive.mqttPort(), tls, receive.bodyTime(), receive.connections());
  }

  /** Where nobody can say who signs, devices with certificates stay out, and the others come in. */
  private static SSLContext devices(ServerKeys keys, ReceiveSettings receive, List<String> faults) {
    try {
      return keys.context(TrustedCertificates.managers(receive.mqttAuthorities()));
    } catch (CityLakeException e) {
      LOG.error(
          "Devices with certificates aren't let in until citylake receive is started anew", e);
      faults.add("devices with certificates: " + e.getMessage());
      return keys.context();
    }
  }

  private static String status(Receiver receiver) {
    String stopped = receiver.stopped();
    return stopped.isEmpty() ? HealthServer.READY : "stopped: " + stopped;
  }

  private static List<String> faults(Receiver receiver, List<String> found) {
    return Stream.concat(receiver.faults().stream(), found.stream()).toList();
  }

  /** As its health answers: {@code ready}, or why it isn't, and what costs some who send. */
  public String status() {
    List<String> all = faults(receiver, faults);
    return status(receiver) + (all.isEmpty() ? "" : " (%s)".formatted(String.join("; ", all)));
  }

  /** What it receives for, with what was found of each. */
  public Receiver receiver() {
    return receiver;
  }

  /** On what it listens, as far as the settings say it. */
  public ReceiveSettings settings() {
    return settings;
  }

  /** Where messages are pushed to. */
  public int port() {
    return receiver.port();
  }

  /** Where devices publish by MQTT; empty where none may. */
  public OptionalInt mqttPort() {
    return receiver.mqttPort();
  }

  /** Where health and metrics answer. */
  public int healthPort() {
    return health.port();
  }

  @Override
  public void close() {
    receiver.close();
    health.close();
  }
}
