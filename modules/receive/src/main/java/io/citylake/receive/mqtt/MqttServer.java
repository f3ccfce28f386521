package io.citylake.receive.mqtt;

import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import io.citylake.receive.http.FeedIntake;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.mqtt.MqttDecoder;
import io.netty.handler.codec.mqtt.MqttEncoder;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLEngine;

/**
 * The MQTT broker that devices publish to (3.1.1 and 5, QoS 0 and 1). It keeps no sessions and
 * passes nothing on: what is published is stored in the spool of the feed that has the topic.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a connection tells of its end by itself
public final class MqttServer implements AutoCloseable {
  private static final int THREADS = 2;
  private static final int WAITING = 1024;
  private static final int READ_AT_ONCE = 16 << 10;
  private static final Duration GOODBYE = Duration.ofSeconds(10);

  /** What has come and is not stored yet may take so much of the memory. */
  private static final long MOST_HELD = Runtime.getRuntime().maxMemory() / 8;

  private final EventLoopGroup loops;
  private final ChannelGroup connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
  private final DeviceHandler.Shared shared;
  private final Channel server;

  private MqttServer(DeviceHandler.Shared shared) {
    this.shared = shared;
    this.loops =
        new MultiThreadIoEventLoopGroup(
            THREADS, new DefaultThreadFactory("citylake-mqtt", true), NioIoHandler.newFactory());
    this.server = listen();
  }

  /**
   * Starts to listen.
   *
   * @param executor where messages are stored
   * @throws CityLakeException SETTING_INVALID where it can't, SENDER_KEY_WEAK, DEVICE_GROUPS_DIFFER
   */
  public static MqttServer open(
      MqttDoor door, Collection<FeedIntake> feeds, Executor executor, MqttCounts counts) {
    return open(door, feeds, executor, counts, new HeldBytes(MOST_HELD));
  }

  static MqttServer open(
      MqttDoor door,
      Collection<FeedIntake> feeds,
      Executor executor,
      MqttCounts counts,
      HeldBytes held) {
    DeviceLogins logins = new DeviceLogins(feeds, executor);
    return new MqttServer(new DeviceHandler.Shared(logins, new Sessions(), counts, held, door));
  }

  private Channel listen() {
    MqttDoor door = shared.door();
    ChannelFuture bound =
        new ServerBootstrap()
            .group(loops)
            .channel(NioServerSocketChannel.class)
            .option(ChannelOption.SO_BACKLOG, WAITING)
            .option(ChannelOption.SO_REUSEADDR, true)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childOption(ChannelOption.SO_KEEPALIVE, true)
            .childHandler(
                new ChannelInitializer<SocketChannel>() {
                  @Override
                  protected void initChannel(SocketChannel channel) {
                    channel
                        .config()
                        .setRecvByteBufAllocator(
                            new AdaptiveRecvByteBufAllocator(256, 1024, READ_AT_ONCE));
                    begin(channel);
                  }
                })
            .bind(new InetSocketAddress(door.host(), door.port()))
            .awaitUninterruptibly();
    if (!bound.isSuccess()) {
      loops.shutdownGracefully();
      throw new CityLakeException(
          ErrorCode.SETTING_INVALID,
          "Cannot listen for MQTT: %s; see receive in conf/citylake.yaml (host=%s, mqtt-port=%d)"
              .formatted(bound.cause().getMessage(), door.host(), door.port()),
          bound.cause());
    }
    return bound.channel();
  }

  private void begin(SocketChannel channel) {
    MqttDoor door = shared.door();
    if (connections.size() >= door.connections()) {
      shared
          .counts()
          .refused(
              "connections",
              "all",
              "as many devices are connected as may be (connections=%d)"
                  .formatted(door.connections()));
      channel.close();
      return;
    }
    connections.add(channel);
    ChannelPipeline pipeline = channel.pipeline();
    if (door.tls() != null) {
      SSLEngine engine = door.tls().createSSLEngine();
      engine.setUseClientMode(false);
      engine.setWantClientAuth(shared.logins().knowsCertificates());
      pipeline.addLast(new SslHandler(engine));
    }
    PacketFrame frame = new PacketFrame(shared.held(), door.packetTime());
    pipeline.addLast(frame);
    pipeline.addLast(new MqttDecoder(Integer.MAX_VALUE));
    pipeline.addLast(MqttEncoder.INSTANCE);
    pipeline.addLast(new DeviceHandler(shared, frame));
  }

  public int port() {
    return ((InetSocketAddress) server.localAddress()).getPort();
  }

  /** Answers what was taken, then stops. */
  @Override
  public void close() {
    server.close().awaitUninterruptibly();
    for (Channel each : connections) {
      DeviceHandler handler = each.pipeline().get(DeviceHandler.class);
      if (handler != null) {
        handler.close();
      }
    }
    connections.newCloseFuture().awaitUninterruptibly(GOODBYE.toMillis());
    loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(GOODBYE.toMillis());
  }
}
