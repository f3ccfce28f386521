package io.citylake.receive.mqtt;

import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import io.citylake.receive.http.Rate;
import io.citylake.receive.http.RefusedException;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.mqtt.MqttConnectMessage;
import io.netty.handler.codec.mqtt.MqttConnectReturnCode;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttPublishMessage;
import io.netty.handler.codec.mqtt.MqttQoS;
import io.netty.handler.codec.mqtt.MqttReasonCodeAndPropertiesVariableHeader;
import io.netty.handler.codec.mqtt.MqttSubscribeMessage;
import io.netty.handler.codec.mqtt.MqttUnacceptableProtocolVersionException;
import io.netty.handler.codec.mqtt.MqttUnsubscribeMessage;
import io.netty.handler.codec.mqtt.MqttVersion;
import io.netty.handler.timeout.IdleStateEvent;
import io.netty.handler.timeout.IdleStateHandler;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One device's connection: who it is, what it publishes, and an acknowledgement of each publication
 * once it is on the disk, in the order in which they came. All on the connection's event loop.
 *
 * <p>Nothing is read of a device while too much of it, or of all, is not stored yet, while it sends
 * faster than it may, or doesn't read its answers.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a connection tells of its end by itself
final class DeviceHandler extends SimpleChannelInboundHandler<MqttMessage> {
  private static final Logger LOG = LoggerFactory.getLogger(DeviceHandler.class);

  /** Publications of one device that are not stored yet. */
  static final int WINDOW = 100;

  /** A device that promises no sign of life is given up after so long. */
  private static final int LONGEST_SILENCE_SECONDS = 3600;

  /** Beside topic and payload. */
  private static final long BYTES_OF_A_PACKET = 2L * 1024 + 512;

  private static final long LOOK_AGAIN_MILLIS = 100;
  private static final long SLOW_MILLIS = 2_000;
  private static final long LINGER_MILLIS = 2_000;
  private static final int WITH_WILL = 0x04;
  private static final String TOO_MUCH = "too much of all devices is not stored yet";

  private final Shared shared;
  private final PacketFrame frame;
  private final AckLine line = new AckLine();
  private Replies replies = new Replies(false, false);
  private @Nullable ChannelHandlerContext context;
  private @Nullable Admission device;
  private @Nullable Rate rate;
  private @Nullable ScheduledFuture<?> login;
  private final AtomicReference<Admission.@Nullable Will> will = new AtomicReference<>();
  private int heard;
  private boolean ended;
  private boolean closing;

  /** Nothing more is heard: it ends once what came before is acknowledged. */
  private boolean stopping;

  /** Acknowledgements are written that are not on their way yet. */
  private boolean acknowledges;

  private boolean looks;
  private long pausedUntil = System.nanoTime();

  /** What all connections have together. */
  record Shared(
      DeviceLogins logins, Sessions sessions, MqttCounts counts, HeldBytes held, MqttDoor door) {}

  DeviceHandler(Shared shared, PacketFrame frame) {
    super(MqttMessage.class);
    this.shared = shared;
    this.frame = frame;
  }

  private ChannelHandlerContext context() {
    if (context == null) {
      throw new IllegalStateException("Not connected");
    }
    return context;
  }

  private String who() {
    if (device != null) {
      return device.group().name();
    }
    return context().channel().remoteAddress() instanceof java.net.InetSocketAddress address
        ? address.getAddress().getHostAddress()
        : "nowhere";
  }

  @Override
  public void handlerAdded(ChannelHandlerContext added) {
    context = added;
  }

  @Override
  public void channelActive(ChannelHandlerContext active) {
    login =
        active
            .executor()
            .schedule(
                this::requireLogin, shared.door().packetTime().toMillis(), TimeUnit.MILLISECONDS);
    active.fireChannelActive();
  }

  /** Until its time comes it would keep in memory all that belongs to a connection. */
  private void forgetLogin() {
    if (login != null) {
      login.cancel(false);
      login = null;
    }
  }

