package io.citylake.app;

import io.citylake.contract.Workspace;
import io.citylake.contract.feed.Feed;
import io.citylake.contract.settings.ReceiveSettings;
import io.citylake.contract.settings.ServeLimits;
import io.citylake.contract.settings.Settings;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import io.citylake.receive.Receiver;
import io.citylake.receive.http.PushDoor;
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
import org.jspecify.annotations.Nullable;

/**
 * What receives for a lake: spools and HTTP push, with health and metrics beside. It needs neither
 * the catalog nor Spark, so that it goes on whatever befalls those.
 */
public final class ReceivingLake implements AutoCloseable {
  private static final String LOOPBACK = "127.0.0.1";
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Receiver receiver;
  private final HealthServer health;

  private ReceivingLake(Receiver receiver, HealthServer health) {
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
            receive.connections());
    Receiver receiver = Receiver.open(feeds, settings.stateDir(), door, clock);
    boolean open = false;
    try {
      PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
      new ProcessMeters(settings.stateDir()).bindTo(registry);
      new FeedMeters(receiver.feeds().values()).bindTo(registry);
      ListenAddress place =
          new ListenAddress(
              LOOPBACK,
              receive.healthPort(),
              null,
              settings.zone(),
              PATIENCE,
              ServeLimits.standard());
      HealthServer health = HealthServer.open(place, () -> status(receiver), registry);
      open = true;
      return new ReceivingLake(receiver, health);
    } finally {
      if (!open) {
        receiver.close();
      }
    }
  }

  private static String status(Receiver receiver) {
    String fault = receiver.fault();
    return fault.isEmpty() ? HealthServer.READY : "stopped: " + fault;
  }

  /** What it receives for, with what was found of each. */
  public Receiver receiver() {
    return receiver;
  }

  /** Where messages are pushed to. */
  public int port() {
    return receiver.port();
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
