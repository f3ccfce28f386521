package io.citylake.receive.mqtt;

import io.citylake.contract.feed.Mqtt;
import io.citylake.contract.feed.TopicPattern;
import io.citylake.model.ErrorCode;
import io.citylake.receive.http.FeedIntake;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.mqtt.MqttDecoder;
import io.netty.handler.codec.mqtt.MqttEncoder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.timeout.IdleStateHandler;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A feed's subscription to a city's own broker: MQTT 3.1.1, which each has, QoS 1, and a session
 * that the broker keeps. A message is acknowledged once it is on the disk, so what wasn't comes
 * again. Whatever ends a connection, the next is a new one, after a second, two, and so on up to a
 * minute.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a connection tells of its end by itself
final class Subscription {
  private static final Logger LOG = LoggerFactory.getLogger(Subscription.class);
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final int KEEP_ALIVE_SECONDS = 30;
  private static final int MAX_DELAY_SECONDS = 60;
  private static final int SHORTEST_DELAY_MILLIS = 500;

  private final FeedIntake feed;
  private final FeedLane lane;
  private final Mqtt.Subscription broker;
  private final @Nullable SSLContext tls;
  private final Executor executor;
  private final EventLoop loop;
  private final HeldBytes held;
  private final MqttCounts counts;
  private final SubscriptionState state = new SubscriptionState();

  /** Tries since the last that went well. */
  private int tries;

  /** Topics that the broker has granted, in the session that it keeps. */
  private final Set<TopicPattern> granted = new HashSet<>();

  private boolean closed;
  private @Nullable Channel channel;

  /**
   * @param lane where the feed's messages are stored
   * @param executor where the broker's name is looked up
   * @param tls null where the broker is spoken to in the clear
   */
  Subscription(
      FeedIntake feed,
      FeedLane lane,
      @Nullable SSLContext tls,
      Executor executor,
      EventLoopGroup loops,
      HeldBytes held,
      MqttCounts counts) {
    this.feed = feed;
    this.lane = lane;
    this.broker = Objects.requireNonNull(feed.feed().mqtt().subscription());
    this.tls = tls;
    this.executor = executor;
    this.loop = loops.next();
    this.held = held;
    this.counts = counts;
  }

  SubscriptionState state() {
    return state;
  }

  void begin() {
    loop.execute(this::connect);
  }

  /**
   * On the loop, as all that follows; but a name may take long to look up, and the loop is that of
   * all subscriptions.
   */
  private void connect() {
    if (closed) {
      return;
    }
    try {
      executor.execute(
          () -> {
            InetSocketAddress found = new InetSocketAddress(broker.host(), broker.port());
            loop.execute(() -> connectTo(found));
          });
    } catch (RejectedExecutionException e) {
      gone("the process ends");
    }
  }

  private void connectTo(InetSocketAddress address) {
    if (closed) {
      return;
    }
    if (address.isUnresolved()) {
      gone("its name is not known");
      return;
    }
    ChannelFuture asked =
        new Bootstrap()
            .group(loop)
            .channel(NioSocketChannel.class)
            .option(ChannelOption.TCP_NODELAY, true)
            .option(ChannelOption.SO_KEEPALIVE, true)
            .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) PATIENCE.toMillis())
            .handler(
                new ChannelInitializer<SocketChannel>() {
                  @Override
                  protected void initChannel(SocketChannel made) {
                    begin(made);
                  }
                })
            .connect(address);
    channel = asked.channel();
    asked.addListener(
        done -> {
          if (!done.isSuccess()) {
            gone("it can't be reached: " + done.cause().getMessage());
          }
        });
  }

  private void begin(SocketChannel made) {
    if (tls != null) {
      SSLEngine engine = tls.createSSLEngine(broker.host(), broker.port());
      engine.setUseClientMode(true);
      SSLParameters parameters = engine.getSSLParameters();
      parameters.setEndpointIdentificationAlgorithm("HTTPS");
      engine.setSSLParameters(parameters);
      made.pipeline().addLast(new SslHandler(engine));
    }
    PacketFrame frame = new PacketFrame(held, PATIENCE);
    // What is larger than the feed takes is read all the same, and said.
    frame.allow(Integer.MAX_VALUE / 4);
    made.pipeline()
        .addLast(
            new IdleStateHandler(3 * KEEP_ALIVE_SECONDS, KEEP_ALIVE_SECONDS, 0),
            frame,
            new MqttDecoder(Integer.MAX_VALUE),
            MqttEncoder.INSTANCE,
            new SubscriptionHandler(
                this, new SubscriptionHandler.Shared(feed, lane, held, counts, state)));
  }

  Mqtt.Subscription broker() {
    return broker;
  }

  int keepAliveSeconds() {
    return KEEP_ALIVE_SECONDS;
  }

  Duration patience() {
    return PATIENCE;
  }

  /** A message is acknowledged, or for long none has come: a login alone proves too little. */
  void wentWell() {
    tries = 0;
  }

  /** Topics that the broker has not granted since the process began, or lost its session. */
  List<TopicPattern> missing() {
    return feed.feed().mqtt().topics().stream().filter(each -> !granted.contains(each)).toList();
  }

  void granted(TopicPattern topic) {
    granted.add(topic);
  }

  /**
   * The broker knows nothing of what it granted.
   *
   * @return whether it had granted any
   */
  boolean forgetGranted() {
    boolean any = !granted.isEmpty();
    granted.clear();
    return any;
  }

  /** The time to the next try, longer with each. */
  long delayMillis() {
    long most = Math.min(MAX_DELAY_SECONDS, 1L << Math.min(tries, 6)) * 1000;
    tries++;
    // Else all that lost a broker together come back together.
    return SHORTEST_DELAY_MILLIS + ThreadLocalRandom.current().nextLong(Math.max(1, most - 500));
  }

  /** Tries again later. */
  void gone(String why) {
    state.disconnected(why);
    if (closed) {
      return;
    }
    long delay = delayMillis();
    LOG.warn(
        "[{}] Feed {} is not connected to its broker: {}; it is tried again in {} ms"
            + " (broker={}:{})",
        ErrorCode.BROKER_REFUSED.label(),
        feed.feed().name(),
        why,
        delay,
        broker.host(),
        broker.port());
    loop.schedule(this::connect, delay, TimeUnit.MILLISECONDS);
  }

  void close() {
    loop.execute(
        () -> {
          closed = true;
          if (channel != null) {
            channel.close();
          }
        });
  }
}