  private void requireLogin() {
    if (device == null) {
      end(new Fault(Reason.UNSPECIFIED, "slow", "a device didn't log in in time"));
    }
  }

  @Override
  protected void channelRead0(ChannelHandlerContext in, MqttMessage message) {
    heard++;
    if (ended || stopping) {
      return;
    }
    if (message.decoderResult().isFailure()) {
      unreadable(message.decoderResult().cause());
    } else if (device == null) {
      if (message instanceof MqttConnectMessage connect) {
        connect(connect);
      } else {
        end(new Fault(Reason.PROTOCOL, "protocol", "a device's first packet is no CONNECT"));
      }
    } else {
      packet(message);
    }
  }

  /** A packet that ends before what it says it holds would take the next one for the rest. */
  @Override
  public void channelReadComplete(ChannelHandlerContext in) {
    if (heard != frame.packets()) {
      end(new Fault(Reason.MALFORMED, "malformed", "a packet ends early"));
    }
    in.fireChannelReadComplete();
  }

  private void unreadable(Throwable cause) {
    if (cause instanceof MqttUnacceptableProtocolVersionException) {
      refuse(
          new ConnectRefused(
              MqttConnectReturnCode.CONNECTION_REFUSED_UNACCEPTABLE_PROTOCOL_VERSION,
              MqttConnectReturnCode.CONNECTION_REFUSED_UNSUPPORTED_PROTOCOL_VERSION,
              "version",
              "a device speaks a version of MQTT that isn't taken; 3.1.1 and 5 are"));
    } else {
      end(new Fault(Reason.MALFORMED, "malformed", "a packet can't be read"));
    }
  }

  private void connect(MqttConnectMessage connect) {
    boolean five = connect.variableHeader().version() == MqttVersion.MQTT_5.protocolLevel();
    MqttProperties.@Nullable MqttProperty<?> wants =
        connect
            .variableHeader()
            .properties()
            .getProperty(MqttProperties.REQUEST_PROBLEM_INFORMATION);
    boolean bounded =
        connect.variableHeader().properties().getProperty(MqttProperties.MAXIMUM_PACKET_SIZE)
            != null;
    replies = new Replies(five, !bounded && (wants == null || !wants.value().equals(0)));
    Admission admitted;
    try {
      admitted =
          Admission.of(connect, shared.logins(), PeerName.of(context().channel().pipeline()));
      requireMemory();
    } catch (ConnectRefused e) {
      refuse(e);
      return;
    }
    forgetLogin();
    device = admitted;
    will.set(admitted.will());
    rate = new Rate(admitted.group().rate(), System::nanoTime);
    shared.counts().connected();
    shared
        .sessions()
        .enter(admitted.group().name(), admitted.client(), this)
        .ifPresent(DeviceHandler::takeOver);
    int largest =
        (int) Math.min(Integer.MAX_VALUE / 2, admitted.group().largest() + BYTES_OF_A_PACKET);
    frame.allow(largest);
    int asked = connect.variableHeader().keepAliveTimeSeconds();
    int keepAlive = asked == 0 || asked > LONGEST_SILENCE_SECONDS ? LONGEST_SILENCE_SECONDS : asked;
    int silence = five || asked != 0 ? keepAlive + (keepAlive + 1) / 2 : keepAlive;
    context().pipeline().addFirst(new IdleStateHandler(silence, 0, 0));
    write(replies.connected(admitted.properties(WINDOW, largest, keepAlive)));
  }

  /** What each new connection brings with its first packet is read before anything can stop it. */
  private void requireMemory() throws ConnectRefused {
    if (shared.held().isFull()) {
      throw new ConnectRefused(
          MqttConnectReturnCode.CONNECTION_REFUSED_SERVER_UNAVAILABLE,
          MqttConnectReturnCode.CONNECTION_REFUSED_SERVER_BUSY,
          "memory",
          TOO_MUCH);
    }
  }

  private void refuse(ConnectRefused refused) {
    shared.counts().refused(refused.word(), who(), refused.getMessage());
    finish(replies.notConnected(refused));
  }

