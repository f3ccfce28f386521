package io.citylake.city.play;

import io.citylake.city.play.MqttConnection.Version;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.mqtt.MqttDecoder;
import io.netty.handler.codec.mqtt.MqttEncoder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.timeout.IdleStateHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;

/**
 * Publishes to a broker with QoS 1, ours or another, as a device of MQTT 5; of MQTT 3.1.1 where the
 * broker doesn't know that.
 */
final class MqttSender implements FeedSender {
  private static final int LARGEST_PACKET = 1 << 20;

  private final FeedWay.Mqtt way;
  private final String what;
  private final EventLoopGroup loop =
      new MultiThreadIoEventLoopGroup(
          1, new DefaultThreadFactory("citylake-play-mqtt", true), NioIoHandler.newFactory());

  /** Whether the broker says that it takes no MQTT 5. */
  private boolean three;

  /** Whether it hung up before it said anything, and 3.1.1 is tried once. */
  private boolean doubted;

  private @Nullable MqttConnection connection;

  MqttSender(FeedWay.Mqtt way, String what) {
    this.way = way;
    this.what = what;
  }

  @Override
  public Answer send(List<String> messages) throws InterruptedException {
    try {
      MqttConnection open = connection;
      if (open == null || !open.isOpen()) {
        open = connect();
      }
      try {
        open.publish(messages).get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        return Answer.all(messages.size());
      } catch (ExecutionException | TimeoutException e) {
        int taken = open.acknowledged();
        reconnect();
        return Answer.again(taken, why(e));
      }
    } catch (ExecutionException | TimeoutException e) {
      reconnect();
      return Answer.again(0, "%s doesn't let it in (%s)".formatted(way, why(e)));
    }
  }

  private String why(Exception e) {
    Throwable cause = e instanceof ExecutionException ? e.getCause() : e;
    Version version = Version.UNTOLD;
    if (cause instanceof MqttConnection.RefusedException refused) {
      if (refused.isForGood()) {
        throw FeedDoor.refused(what, String.valueOf(refused.getMessage()));
      }
      version = refused.version();
    }
    boolean wasFive = isFive();
    if (version == Version.REFUSED) {
      three = wasFive;
    }
    // Once, and not where it is sure: by 3.1.1 what is dropped is acknowledged, too.
    doubted = version == Version.DOUBTED && wasFive;
    return e instanceof TimeoutException
        ? "no answer from " + way
        : String.valueOf(cause.getMessage());
  }

  private boolean isFive() {
    return !three && !doubted;
  }

  private MqttConnection connect()
      throws InterruptedException, ExecutionException, TimeoutException {
    MqttConnection made = new MqttConnection(way, isFive());
    ChannelFuture asked =
        new Bootstrap()
            .group(loop)
            .channel(NioSocketChannel.class)
            .option(ChannelOption.TCP_NODELAY, true)
            .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) PATIENCE.toMillis())
            .handler(
                new ChannelInitializer<SocketChannel>() {
                  @Override
                  protected void initChannel(SocketChannel channel) {
                    fill(channel, made);
                  }
                })
            .connect(new InetSocketAddress(way.host(), way.port()));
    asked.addListener(
        done -> {
          if (!done.isSuccess()) {
            made.fail(done.cause());
          }
        });
    connection = made;
    made.login().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    doubted = false;
    return made;
  }

  private void fill(SocketChannel channel, MqttConnection made) {
    if (way.tls() != null) {
      SSLEngine engine = way.tls().createSSLEngine(way.host(), way.port());
      engine.setUseClientMode(true);
      SSLParameters parameters = engine.getSSLParameters();
      parameters.setEndpointIdentificationAlgorithm("HTTPS");
      engine.setSSLParameters(parameters);
      channel.pipeline().addLast(new SslHandler(engine));
    }
    if (isFive()) {
      channel.pipeline().addLast(new OlderAnswer());
    }
    channel
        .pipeline()
        .addLast(
            new IdleStateHandler(0, MqttConnection.KEEP_ALIVE_SECONDS / 2, 0),
            new MqttDecoder(LARGEST_PACKET),
            MqttEncoder.INSTANCE,
            made);
  }

  @Override
  public void reconnect() {
    if (connection != null) {
      connection.close();
      connection = null;
    }
  }

  @Override
  public void close() {
    reconnect();
    loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(5_000);
  }
}
