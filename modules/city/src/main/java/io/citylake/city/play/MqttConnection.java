package io.citylake.city.play;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.mqtt.MqttConnAckMessage;
import io.netty.handler.codec.mqtt.MqttConnectReturnCode;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageBuilders;
import io.netty.handler.codec.mqtt.MqttMessageIdVariableHeader;
import io.netty.handler.codec.mqtt.MqttMessageType;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttPubReplyMessageVariableHeader;
import io.netty.handler.codec.mqtt.MqttQoS;
import io.netty.handler.codec.mqtt.MqttReasonCodeAndPropertiesVariableHeader;
import io.netty.handler.codec.mqtt.MqttVersion;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.timeout.IdleStateEvent;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * One connection to a broker, from its login to its end. Messages are acknowledged in the order in
 * which they were published (MQTT-4.6.0-2), so that a count tells which. All but what is asked of
 * it goes on the connection's event loop.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a connection tells of its end by itself
final class MqttConnection extends SimpleChannelInboundHandler<MqttMessage> {
  static final int KEEP_ALIVE_SECONDS = 60;

  /** Where a broker doesn't say how many it takes ahead. */
  private static final int WINDOW = 20;

  private static final int MOST_AHEAD = 100;
  private static final int LAST_PACKET = 65_535;
  private static final int FAILED = 0x80;

  /** A broker that has nobody to give it to has not kept it either. */
  private static final int NOBODY = 0x10;

  /**
   * Answers that another try doesn't change: of MQTT 3.1.1 the client, its password and its right;
   * of MQTT 5 also version, ban, login method, topic, size, form and QoS.
   */
  private static final Set<Integer> LASTING =
      Set.of(0x02, 0x04, 0x05, 0x84, 0x85, 0x86, 0x87, 0x8A, 0x8C, 0x90, 0x95, 0x99, 0x9B);

  private final FeedWay.Mqtt way;
  private final boolean five;
  private final CompletableFuture<Void> login = new CompletableFuture<>();
  private final AtomicInteger acknowledged = new AtomicInteger();
  private volatile @Nullable ChannelHandlerContext context;
  private volatile boolean ended;
  private volatile boolean closing;
  private int window = WINDOW;
  private int packet;
  private List<String> messages = List.of();
  private int sent;
  private CompletableFuture<Void> published = new CompletableFuture<>();

  /** What an end says of the version of MQTT that was spoken. */
  enum Version {
    UNTOLD,
    /** A broker that hung up before its answer may not know it, or have had another reason. */
    DOUBTED,
    REFUSED
  }

  /** What a broker doesn't take. */
  static final class RefusedException extends Exception {
    private static final long serialVersionUID = 1L;
    private final boolean forGood;
    private final Version version;

    RefusedException(String message, boolean forGood, Version version) {
      super(message);
      this.forGood = forGood;
      this.version = version;
    }

    /** Whether sending it again doesn't help. */
    boolean isForGood() {
      return forGood;
    }

    /** What it says of the version of MQTT that was spoken. */
    Version version() {
      return version;
    }
  }

  /**
   * @param five whether MQTT 5 is spoken, or 3.1.1
   */
  MqttConnection(FeedWay.Mqtt way, boolean five) {
    super(MqttMessage.class);
    this.way = way;
    this.five = five;
  }

  /** Comes once the broker has let it in. */
  CompletableFuture<Void> login() {
    return login;
  }

  boolean isOpen() {
    return login.isDone() && !ended;
  }

  /** How many of the messages that are being published have come through, the first ones. */
  int acknowledged() {
    return acknowledged.get();
  }

