package io.citylake.receive.mqtt;

import io.citylake.contract.feed.Mqtt;
import io.citylake.contract.feed.TopicPattern;
import io.citylake.receive.http.FeedIntake;
import io.citylake.receive.http.RefusedException;
import io.citylake.receive.spool.Topic;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.mqtt.MqttConnAckMessage;
import io.netty.handler.codec.mqtt.MqttConnectReturnCode;
import io.netty.handler.codec.mqtt.MqttFixedHeader;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageBuilders;
import io.netty.handler.codec.mqtt.MqttMessageType;
import io.netty.handler.codec.mqtt.MqttPublishMessage;
import io.netty.handler.codec.mqtt.MqttQoS;
import io.netty.handler.codec.mqtt.MqttSubAckMessage;
import io.netty.handler.codec.mqtt.MqttVersion;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.timeout.IdleState;
import io.netty.handler.timeout.IdleStateEvent;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One connection to a broker, from its opening to its end. All on its event loop. */
@SuppressWarnings("FutureReturnValueIgnored") // a connection tells of its end by itself
final class SubscriptionHandler extends SimpleChannelInboundHandler<MqttMessage> {
  private static final Logger LOG = LoggerFactory.getLogger(SubscriptionHandler.class);
  private static final int WINDOW = 1000;
  private static final long BYTES_OF_A_PACKET = 2L * 1024 + 512;
  private static final long LOOK_AGAIN_MILLIS = 100;

  private final Subscription of;
  private final Shared shared;
  private final AckLine line = new AckLine();
  private @Nullable ChannelHandlerContext context;
  private List<TopicPattern> asked = List.of();
  private int subscribes;
  private int answered;
  private String why = "the broker hung up";
  private boolean connected;
  private boolean ended;
  private boolean looks;

  /** What it stores to and tells of. */
  record Shared(
      FeedIntake feed, FeedLane lane, HeldBytes held, MqttCounts counts, SubscriptionState state) {}

  SubscriptionHandler(Subscription of, Shared shared) {
    super(MqttMessage.class);
    this.of = of;
    this.shared = shared;
  }

  private ChannelHandlerContext context() {
    if (context == null) {
      throw new IllegalStateException("Not connected");
    }
    return context;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext added) {
    context = added;
  }

  @Override
  public void channelActive(ChannelHandlerContext active) {
    SslHandler tls = active.pipeline().get(SslHandler.class);
    if (tls == null) {
      login();
    } else {
      // Not before the broker has proved who it is.
      tls.handshakeFuture()
          .addListener(
              done -> {
                if (done.isSuccess()) {
                  login();
                } else {
                  end("TLS failed: " + done.cause().getMessage());
                }
              });
    }
    active.executor().schedule(this::requireLogin, of.patience().toMillis(), TimeUnit.MILLISECONDS);
    active.fireChannelActive();
  }

  private void requireLogin() {
    if (!connected) {
      end("it doesn't answer");
    }
  }

  private void login() {
    Mqtt.Subscription broker = of.broker();
    MqttMessageBuilders.ConnectBuilder connect =
        MqttMessageBuilders.connect()
            .protocolVersion(MqttVersion.MQTT_3_1_1)
            .clientId(broker.clientId())
            .cleanSession(false)
            .keepAlive(of.keepAliveSeconds());
    if (broker.user() != null) {
      connect.hasUser(true).username(broker.user());
    }
    if (broker.password() != null) {
      connect
          .hasPassword(true)
          .password(broker.password().reveal().getBytes(StandardCharsets.UTF_8));
    }
    context().writeAndFlush(connect.build());
  }

  @Override
  protected void channelRead0(ChannelHandlerContext in, MqttMessage message) {
    if (ended) {
      return;
    }
    if (message.decoderResult().isFailure()) {
      end("it sends what can't be read");
    } else if (message instanceof MqttConnAckMessage answer) {
      connected(answer);
    } else if (message instanceof MqttSubAckMessage answer) {
      subscribed(answer);
    } else if (message instanceof MqttPublishMessage published && connected) {
      publish(published);
    } else if (message.fixedHeader().messageType() == MqttMessageType.PINGRESP) {
      of.wentWell();
    } else {
      end("it sends what a subscriber isn't sent");
    }
  }

  private void connected(MqttConnAckMessage answer) {
    MqttConnectReturnCode code = answer.variableHeader().connectReturnCode();
    if (code != MqttConnectReturnCode.CONNECTION_ACCEPTED) {
      end("it refused the login (%s)".formatted(code));
      return;
    }
    connected = true;
    if (!answer.variableHeader().isSessionPresent() && of.forgetGranted()) {
      shared.state().sessionLost();
      LOG.warn(
          "Feed {}: the broker kept no session; what was published meanwhile was not sent and may"
              + " be lost",
          shared.feed().feed().name());
    }
    subscribe();
  }

  /**
   * To what the broker has not granted: a session of before this process may know other topics, and
   * asked twice, a broker sends what it retained twice.
   */
  private void subscribe() {
    if (ended) {
      return;
    }
    asked = of.missing();
    if (asked.isEmpty()) {
      ready();
      return;
    }
    int packet = ++subscribes;
    MqttMessageBuilders.SubscribeBuilder subscribe =
        MqttMessageBuilders.subscribe().messageId(packet);
    asked.forEach(each -> subscribe.addSubscription(MqttQoS.AT_LEAST_ONCE, each.filter()));
    context().writeAndFlush(subscribe.build());
    requireGrantInTime(packet);
  }

  private void requireGrantInTime(int packet) {
    context()
        .executor()
        .schedule(() -> requireGrant(packet), of.patience().toMillis(), TimeUnit.MILLISECONDS);
  }

