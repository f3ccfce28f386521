package io.citylake.receive.mqtt;

import static io.citylake.receive.mqtt.MqttFixture.TOPIC;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.citylake.contract.feed.Mqtt;
import io.citylake.receive.http.FeedIntake;
import io.citylake.receive.spool.Spool;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A subscription to a broker that is played here, packet by packet. */
class TestSubscription {
  private static final int CONNECT = 1;
  private static final int PUBACK = 4;
  private static final int SUBSCRIBE = 8;

  @TempDir private Path directory;
  private final ExecutorService threads = Executors.newCachedThreadPool();

  /** Lets one task after the other run, in the order in which they came. */
  private final Semaphore disk = new Semaphore(0);

  private final MqttCounts counts = new MqttCounts();
  private ServerSocket listener;
  private Spool spool;
  private Subscriptions subscriptions;
  private SubscriptionState state;

  /** One connection of the subscriber's. */
  private static final class Line implements AutoCloseable {
    private final Socket socket;
    private final DataInputStream in;

    Line(Socket socket) throws IOException {
      this.socket = socket;
      socket.setSoTimeout(20_000);
      this.in = new DataInputStream(socket.getInputStream());
    }

    RawDevice.Packet read() throws IOException {
      int head = in.readUnsignedByte();
      int length = 0;
      int shift = 0;
      int part;
      do {
        part = in.readUnsignedByte();
        length |= (part & 0x7F) << shift;
        shift += 7;
      } while (part >= 0x80);
      byte[] body = new byte[length];
      in.readFully(body);
      return new RawDevice.Packet(head, body);
    }

    void send(int head, byte... body) throws IOException {
      socket.getOutputStream().write(RawDevice.packet(head, body));
    }

    void publish(String topic, int number, String payload, boolean again) throws IOException {
      ByteArrayOutputStream body = new ByteArrayOutputStream();
      body.write(0);
      body.write(topic.length());
      body.writeBytes(topic.getBytes(StandardCharsets.UTF_8));
      body.write(number >> 8);
      body.write(number);
      body.writeBytes(payload.getBytes(StandardCharsets.UTF_8));
      send(again ? 0x3A : 0x32, body.toByteArray());
    }

    int acknowledged() throws IOException {
      RawDevice.Packet packet = read();
      assertThat(packet.type()).isEqualTo(PUBACK);
      return packet.number();
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }

  @BeforeEach
  void subscribe() throws IOException {
    listener = new ServerSocket(0);
    listener.setSoTimeout(20_000);
    spool =
        Spool.open(
            directory.resolve("spool"), MqttFixture.roomy(), Clock.systemUTC(), this::onceLet);
    FeedIntake intake =
        new FeedIntake(
            MqttFixture.feed(
                "gauges",
                1000,
                new Mqtt.Subscription(
                    "127.0.0.1", listener.getLocalPort(), false, null, null, "lake", null)),
            spool,
            System::nanoTime);
    subscriptions = new Subscriptions(List.of(intake), threads, path -> null, counts);
    state = subscriptions.states().get("gauges");
  }

  private void onceLet(Runnable task) {
    threads.execute(
        () -> {
          disk.acquireUninterruptibly();
          task.run();
        });
  }

  @AfterEach
  void close() throws IOException {
    disk.release(1 << 20);
    subscriptions.close();
    spool.close();
    listener.close();
    threads.shutdownNow();
  }

  /**
   * @param kept whether the broker has a session
   * @param subscribes whether the topics are asked for
   */
  private Line accept(boolean kept, boolean subscribes) throws IOException {
    Line line = new Line(listener.accept());
    RawDevice.Packet connect = line.read();
    assertThat(connect.type()).isEqualTo(CONNECT);
    assertThat(connect.at(6)).as("MQTT 3.1.1").isEqualTo(4);
    assertThat(connect.at(7) & 2).as("a session that is kept").isZero();
    line.send(0x20, (byte) (kept ? 1 : 0), (byte) 0);
    if (subscribes) {
      RawDevice.Packet asked = line.read();
      assertThat(asked.type()).isEqualTo(SUBSCRIBE);
      assertThat(new String(asked.body(), StandardCharsets.UTF_8))
          .contains("gauge/+/+/level", "gauge/+/alarm");
      line.send(0x90, (byte) 0, (byte) 1, (byte) 1, (byte) 1);
    }
    return line;
  }

  private List<String> stored() throws IOException {
    List<String> payloads = new ArrayList<>();
    MqttFixture.read(directory.resolve("spool"))
        .forEach(each -> payloads.add(new String(each.payload(), StandardCharsets.UTF_8)));
    return payloads;
  }

  /** hivemq-mqtt-client 254 and 539: what came early was acknowledged and dropped. */
  @Test
  void whatComesBeforeTheSubscriptionIsAnsweredIsStoredAndAcknowledgedOnce() throws Exception {
    try (Line line = new Line(listener.accept())) {
      line.read();
      line.send(0x20, (byte) 1, (byte) 0);
      line.publish(TOPIC, 9, "{\"early\":1}", true);
      assertThat(line.read().type()).isEqualTo(SUBSCRIBE);
      await().until(() -> spool.next() == 2);
      line.publish(TOPIC, 9, "{\"early\":1}", true);
      line.send(0xD0);
      assertThat(counts.messages()).as("nothing before the disk has it").isZero();
      disk.release(100);
      assertThat(line.acknowledged()).isEqualTo(9);
      await().until(() -> state.waiting() == 0);
    }
    assertThat(stored()).containsExactly("{\"early\":1}");
  }