  /** Publishes; comes once all are acknowledged. One call after the other. */
  CompletableFuture<Void> publish(List<String> some) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    acknowledged.set(0);
    ChannelHandlerContext at = context;
    if (at == null || ended) {
      done.completeExceptionally(new IOException("the connection has ended"));
      return done;
    }
    at.executor()
        .execute(
            () -> {
              messages = some;
              sent = 0;
              published = done;
              fill();
            });
    return done;
  }

  private void fill() {
    ChannelHandlerContext at = context;
    if (at == null || ended) {
      fail(new IOException("the connection has ended"));
      return;
    }
    while (sent < messages.size() && sent - acknowledged.get() < window) {
      packet = packet % LAST_PACKET + 1;
      at.write(
          MqttMessageBuilders.publish()
              .topicName(way.topic())
              .qos(MqttQoS.AT_LEAST_ONCE)
              .messageId(packet)
              .payload(Unpooled.wrappedBuffer(messages.get(sent).getBytes(StandardCharsets.UTF_8)))
              .build());
      sent++;
    }
    at.flush();
  }

  @Override
  public void channelActive(ChannelHandlerContext active) {
    context = active;
    if (ended) {
      active.close();
      return;
    }
    SslHandler tls = active.pipeline().get(SslHandler.class);
    if (tls == null) {
      connect(active);
    } else {
      tls.handshakeFuture()
          .addListener(
              done -> {
                if (done.isSuccess()) {
                  connect(active);
                } else {
                  fail(
                      new RefusedException(
                          "TLS failed: " + done.cause().getMessage(), true, Version.UNTOLD));
                }
              });
    }
    active.fireChannelActive();
  }

  private void connect(ChannelHandlerContext at) {
    MqttMessageBuilders.ConnectBuilder connect =
        MqttMessageBuilders.connect()
            .protocolVersion(five ? MqttVersion.MQTT_5 : MqttVersion.MQTT_3_1_1)
            .clientId(way.client())
            .cleanSession(true)
            .keepAlive(KEEP_ALIVE_SECONDS);
    if (way.user() != null) {
      connect.hasUser(true).username(way.user());
    }
    if (way.password() != null) {
      connect.hasPassword(true).password(way.password().getBytes(StandardCharsets.UTF_8));
    }
    at.writeAndFlush(connect.build());
  }

  @Override
  protected void channelRead0(ChannelHandlerContext in, MqttMessage message) {
    if (message.decoderResult().isFailure()) {
      fail(ended("the broker sends what can't be read"));
    } else if (message instanceof MqttConnAckMessage answer) {
      connected(answer);
    } else if (message.fixedHeader().messageType() == MqttMessageType.PUBACK) {
      acknowledged(message);
    } else if (message.fixedHeader().messageType() == MqttMessageType.DISCONNECT) {
      int code =
          message.variableHeader() instanceof MqttReasonCodeAndPropertiesVariableHeader head
              ? head.reasonCode() & 0xFF
              : FAILED;
      fail(refused("the broker ends the connection", code));
    }
  }

  private void connected(MqttConnAckMessage answer) {
    MqttConnectReturnCode code = answer.variableHeader().connectReturnCode();
    if (code != MqttConnectReturnCode.CONNECTION_ACCEPTED) {
      boolean ofVersion =
          (code == MqttConnectReturnCode.CONNECTION_REFUSED_UNACCEPTABLE_PROTOCOL_VERSION
              || code == MqttConnectReturnCode.CONNECTION_REFUSED_UNSUPPORTED_PROTOCOL_VERSION);
      boolean isForGood = !ofVersion && LASTING.contains(code.byteValue() & 0xFF);
      fail(
          new RefusedException(
              "the broker refused the login (%s); the key may be another there".formatted(code),
              isForGood,
              ofVersion ? Version.REFUSED : Version.UNTOLD));
      return;
    }
    MqttProperties.@Nullable MqttProperty<?> ahead =
        answer.variableHeader().properties().getProperty(MqttProperties.RECEIVE_MAXIMUM);
    window =
        ahead != null && ahead.value() instanceof Integer most
            ? Math.min(most, MOST_AHEAD)
            : five ? MOST_AHEAD : WINDOW;
    login.complete(null);
  }

  private void acknowledged(MqttMessage message) {
    int done = acknowledged.get();
    int first = Math.floorMod(packet - (sent - done), LAST_PACKET) + 1;
    boolean isNext =
        done < sent
            && message.variableHeader() instanceof MqttMessageIdVariableHeader head
            && head.messageId() == first;
    if (!isNext) {
      fail(new IOException("the broker acknowledges what isn't next"));
      return;
    }
    int code =
        message.variableHeader() instanceof MqttPubReplyMessageVariableHeader head
            ? head.reasonCode() & 0xFF
            : 0;
    if (code >= FAILED) {
      fail(refused("the broker refused a message", code));
      return;
    }
    if (code == NOBODY) {
      fail(new IOException("the broker has nobody who subscribes to " + way.topic()));
      return;
    }
    if (acknowledged.incrementAndGet() == messages.size()) {
      published.complete(null);
    } else {
      fill();
    }
  }

  /** Before it has let anybody in, a broker of another version may mean that. */
  private Exception ended(String what) {
    return login.isDone()
        ? new IOException(what)
        : new RefusedException(what, false, Version.DOUBTED);
  }

  private static RefusedException refused(String what, int code) {
    return new RefusedException(
        "%s (reason 0x%02X)".formatted(what, code), LASTING.contains(code), Version.UNTOLD);
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext at, Object event) throws Exception {
    if (event instanceof IdleStateEvent) {
      at.writeAndFlush(MqttMessage.PINGREQ);
    } else {
      super.userEventTriggered(at, event);
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext at) {
    fail(ended("the broker ended the connection"));
    at.fireChannelInactive();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext at, Throwable cause) {
    fail(cause);
  }

  /** Ends it: nobody waits any more. */
  void fail(Throwable why) {
    ended = true;
    login.completeExceptionally(why);
    published.completeExceptionally(why);
    ChannelHandlerContext at = context;
    if (at != null && !closing) {
      closing = true;
      at.close();
    }
  }

  /** Says that it goes, and goes. */
  void close() {
    ended = true;
    ChannelHandlerContext at = context;
    if (at != null && !closing) {
      closing = true;
      at.writeAndFlush(MqttMessage.DISCONNECT).addListener(done -> at.close());
    }
  }
}