  private void packet(MqttMessage message) {
    switch (message.fixedHeader().messageType()) {
      case PUBLISH -> publish((MqttPublishMessage) message);
      case PINGREQ -> write(MqttMessage.PINGRESP);
      case DISCONNECT -> leave(message);
      case SUBSCRIBE -> {
        MqttSubscribeMessage asked = (MqttSubscribeMessage) message;
        shared.counts().refused("subscribe", who(), "a device subscribes; devices only publish");
        write(
            replies.notSubscribed(
                asked.variableHeader().messageId(), asked.payload().topicSubscriptions().size()));
      }
      case UNSUBSCRIBE -> {
        MqttUnsubscribeMessage asked = (MqttUnsubscribeMessage) message;
        write(
            replies.notUnsubscribed(
                asked.variableHeader().messageId(), asked.payload().topics().size()));
      }
      case PUBREL ->
          // Of a session of before, elsewhere: no publication of QoS 2 was ever taken here.
          end(new Fault(Reason.QOS, "qos2", "a device goes on with QoS 2; 1 is the most"));
      default ->
          end(
              new Fault(
                  Reason.PROTOCOL,
                  "protocol",
                  "a device sends what only follows on another packet"));
    }
  }

  private void leave(MqttMessage message) {
    boolean withWill =
        replies.isFive()
            && message.variableHeader() instanceof MqttReasonCodeAndPropertiesVariableHeader head
            && head.reasonCode() == WITH_WILL;
    if (!withWill) {
      will.set(null);
    }
    ended = true;
    context().close();
  }

  private void publish(MqttPublishMessage message) {
    MqttQoS qos = message.fixedHeader().qosLevel();
    String topic = message.variableHeader().topicName();
    if (qos == MqttQoS.EXACTLY_ONCE) {
      endInTurn(
          line.add(0),
          new Fault(Reason.QOS, "qos2", "a device publishes with QoS 2; 1 is the most"));
      return;
    }
    if (topic.isEmpty()) {
      endInTurn(
          line.add(0),
          new Fault(
              replies.isFive() ? Reason.TOPIC_ALIAS : Reason.MALFORMED,
              "protocol",
              "a publication has no topic, or another name for one"));
      return;
    }
    int packet = qos == MqttQoS.AT_LEAST_ONCE ? message.variableHeader().packetId() : 0;
    if (replies.isFive() && packet != 0 && line.expected() >= WINDOW) {
      end(
          new Fault(
              Reason.RECEIVE_MAXIMUM,
              "protocol",
              "a device sends more than %d publications ahead".formatted(WINDOW)));
      return;
    }
    if (line.size() >= WINDOW && shared.held().isFull()) {
      endInTurn(line.add(0), new Fault(Reason.BUSY, "memory", TOO_MUCH));
      return;
    }
    AckLine.Place each = line.add(packet);
    DeviceGroup group = admitted().group();
    DeviceGroup.Route route = Texts.isTopic(topic) ? group.route(topic) : DeviceGroup.Route.NOWHERE;
    DeviceGroup.@Nullable Entry to = route.to();
    if (to == null) {
      notTaken(
          each,
          route.declared() ? Reason.FORBIDDEN : Reason.TOPIC,
          route.declared() ? "forbidden" : "undeclared",
          route.declared()
              ? "group %s may not publish to topic %s".formatted(who(), Texts.shown(topic))
              : "no feed of group %s has topic %s".formatted(who(), Texts.shown(topic)));
    } else {
      byte[] payload = ByteBufUtil.getBytes(message.payload());
      store(each, to, new FeedLane.Publication(who(), route.topic(), payload, failure -> {}));
    }
    regulate();
  }

  private Admission admitted() {
    if (device == null) {
      throw new IllegalStateException("Not logged in");
    }
    return device;
  }

