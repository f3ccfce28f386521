package io.citylake.receive;

import io.citylake.contract.feed.Feed;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import io.citylake.receive.http.FeedIntake;
import io.citylake.receive.http.OpenFiles;
import io.citylake.receive.http.PushDoor;
import io.citylake.receive.http.PushServer;
import io.citylake.receive.mqtt.MqttCounts;
import io.citylake.receive.mqtt.MqttDoor;
import io.citylake.receive.mqtt.MqttServer;
import io.citylake.receive.mqtt.SubscriptionState;
import io.citylake.receive.mqtt.Subscriptions;
import io.citylake.receive.spool.Spool;
import io.citylake.receive.spool.SpoolLimits;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Receives for feeds: their spools, who pushes and publishes to them, the brokers that they
 * subscribe to, and the removal of what every job has published. Listens from its opening to its
 * closing.
 */
public final class Receiver implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Receiver.class);
  private static final Duration LOOK_EVERY = Duration.ofSeconds(2);

  private final SortedMap<String, FeedIntake> feeds = new TreeMap<>();
  private final ExecutorService writers = Executors.newCachedThreadPool(threads("citylake-spool-"));
  private final ScheduledExecutorService remover =
      Executors.newSingleThreadScheduledExecutor(threads("citylake-spool-remover-"));
  private final MqttCounts mqttCounts = new MqttCounts();
  private @Nullable PushServer push;
  private @Nullable MqttServer mqtt;
  private @Nullable Subscriptions subscriptions;
  private @Nullable Future<?> removal;

  private Receiver() {}

  private static ThreadFactory threads(String name) {
    AtomicInteger count = new AtomicInteger();
    return task -> {
      Thread thread = new Thread(task, name + count.incrementAndGet());
      thread.setDaemon(true);
      return thread;
    };
  }

  /**
   * Opens the feeds' spools, and listens. A feed whose spool can't be opened takes nothing, and the
   * others go on; where there is no other, it is thrown.
   *
   * @throws CityLakeException RECEIVER_RUNNING, SENDER_KEY_WEAK, SETTING_INVALID, METADATA_CORRUPT,
   *     STORAGE_FAILED
   */
  public static Receiver open(Collection<Feed> feeds, Path stateDir, PushDoor door, Clock clock) {
    return open(feeds, stateDir, new Doors(door, null, path -> null), clock);
  }

  /**
   * Where it listens.
   *
   * @param mqtt null for nowhere
   * @param broker the TLS that a broker is spoken to by, by the PEM file of who signs its
   *     certificate, null for those that Java knows
   */
  public record Doors(
      PushDoor push,
      @Nullable MqttDoor mqtt,
      Function<@Nullable Path, @Nullable SSLContext> broker) {}

  /**
   * The same, with what comes by MQTT.
   *
   * @throws CityLakeException also DEVICE_GROUPS_DIFFER
   */
  public static Receiver open(Collection<Feed> feeds, Path stateDir, Doors doors, Clock clock) {
    Receiver receiver = new Receiver();
    boolean open = false;
    try {
      for (Feed feed : feeds) {
        receiver.open(feed, stateDir, clock);
      }
      receiver.requireOne();
      MqttDoor devices = doors.mqtt();
      receiver.push =
          PushServer.open(
              doors.push(), receiver.feeds, devices == null ? 0 : devices.connections());
      if (devices != null) {
        int connections =
            OpenFiles.connections("devices", devices.connections(), doors.push().connections());
        receiver.mqtt =
            MqttServer.open(
                devices.withConnections(connections),
                receiver.feeds.values(),
                receiver.writers,
                receiver.mqttCounts);
      }
      receiver.subscriptions =
          new Subscriptions(
              receiver.feeds.values(), receiver.writers, doors.broker(), receiver.mqttCounts);
      receiver.removal =
          receiver.remover.scheduleWithFixedDelay(
              receiver::removeReleased, 0, LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS);
      open = true;
      return receiver;
    } finally {
      if (!open) {
        receiver.close();
      }
    }
  }

  /** Where none can be opened there is nothing to receive for. */
  private void requireOne() {
    if (feeds.values().stream().allMatch(each -> each.spool().isEmpty())) {
      feeds.values().stream()
          .flatMap(each -> each.fault().stream())
          .findFirst()
          .ifPresent(
              e -> {
                throw e;
              });
    }
  }

  private void open(Feed feed, Path stateDir, Clock clock) {
    Feed.Room room = feed.room();
    SpoolLimits limits =
        new SpoolLimits(
            room.segment().bytes(),
            room.most().bytes(),
            room.slowFrom().bytes(),
            room.keepFree().bytes());
    Spool spool;
    try {
      spool = Spool.open(Feed.spool(stateDir, feed.name()), limits, clock, writers);
    } catch (CityLakeException e) {
      if (e.code() == ErrorCode.RECEIVER_RUNNING) {
        throw e;
      }
      LOG.error("Feed {} takes nothing until its process is started anew", feed.name(), e);
      feeds.put(feed.name(), FeedIntake.shut(feed, e, System::nanoTime));
      return;
    }
    boolean sound = false;
    try {
      feeds.put(feed.name(), new FeedIntake(feed, spool, System::nanoTime));
      sound = true;
    } finally {
      if (!sound) {
        spool.close();
      }
    }
  }

  private void removeReleased() {
    for (FeedIntake each : feeds.values()) {
      try {
        int removed = each.spool().map(Spool::removeReleased).orElse(0);
        if (removed > 0) {
          LOG.info("feed={} segments removed={}", each.feed().name(), removed);
        }
      } catch (CityLakeException e) {
        LOG.warn("Published messages stay for now: {}", e.getMessage());
      }
    }
  }

  /** The feeds, by their names. */
  public SortedMap<String, FeedIntake> feeds() {
    return Collections.unmodifiableSortedMap(feeds);
  }

  /** Where it listens. */
  public int port() {
    if (push == null) {
      throw new IllegalStateException("Not listening");
    }
    return push.port();
  }

  /** Where devices publish by MQTT; empty where none may. */
  public OptionalInt mqttPort() {
    return mqtt == null ? OptionalInt.empty() : OptionalInt.of(mqtt.port());
  }

  /** What became of connections and messages by MQTT. */
  public MqttCounts mqttCounts() {
    return mqttCounts;
  }

  /** How the feeds' subscriptions to brokers stand, by the feeds' names. */
  public SortedMap<String, SubscriptionState> subscriptions() {
    return subscriptions == null ? new TreeMap<>() : subscriptions.states();
  }

  /** Why nothing is taken, or nothing removed any more; empty where this process does its work. */
  public String stopped() {
    if (removal != null && removal.isDone()) {
      return "the removal of what was published, which has ended";
    }
    return feeds.values().stream().allMatch(each -> each.fault().isPresent())
        ? String.join(", ", feeds.keySet())
        : "";
  }

  /** What costs a feed alone: feeds that take nothing, and brokers that are away, with why. */
  public List<String> faults() {
    Stream<String> shut =
        feeds.values().stream()
            .flatMap(
                each ->
                    each.fault().stream()
                        .map(why -> "%s: %s".formatted(each.feed().name(), why.getMessage())));
    Stream<String> down =
        subscriptions().entrySet().stream()
            .filter(each -> each.getValue().isDown())
            .map(each -> "the broker of %s: %s".formatted(each.getKey(), each.getValue().fault()));
    return Stream.concat(shut, down).toList();
  }

  /** Answers what was taken, and gives the spools up. */
  @Override
  public void close() {
    if (push != null) {
      push.close();
    }
    if (mqtt != null) {
      mqtt.close();
    }
    if (subscriptions != null) {
      subscriptions.close();
    }
    remover.shutdownNow();
    feeds.values().forEach(each -> each.spool().ifPresent(Spool::close));
    writers.shutdown();
  }
}
