package io.citylake.receive.mqtt;

import io.citylake.model.CityLakeException;
import io.citylake.receive.http.FeedIntake;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The feeds' subscriptions to brokers; one that fails does so alone. */
public final class Subscriptions implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Subscriptions.class);
  private static final long MOST_HELD = Runtime.getRuntime().maxMemory() / 8;

  private final EventLoopGroup loops =
      new MultiThreadIoEventLoopGroup(
          1, new DefaultThreadFactory("citylake-broker", true), NioIoHandler.newFactory());
  private final SortedMap<String, Subscription> byFeed = new TreeMap<>();

  /** Those that can't be tried. */
  private final SortedMap<String, SubscriptionState> unopened = new TreeMap<>();

  /**
   * Connects, and goes on trying where it can't.
   *
   * @param executor where messages are stored, and brokers' names looked up
   * @param authorities the TLS to speak, by the PEM file of who signs a broker's certificate, null
   *     for those that Java knows
   */
  public Subscriptions(
      Collection<FeedIntake> feeds,
      Executor executor,
      Function<@Nullable Path, @Nullable SSLContext> authorities,
      MqttCounts counts) {
    HeldBytes held = new HeldBytes(MOST_HELD);
    for (FeedIntake feed : feeds) {
      var broker = feed.feed().mqtt().subscription();
      if (broker == null) {
        continue;
      }
      try {
        @Nullable SSLContext tls = broker.tls() ? authorities.apply(broker.authorities()) : null;
        byFeed.put(
            feed.feed().name(),
            new Subscription(
                feed, new FeedLane(feed, executor), tls, executor, loops, held, counts));
      } catch (CityLakeException e) {
        LOG.error(
            "Feed {} is not subscribed to its broker until its process is started anew",
            feed.feed().name(),
            e);
        SubscriptionState state = new SubscriptionState();
        state.faulty(String.valueOf(e.getMessage()));
        unopened.put(feed.feed().name(), state);
      }
    }
    byFeed.values().forEach(Subscription::begin);
  }

  /** How each stands, by its feed. */
  public SortedMap<String, SubscriptionState> states() {
    SortedMap<String, SubscriptionState> states = new TreeMap<>(unopened);
    byFeed.forEach((feed, each) -> states.put(feed, each.state()));
    return Collections.unmodifiableSortedMap(states);
  }

  /** Hangs up; what was not acknowledged comes again. */
  @Override
  public void close() {
    byFeed.values().forEach(Subscription::close);
    loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(5_000);
  }
}