  private void store(AckLine.Place each, DeviceGroup.Entry to, FeedLane.Publication publication) {
    long size = publication.payload().length + BYTES_OF_A_PACKET;
    shared.held().take(size);
    if (rate != null && rate.take(1) > 0) {
      pause(TimeUnit.SECONDS.toMillis(1));
    }
    if (to.feed().asksToWait()) {
      pause(SLOW_MILLIS);
    }
    to.lane()
        .offer(
            new FeedLane.Publication(
                publication.sender(),
                publication.topic(),
                publication.payload(),
                failure -> {
                  shared.held().free(size);
                  answer(each, failure);
                }));
  }

  private void pause(long millis) {
    pausedUntil = Math.max(pausedUntil, System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis));
  }

  /** From any thread. */
  private void answer(AckLine.Place each, @Nullable Throwable failure) {
    try {
      context().executor().execute(() -> stored(each, failure));
    } catch (RejectedExecutionException e) {
      // The server has closed, and the device hears nothing.
      LOG.debug("A publication ended after its connection");
    }
  }

  private void stored(AckLine.Place each, @Nullable Throwable failure) {
    if (failure == null) {
      each.stored();
      acknowledge();
    } else if (failure instanceof RefusedException refused) {
      notTaken(each, Reason.SPECIFIC, "too-large", refused.refusal().message());
    } else {
      boolean full =
          failure instanceof CityLakeException known && known.code() == ErrorCode.SPOOL_FULL;
      if (!full && !(failure instanceof CityLakeException)) {
        LOG.error("A publication could not be stored", failure);
      }
      Fault fault =
          full
              ? new Fault(Reason.QUOTA, "full", "the feed's spool is full; publish it again later")
              : new Fault(
                  Reason.UNSPECIFIED, "failed", "it could not be stored; publish it again later");
      // Each, whether the connection is still there or not.
      shared.counts().refused(fault.word(), who(), fault.message());
      if (!ended) {
        finish(fault.code(), fault.message());
      }
      each.refused(fault.code(), fault.message());
      acknowledge();
    }
    regulate();
  }

  /**
   * Sending it again doesn't help. Whoever asked for an acknowledgement gets a refusal, or none and
   * the end of the connection where the version has no way to refuse.
   */
  private void notTaken(AckLine.Place each, byte code, String word, String message) {
    if (each.packet() != 0 && !replies.isFive()) {
      endInTurn(each, new Fault(code, word, message));
      return;
    }
    shared.counts().refused(word, who(), message);
    each.refused(code, message);
    acknowledge();
  }

  /**
   * Ends after what came before is acknowledged: whoever connects anew would send it again with
   * what isn't taken, each time.
   */
  private void endInTurn(AckLine.Place place, Fault fault) {
    stopping = true;
    place.ends(fault);
    acknowledge();
    regulate();
  }

  /** In order, as far as what is first is done. */
  private void acknowledge() {
    acknowledges = false;
    line.drain(this::acknowledge);
    acknowledges = false;
    context().flush();
    if (closing && line.size() == 0) {
      finish(Reason.SHUTTING_DOWN, "");
    }
  }

  private void acknowledge(AckLine.Place done) {
    @Nullable Fault fault = done.end();
    if (fault != null) {
      end(fault);
      return;
    }
    if (done.code() == 0 && (done.packet() == 0 || !ended)) {
      shared.counts().stored();
    }
    if (done.packet() != 0 && !ended) {
      acknowledges = true;
      context().write(replies.published(done.packet(), done.code(), done.message()));
    }
  }

  /** Reads on, or doesn't for now. */
  private void regulate() {
    if (ended) {
      return;
    }
    boolean waits = shared.held().isFull() || pausedUntil - System.nanoTime() > 0;
    boolean reads =
        !waits && !closing && !stopping && line.size() < WINDOW && context().channel().isWritable();
    context().channel().config().setAutoRead(reads);
    if (waits && !looks) {
      looks = true;
      context().executor().schedule(this::lookAgain, LOOK_AGAIN_MILLIS, TimeUnit.MILLISECONDS);
    }
  }

  private void lookAgain() {
    looks = false;
    regulate();
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext changed) {
    if (device != null) {
      regulate();
    }
    changed.fireChannelWritabilityChanged();
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext at, Object event) {
    if (event instanceof Fault fault) {
      if (device == null) {
        end(fault);
      } else {
        endInTurn(line.add(0), fault);
      }
    } else if (event instanceof IdleStateEvent
        && (at.channel().config().isAutoRead() || !at.channel().isWritable())) {
      end(new Fault(Reason.KEEP_ALIVE, "idle", "a device gave no sign of life"));
    }
    at.fireUserEventTriggered(event);
  }

  /** From another connection's event loop: the same client has connected anew. */
  private void takeOver() {
    // Before anything of the new one, which may say the contrary.
    storeWill();
    context()
        .executor()
        .execute(
            () ->
                end(
                    new Fault(
                        Reason.TAKEN_OVER,
                        "taken-over",
                        "a client of the same id has connected (client=%s)"
                            .formatted(Texts.shown(admitted().client())))));
  }

  /** Answers what is under way, then hangs up; a will is nobody's while it is us who go. */
  void close() {
    context()
        .executor()
        .execute(
            () -> {
              closing = true;
              will.set(null);
              regulate();
              if (line.size() == 0) {
                finish(Reason.SHUTTING_DOWN, "");
              }
            });
  }

  private void end(Fault fault) {
    if (!ended) {
      shared.counts().refused(fault.word(), who(), fault.message());
      finish(fault.code(), fault.message());
    }
  }

  private void finish(byte code, String message) {
    if (device != null && replies.isFive()) {
      finish(replies.disconnected(code, message));
    } else if (device == null || !acknowledges) {
      ended = true;
      context().close();
    } else {
      finish(Unpooled.EMPTY_BUFFER);
    }
  }

  /** What is still unread would have the last packet thrown away: it is read and passed over. */
  private void finish(Object last) {
    if (ended) {
      return;
    }
    ended = true;
    storeWill();
    ChannelHandlerContext at = context();
    at.channel().config().setAutoRead(true);
    // Whether it could be written or not: who reads nothing never takes it.
    at.executor().schedule(() -> at.close(), LINGER_MILLIS, TimeUnit.MILLISECONDS);
    at.writeAndFlush(last)
        .addListener(
            (ChannelFutureListener)
                written -> {
                  if (!written.isSuccess()) {
                    at.close();
                  }
                });
  }

  private void write(MqttMessage message) {
    context().writeAndFlush(message);
    regulate();
  }

  @Override
  public void channelInactive(ChannelHandlerContext gone) {
    ended = true;
    forgetLogin();
    if (device != null) {
      shared.sessions().leave(device.group().name(), device.client(), this);
      shared.counts().disconnected();
      storeWill();
    }
    gone.fireChannelInactive();
  }

  /** From any thread; once. */
  private void storeWill() {
    Admission.@Nullable Will last = will.getAndSet(null);
    if (last == null || last.route().to() == null) {
      return;
    }
    String group = who();
    long size = last.payload().length + BYTES_OF_A_PACKET;
    if (!shared.held().reserve(size)) {
      shared.counts().refused("will", group, "a will could not be stored: " + TOO_MUCH);
      return;
    }
    last.route()
        .to()
        .lane()
        .offer(
            new FeedLane.Publication(
                group,
                last.route().topic(),
                last.payload(),
                failure -> {
                  shared.held().free(size);
                  if (failure != null) {
                    shared.counts().refused("will", group, "a will could not be stored");
                  } else {
                    shared.counts().stored();
                  }
                }));
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext at, Throwable cause) {
    if (cause instanceof java.io.IOException
        || cause instanceof io.netty.handler.codec.DecoderException) {
      // It hung up, or speaks no TLS; the log would fill with what anybody can cause.
      LOG.debug("A connection broke", cause);
    } else {
      LOG.error("A connection failed", cause);
    }
    ended = true;
    at.close();
  }
}