  private void requireGrant(int packet) {
    if (ended || answered >= packet) {
      return;
    }
    if (context().channel().config().isAutoRead()) {
      end("it doesn't answer to a subscription");
    } else {
      // It is us who don't read.
      requireGrantInTime(packet);
    }
  }

  private void subscribed(MqttSubAckMessage answer) {
    if (answer.variableHeader().messageId() != subscribes || answered == subscribes) {
      end("it answers what it was not asked");
      return;
    }
    answered = subscribes;
    List<Integer> codes = answer.payload().reasonCodes();
    for (int i = 0; i < asked.size(); i++) {
      if (i < codes.size() && codes.get(i) == MqttQoS.AT_LEAST_ONCE.value()) {
        of.granted(asked.get(i));
      }
    }
    List<TopicPattern> missing = of.missing();
    if (missing.isEmpty()) {
      ready();
      return;
    }
    String refused = "it refused the topics, or QoS 1 of them: " + missing;
    shared.state().faulty(refused);
    shared.counts().refused("subscribe", shared.feed().feed().name(), refused);
    // What it granted comes meanwhile.
    context().executor().schedule(this::subscribe, of.delayMillis(), TimeUnit.MILLISECONDS);
  }

  private void ready() {
    shared.state().connected();
    LOG.info("Feed {} is connected to its broker", shared.feed().feed().name());
  }

  private void publish(MqttPublishMessage message) {
    MqttQoS qos = message.fixedHeader().qosLevel();
    if (qos == MqttQoS.EXACTLY_ONCE) {
      end("it sends with QoS 2, and 1 was asked for");
      return;
    }
    int packet = qos == MqttQoS.AT_LEAST_ONCE ? message.variableHeader().packetId() : 0;
    if (packet != 0 && line.holds(packet)) {
      // Sent again before it was acknowledged: it will be.
      return;
    }
    AckLine.Place place = line.add(packet);
    shared.state().waiting(1);
    String topic = message.variableHeader().topicName();
    Optional<TopicPattern> pattern =
        Texts.isTopic(topic) ? shared.feed().feed().mqtt().find(topic) : Optional.empty();
    if (pattern.isEmpty()) {
      passOver(place, "undeclared", "the broker sends topic %s".formatted(Texts.shown(topic)));
    } else {
      store(
          place,
          new Topic(topic, pattern.get().toString()),
          ByteBufUtil.getBytes(message.payload()));
    }
    regulate();
  }

  /** Unacknowledged it would come again for ever, and take the place of others. */
  private void passOver(AckLine.Place place, String word, String message) {
    shared.counts().refused(word, shared.feed().feed().name(), message);
    place.refused(Reason.SPECIFIC, message);
    acknowledge();
  }

  private void store(AckLine.Place place, Topic topic, byte[] payload) {
    long size = payload.length + BYTES_OF_A_PACKET;
    shared.held().take(size);
    shared
        .lane()
        .offer(
            new FeedLane.Publication(
                Mqtt.BROKER,
                topic,
                payload,
                failure -> {
                  shared.held().free(size);
                  try {
                    context().executor().execute(() -> stored(place, failure));
                  } catch (RejectedExecutionException e) {
                    LOG.debug("A message was stored after its connection");
                  }
                }));
  }

  private void stored(AckLine.Place place, @Nullable Throwable failure) {
    if (ended) {
      // It comes again, on the next connection.
      return;
    }
    if (failure == null) {
      place.stored();
      acknowledge();
    } else if (failure instanceof RefusedException refused) {
      passOver(place, "too-large", refused.refusal().message());
    } else {
      shared.counts().refused("failed", shared.feed().feed().name(), "a message is not stored");
      end("a message could not be stored; it is asked for again");
    }
    regulate();
  }

  private void acknowledge() {
    line.drain(
        done -> {
          shared.state().waiting(-1);
          if (done.code() == 0) {
            shared.state().stored();
            shared.counts().stored();
          }
          if (done.packet() != 0 && !ended) {
            of.wentWell();
            context().write(MqttMessageBuilders.pubAck().packetId(done.packet()).build());
          }
        });
    context().flush();
  }

  private void regulate() {
    boolean waits = shared.held().isFull();
    context().channel().config().setAutoRead(!waits && line.size() < WINDOW);
    if (waits && !looks) {
      looks = true;
      context()
          .executor()
          .schedule(
              () -> {
                looks = false;
                regulate();
              },
              LOOK_AGAIN_MILLIS,
              TimeUnit.MILLISECONDS);
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext at, Object event) {
    if (event instanceof Fault fault) {
      end(fault.message());
    } else if (event instanceof IdleStateEvent idle && connected) {
      if (idle.state() == IdleState.WRITER_IDLE) {
        at.writeAndFlush(
            new MqttMessage(
                new MqttFixedHeader(
                    MqttMessageType.PINGREQ, false, MqttQoS.AT_MOST_ONCE, false, 0)));
      } else if (at.channel().config().isAutoRead()) {
        end("it gives no sign of life");
      }
    }
    at.fireUserEventTriggered(event);
  }

  private void end(String reason) {
    if (!ended) {
      ended = true;
      why = reason;
      context().close();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext at) {
    ended = true;
    shared.state().waiting(-line.size());
    of.gone(why);
    at.fireChannelInactive();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext at, Throwable cause) {
    if (!(cause instanceof java.io.IOException)
        && !(cause instanceof io.netty.handler.codec.DecoderException)) {
      LOG.error("A connection to a broker failed", cause);
    }
    end(String.valueOf(cause.getMessage()));
  }
}