  /**
   * hivemq-mqtt-client 526 and 796: what was sent again after a reconnect was never acknowledged.
   */
  @Test
  void whatWasNotAcknowledgedIsTakenAgainOnTheNextConnection() throws Exception {
    try (Line line = accept(false, true)) {
      line.publish(TOPIC, 1, "{\"id\":1}", false);
      line.publish(TOPIC, 2, "{\"id\":2}", false);
      await().until(() -> state.waiting() == 2);
    }
    await().until(() -> !state.isConnected());
    disk.release(100);
    try (Line line = accept(true, false)) {
      line.publish(TOPIC, 1, "{\"id\":1}", true);
      line.publish(TOPIC, 2, "{\"id\":2}", true);
      line.publish(TOPIC, 3, "{\"id\":3}", false);
      assertThat(List.of(line.acknowledged(), line.acknowledged(), line.acknowledged()))
          .containsExactly(1, 2, 3);
    }
    assertThat(stored()).contains("{\"id\":1}", "{\"id\":2}", "{\"id\":3}");
    await().until(() -> state.waiting() == 0);
    assertThat(state.messages()).as("acknowledged, each once").isEqualTo(3);
    assertThat(state.sessionsLost()).isZero();
  }

  @Test
  void aSessionThatIsGoneIsSaidAndAskedForAgain() throws Exception {
    disk.release(100);
    accept(false, true).close();
    await().until(() -> !state.isConnected());
    try (Line line = accept(false, true)) {
      line.publish("gauge/fu/alarm", 1, "{\"id\":1}", false);
      assertThat(line.acknowledged()).isEqualTo(1);
    }
    assertThat(state.sessionsLost()).isEqualTo(1);
  }

  @Test
  void whatIsNotTakenIsAcknowledgedAndCounted() throws Exception {
    disk.release(100);
    try (Line line = accept(false, true)) {
      line.publish("gauge/none", 1, "{}", false);
      line.publish(TOPIC, 2, "{\"a\":\"" + "x".repeat(6000) + "\"}", false);
      line.publish(TOPIC, 3, "{\"id\":3}", false);
      assertThat(List.of(line.acknowledged(), line.acknowledged(), line.acknowledged()))
          .containsExactly(1, 2, 3);
    }
    assertThat(counts.refusals("undeclared")).isEqualTo(1);
    assertThat(counts.refusals("too-large")).isEqualTo(1);
    assertThat(stored()).containsExactly("{\"id\":3}");
  }

  @Test
  void aBrokerThatRefusesIsTriedAgain() throws Exception {
    for (int i = 0; i < 2; i++) {
      try (Line line = new Line(listener.accept())) {
        line.read();
        line.send(0x20, (byte) 0, (byte) 5);
        await().until(() -> state.fault().contains("refused the login"));
      }
    }
    Line line = accept(false, true);
    await().until(state::isConnected);
    line.close();
  }

  @Test
  void topicsThatTheBrokerRefusesAreSaid() throws Exception {
    try (Line line = new Line(listener.accept())) {
      line.read();
      line.send(0x20, (byte) 0, (byte) 0);
      line.read();
      line.send(0x90, (byte) 0, (byte) 1, (byte) 1, (byte) 0x80);
      await().until(() -> state.fault().contains("gauge/{river}/alarm"));
      assertThat(state.isConnected()).as("while topics are missing").isFalse();
      RawDevice.Packet again = line.read();
      assertThat(again.type()).isEqualTo(SUBSCRIBE);
      assertThat(new String(again.body(), StandardCharsets.UTF_8))
          .contains("gauge/+/alarm")
          .doesNotContain("level");
      line.send(0x90, (byte) 0, (byte) again.number(), (byte) 1);
      await().until(state::isConnected);
      assertThat(state.fault()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "0101", "0001", "0100", "01"})
  void whatWasNotGrantedIsAskedForAgainThoughTheSessionIsKept(String codes) throws Exception {
    try (Line line = new Line(listener.accept())) {
      line.read();
      line.send(0x20, (byte) 0, (byte) 0);
      assertThat(line.read().type()).isEqualTo(SUBSCRIBE);
      assertThat(state.isConnected()).as("before it is granted").isFalse();
      if (!codes.isEmpty()) {
        ByteArrayOutputStream answer = new ByteArrayOutputStream();
        answer.write(0);
        answer.write(1);
        answer.writeBytes(HexFormat.of().parseHex(codes));
        line.send(0x90, answer.toByteArray());
        await().until(() -> state.isConnected() || !state.fault().isEmpty());
      }
    }
    boolean granted = codes.equals("0101");
    try (Line line = accept(true, false)) {
      if (!granted) {
        RawDevice.Packet asked = line.read();
        assertThat(asked.type()).isEqualTo(SUBSCRIBE);
        assertThat(new String(asked.body(), StandardCharsets.UTF_8)).contains("gauge/+/");
        assertThat(state.isConnected()).isFalse();
        line.send(0x90, (byte) 0, (byte) asked.number(), (byte) 1, (byte) 1);
      }
      await().until(state::isConnected);
      assertThat(state.connects()).isEqualTo(granted ? 2 : 1);
    }
    assertThat(state.sessionsLost()).isZero();
  }
}
