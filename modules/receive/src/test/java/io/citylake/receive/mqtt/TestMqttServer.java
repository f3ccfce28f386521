package io.citylake.receive.mqtt;

import static io.citylake.receive.mqtt.MqttFixture.EAST;
import static io.citylake.receive.mqtt.MqttFixture.TOPIC;
import static io.citylake.receive.mqtt.MqttFixture.WEST;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.citylake.receive.http.FeedIntake;
import io.citylake.receive.mqtt.RawDevice.Packet;
import io.citylake.receive.spool.Spool;
import io.citylake.receive.spool.SpoolLimits;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import org.eclipse.paho.client.mqttv3.MqttClient;
import org.eclipse.paho.client.mqttv3.MqttConnectOptions;
import org.eclipse.paho.client.mqttv3.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The broker that devices publish to, by clients that know nothing of it and by bytes. */
class TestMqttServer {
  private static final int CONNACK = 2;
  private static final int PUBACK = 4;
  private static final int SUBACK = 9;
  private static final int UNSUBACK = 11;
  private static final int PINGRESP = 13;
  private static final int DISCONNECT = 14;

  @TempDir private Path directory;
  private final List<AutoCloseable> open = new ArrayList<>();
  private final MqttCounts counts = new MqttCounts();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private Spool spool;
  private MqttServer server;

  private int serve() {
    return serve(MqttFixture.roomy(), threads, Duration.ofSeconds(60));
  }

  private int serve(SpoolLimits limits, Executor executor, Duration time) {
    FeedIntake intake = MqttFixture.intake(directory.resolve("spool"), limits, executor);
    spool = intake.spool().orElseThrow();
    server = MqttServer.open(MqttFixture.door(time), List.of(intake), executor, counts);
    return server.port();
  }

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable each : open) {
      each.close();
    }
    if (server != null) {
      server.close();
      spool.close();
    }
    threads.shutdownNow();
  }

  private RawDevice device(int port, int version) throws IOException {
    return device(port, version, "east", EAST);
  }

  private RawDevice device(int port, int version, String group, String key) throws IOException {
    RawDevice device =
        RawDevice.of(port, version, "d" + ThreadLocalRandom.current().nextLong(), group, key);
    open.add(device);
    return device;
  }

  private RawDevice stranger(int port, int version) throws IOException {
    RawDevice device = new RawDevice(port, version);
    open.add(device);
    return device;
  }

  private List<String> stored() throws IOException {
    return MqttFixture.read(directory.resolve("spool")).stream().map(MqttFixture::line).toList();
  }

  /** Executes nothing by itself. */
  private static final class Held implements Executor {
    /** From now on everything. */
    void run() {
      Thread runs =
          new Thread(
              () -> {
                try {
                  while (true) {
                    next().run();
                  }
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              });
      runs.setDaemon(true);
      runs.start();
    }

    private final Deque<Runnable> waiting = new ArrayDeque<>();

    @Override
    public synchronized void execute(Runnable task) {
      waiting.add(task);
      notifyAll();
    }

    synchronized Runnable next() throws InterruptedException {
      while (waiting.isEmpty()) {
        wait();
      }
      return waiting.remove();
    }
  }

  @Test
  void whatClientsOfBothVersionsPublishIsStoredWithItsTopic() throws Exception {
    int port = serve();
    try (MqttClient three =
        new MqttClient("tcp://127.0.0.1:" + port, "three", new MemoryPersistence())) {
      MqttConnectOptions login = new MqttConnectOptions();
      login.setUserName("east");
      login.setPassword(EAST.toCharArray());
      three.connect(login);
      three.publish(TOPIC, "{\"id\":3}".getBytes(StandardCharsets.UTF_8), 1, false);
      three.publish(
          "gauge/fu/alarm", "[{\"a\":1},{\"a\":2}]".getBytes(StandardCharsets.UTF_8), 1, true);
      three.disconnect();
    }
    org.eclipse.paho.mqttv5.client.MqttClient five =
        new org.eclipse.paho.mqttv5.client.MqttClient(
            "tcp://127.0.0.1:" + port,
            "five",
            new org.eclipse.paho.mqttv5.client.persist.MemoryPersistence());
    MqttConnectionOptions login = new MqttConnectionOptions();
    login.setUserName("west");
    login.setPassword(WEST.getBytes(StandardCharsets.UTF_8));
    five.connect(login);
    five.publish("gauge/west/s/level", "no json".getBytes(StandardCharsets.UTF_8), 1, false);
    five.publish("gauge/west/alarm", new byte[0], 1, false);
    // This client doesn't look at the answer's reason.
    five.publish(TOPIC, new byte[] {'{', '}'}, 1, false);
    five.disconnect();
    five.close();
    assertThat(stored())
        .containsExactly(
            "east gauge/fu/s1/level gauge/{river}/{station}/level {\"id\":3}",
            "east gauge/fu/alarm gauge/{river}/alarm {\"a\":1}",
            "east gauge/fu/alarm gauge/{river}/alarm {\"a\":2}",
            "west gauge/west/s/level gauge/{river}/{station}/level no json",
            "west gauge/west/alarm gauge/{river}/alarm ");
    assertThat(counts.messages()).isEqualTo(4);
    assertThat(counts.refusals("forbidden")).isEqualTo(1);
  }

  @Test
  void nothingIsAcknowledgedBeforeItIsOnTheDisk() throws Exception {
    Held held = new Held();
    int port = serve(MqttFixture.roomy(), held, Duration.ofSeconds(60));
    RawDevice device = device(port, 4);
    device.send(device.publish(TOPIC, 7, "{\"id\":1}"));
    held.next().run();
    assertThat(spool.next()).as("it is written").isEqualTo(2);
    device.send(RawDevice.ping());
    assertThat(device.read().type()).as("and not acknowledged").isEqualTo(PINGRESP);
    held.next().run();
    held.next().run();
    Packet answer = device.read();
    assertThat(answer.type()).isEqualTo(PUBACK);
    assertThat(answer.number()).isEqualTo(7);
  }

  @Test
  void whatNobodyDeclaredIsNeverAcknowledgedAsStored() throws Exception {
    int port = serve();
    for (String topic : List.of("gauge/x", "gauge/fu/s1/level/more", "$SYS/a", "gauge/west/s")) {
      RawDevice three = device(port, 4, "west", WEST);
      three.send(three.publish(topic, 1, "{}"));
      assertThat(three.isHungUp(-1)).as(topic).isTrue();
      RawDevice five = device(port, 5, "west", WEST);
      five.send(five.publish(topic, 1, "{}"));
      Packet answer = five.read();
      assertThat(answer.type()).isEqualTo(PUBACK);
      assertThat(answer.at(2)).isEqualTo(0x90);
      five.send(five.publish("gauge/west/s/level", 2, "{}"));
      assertThat(five.read().body()).as("it goes on").hasSize(2);
    }
    RawDevice other = device(port, 5, "west", WEST);
    other.send(other.publish(TOPIC, 1, "{}"));
    assertThat(other.read().at(2)).as("of another group").isEqualTo(0x87);
    RawDevice unasked = device(port, 4, "west", WEST);
    unasked.send(unasked.publish(TOPIC, 0, "{}"));
    unasked.send(RawDevice.ping());
    assertThat(unasked.read().type()).isEqualTo(PINGRESP);
    assertThat(stored()).hasSize(4).allMatch(each -> each.startsWith("west gauge/west/s/level"));
    assertThat(counts.refusals("undeclared")).isEqualTo(8);
    assertThat(counts.refusals("forbidden")).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(ints = {4, 5})
  void qosTwoAndSubscriptionsAreRefused(int version) throws Exception {
    int port = serve();
    RawDevice device = device(port, version);
    byte[] filters =
        version == 5
            ? new byte[] {0, 9, 0, 0, 1, '#', 1, 0, 1, '+', 0}
            : new byte[] {0, 9, 0, 1, '#', 1, 0, 1, '+', 0};
    device.send(RawDevice.packet(0x82, filters));
    Packet answer = device.read();
    assertThat(answer.type()).isEqualTo(SUBACK);
    int codes = version == 5 ? 3 : 2;
    assertThat(answer.body()).hasSize(codes + 2);
    assertThat(answer.at(codes)).isEqualTo(version == 5 ? 0x87 : 0x80);
    device.send(
        RawDevice.packet(
            0xA2, version == 5 ? new byte[] {0, 8, 0, 0, 1, '#'} : new byte[] {0, 8, 0, 1, '#'}));
    answer = device.read();
    assertThat(answer.type()).isEqualTo(UNSUBACK);
    assertThat(answer.body()).hasSize(version == 5 ? 4 : 2);
    device.send(device.publish(TOPIC.getBytes(StandardCharsets.UTF_8), 0x34, 1, "{}"));
    if (version == 5) {
      Packet end = device.read();
      assertThat(end.type()).isEqualTo(DISCONNECT);
      assertThat(end.at(0)).isEqualTo(0x9B);
    } else {
      assertThat(device.isHungUp(-1)).isTrue();
    }
    assertThat(stored()).isEmpty();
    assertThat(counts.refusals("qos2")).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(ints = {4, 5})
  void whoIsNobodyIsNotLetIn(int version) throws Exception {
    int port = serve();
    String[][] logins = {{"east", WEST}, {"east", ""}, {"north", EAST}, {"", EAST}, {"west", "x"}};
    for (String[] login : logins) {
      RawDevice device = stranger(port, version);
      device.send(device.connect("d", login[0], login[1], 0));
      Packet answer = device.read();
      assertThat(answer.type()).isEqualTo(CONNACK);
      assertThat(answer.at(1)).isEqualTo(version == 5 ? 0x86 : 4);
    }
    RawDevice early = stranger(port, version);
    early.send(early.publish(TOPIC, 1, "{}"));
    assertThat(early.isHungUp(-1)).isTrue();
    assertThat(stored()).isEmpty();
    assertThat(counts.refusals("login")).isEqualTo(logins.length);
    assertThat(counts.connections()).isZero();
  }

  @Test
  void whatIsTooLargeOrTooDeepIsRefused() throws Exception {
    int port = serve();
    String deep = "{\"a\":" + "[".repeat(40) + "]".repeat(40) + "}";
    RawDevice five = device(port, 5);
    five.send(five.publish(TOPIC, 1, deep));
    assertThat(five.read().at(2)).isEqualTo(0x83);
    RawDevice three = device(port, 4);
    three.send(three.publish(TOPIC, 1, deep));
    assertThat(three.isHungUp(-1)).isTrue();
    five.send(five.publish(TOPIC, 1, "{\"a\":\"" + "x".repeat(5000) + "\"}"));
    assertThat(five.read().at(2)).isEqualTo(0x83);
    five.send(five.publish(TOPIC, 1, "x".repeat(5001)));
    assertThat(five.read().at(2)).as("no JSON").isEqualTo(0x83);
    five.send(five.publish(TOPIC, 1, "x".repeat(9000)));
    Packet end = five.read();
    assertThat(end.type()).isEqualTo(DISCONNECT);
    assertThat(end.at(0)).isEqualTo(0x95);
    assertThat(stored()).isEmpty();
  }

  @Test
  void garbageEndsItsConnectionAlone() throws Exception {
    int port = serve(MqttFixture.roomy(), threads, Duration.ofSeconds(2));
    RawDevice sound = device(port, 4);
    long seed = new Random().nextLong();
    System.out.println("garbage from seed " + seed);
    Random random = new Random(seed);
    byte[][] heads = {
      {0x10, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF},
      {0x10, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF, 0x7F},
      {0x30, (byte) 0x80, (byte) 0x80, (byte) 0x80, (byte) 0x80, 1},
      {(byte) 0xF0, 0},
      {0x00, 0},
      {0x10, 0},
      {0x10, 4, 0, 4, 'M', 'Q'},
      {0x32, 2, 0, 9},
      "GET / HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(StandardCharsets.UTF_8)
    };
    for (byte[] head : heads) {
      RawDevice device = stranger(port, 4);
      device.send(head);
      assertThat(device.isHungUp(CONNACK)).isTrue();
    }
    for (int i = 0; i < 200; i++) {
      RawDevice device = i % 2 == 0 ? stranger(port, 4) : device(port, 4 + random.nextInt(2));
      byte[] bytes = new byte[1 + random.nextInt(64)];
      random.nextBytes(bytes);
      device.send(RawDevice.packet(random.nextInt(256), bytes));
      device.close();
    }
    sound.send(sound.publish(TOPIC, 1, "{\"id\":1}"));
    assertThat(sound.read().number()).isEqualTo(1);
    assertThat(stored()).contains("east " + TOPIC + " gauge/{river}/{station}/level {\"id\":1}");
    await().untilAsserted(() -> assertThat(counts.connections()).isEqualTo(1));
  }

  @Test
  void namesThatAreNoneAreRefused() throws Exception {
    int port = serve();
    byte[][] topics = {
      "gauge/+/s1/level".getBytes(StandardCharsets.UTF_8),
      "gauge/fu/#".getBytes(StandardCharsets.UTF_8),
      "gauge/f\nu/s1/level".getBytes(StandardCharsets.UTF_8),
      "gauge/f\0u/s1/level".getBytes(StandardCharsets.UTF_8),
      {'g', 'a', 'u', 'g', 'e', '/', (byte) 0xFF, '/', 's', '/', 'l', 'e', 'v', 'e', 'l'},
      {
        'g',
        'a',
        'u',
        'g',
        'e',
        '/',
        (byte) 0xED,
        (byte) 0xA0,
        (byte) 0x80,
        '/',
        'a',
        'l',
        'a',
        'r',
        'm'
      },
      ("gauge/" + "x".repeat(2000) + "/alarm").getBytes(StandardCharsets.UTF_8),
      {}
    };
    for (byte[] topic : topics) {
      RawDevice device = device(port, 4);
      device.send(device.publish(topic, 0x32, 1, "{}"));
      assertThat(device.isHungUp(-1)).isTrue();
    }
    for (String client : List.of("a\nb", "x".repeat(300))) {
      RawDevice device = stranger(port, 5);
      device.send(device.connect(client, "east", EAST, 0));
      assertThat(device.read().at(1)).isEqualTo(0x85);
    }
    assertThat(stored()).isEmpty();
  }

  @Test
  void namesThatAreNoneFitNoPatternAtAll() throws Exception {
    spool =
        Spool.open(
            directory.resolve("spool"), MqttFixture.roomy(), java.time.Clock.systemUTC(), threads);
    FeedIntake all =
        new FeedIntake(
            MqttFixture.feed("all", List.of("#"), Integer.MAX_VALUE, null),
            spool,
            System::nanoTime);
    server =
        MqttServer.open(MqttFixture.door(Duration.ofSeconds(60)), List.of(all), threads, counts);
    RawDevice device = device(server.port(), 5);
    device.send(device.publish("x".repeat(1100), 1, "{}"));
    assertThat(device.read().at(2)).isEqualTo(0x90);
    device.send(device.publish("a\nb", 2, "{}"));
    assertThat(device.read().at(2)).isEqualTo(0x90);
    device.send(device.publish("a/b", 3, "{}"));
    assertThat(device.read().body()).hasSize(2);
    assertThat(stored()).containsExactly("east a/b # {}");
  }

  @Test
  void whoIsSlowIsHungUpOnAndHoldsUpNobody() throws Exception {
    int port = serve(MqttFixture.roomy(), threads, Duration.ofMillis(300));
    List<RawDevice> idle = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      idle.add(stranger(port, 4));
    }
    RawDevice half = device(port, 5);
    byte[] packet = half.publish(TOPIC, 1, "{\"id\":1}");
    half.send(java.util.Arrays.copyOf(packet, packet.length - 1));
    Packet end = half.read();
    assertThat(end.type()).isEqualTo(DISCONNECT);
    for (RawDevice each : idle) {
      assertThat(each.isHungUp(-1)).isTrue();
    }
    assertThat(counts.refusals("slow")).isEqualTo(1001);
    RawDevice sound = device(port, 4);
    sound.send(sound.publish(TOPIC, 1, "{}"));
    assertThat(sound.read().type()).isEqualTo(PUBACK);
  }

  @Test
  void aClientThatConnectsAnewTakesOverWithinItsGroup() throws Exception {
    int port = serve();
    RawDevice first = RawDevice.of(port, 5, "one", "east", EAST);
    RawDevice other = RawDevice.of(port, 4, "one", "west", WEST);
    RawDevice second = RawDevice.of(port, 4, "one", "east", EAST);
    open.addAll(List.of(first, other, second));
    Packet end = first.read();
    assertThat(end.type()).isEqualTo(DISCONNECT);
    assertThat(end.at(0)).isEqualTo(0x8E);
    for (RawDevice each : List.of(other, second)) {
      each.send(RawDevice.ping());
      assertThat(each.read().type()).isEqualTo(PINGRESP);
    }
    assertThat(counts.refusals("taken-over")).isEqualTo(1);
  }

  @Test
  void aWillIsStoredWhenADeviceGoesWithoutAWord() throws Exception {
    int port = serve();
    RawDevice device = stranger(port, 4);
    device.send(device.connect("w", "east", EAST, 0, "gauge/fu/alarm", "{\"gone\":true}"));
    assertThat(device.read().at(1)).isZero();
    device.close();
    for (int version : new int[] {4, 5}) {
      RawDevice other = stranger(port, version);
      other.send(other.connect("w", "east", EAST, 0, "gauge/none", "{\"gone\":true}"));
      assertThat(other.read().at(1)).as("a will of no feed").isEqualTo(version == 5 ? 0x90 : 5);
    }
    RawDevice polite = stranger(port, 4);
    polite.send(polite.connect("p", "east", EAST, 0, "gauge/fu/alarm", "{\"gone\":false}"));
    assertThat(polite.read().at(1)).isZero();
    polite.send(new byte[] {(byte) 0xE0, 0});
    assertThat(polite.isHungUp(-1)).isTrue();
    await()
        .untilAsserted(
            () ->
                assertThat(stored())
                    .containsExactly("east gauge/fu/alarm gauge/{river}/alarm {\"gone\":true}"));
    assertThat(counts.refusals("will")).isEqualTo(2);
  }

  @Test
  void aDeviceWithoutASignOfLifeIsGivenUp() throws Exception {
    int port = serve();
    RawDevice device = stranger(port, 5);
    device.send(device.connect("k", "east", EAST, 1));
    assertThat(device.read().at(1)).isZero();
    Packet end = device.read();
    assertThat(end.type()).isEqualTo(DISCONNECT);
    assertThat(end.at(0)).isEqualTo(0x8D);
  }

  @Test
  void notMoreIsReadThanMayWaitForTheDisk() throws Exception {
    Held held = new Held();
    int port = serve(MqttFixture.roomy(), held, Duration.ofSeconds(60));
    RawDevice device = device(port, 4);
    int all = 3000;
    String payload = "{\"pad\":\"" + "x".repeat(1000) + "\"}";
    Thread sends =
        new Thread(
            () -> {
              try {
                for (int i = 1; i <= all; i++) {
                  device.send(device.publish(TOPIC, i, payload));
                }
              } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
              }
            });
    sends.start();
    Runnable lane = held.next();
    // A client of another connection is served meanwhile, after whatever was read of the first.
    for (int i = 0; i < 50; i++) {
      RawDevice other = device(port, 4);
      other.send(RawDevice.ping());
      assertThat(other.read().type()).isEqualTo(PINGRESP);
    }
    lane.run();
    assertThat(spool.next()).isLessThan(DeviceHandler.WINDOW + 20);
    Thread runs =
        new Thread(
            () -> {
              try {
                while (true) {
                  held.next().run();
                }
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
    runs.start();
    for (int i = 1; i <= all; i++) {
      assertThat(device.read().number()).isEqualTo(i);
    }
    sends.join();
    assertThat(stored()).hasSize(all);
    server.close();
    spool.close();
    runs.interrupt();
  }

  @Test
  void moreThanWasAllowedAheadIsRefused() throws Exception {
    Held held = new Held();
    int port = serve(MqttFixture.roomy(), held, Duration.ofSeconds(60));
    RawDevice device = device(port, 5);
    java.io.ByteArrayOutputStream many = new java.io.ByteArrayOutputStream();
    for (int i = 1; i <= DeviceHandler.WINDOW + 1; i++) {
      many.writeBytes(device.publish(TOPIC, i, "{}"));
    }
    device.send(many.toByteArray());
    Packet end = device.read();
    assertThat(end.type()).isEqualTo(DISCONNECT);
    assertThat(end.at(0)).isEqualTo(0x93);
  }

  @ParameterizedTest
  @ValueSource(ints = {4, 5})
  void aFullSpoolEndsTheConnectionAndAcknowledgesNothing(int version) throws Exception {
    int port =
        serve(new SpoolLimits(1 << 10, 4 << 10, 4 << 10, 0), threads, Duration.ofSeconds(60));
    RawDevice device = device(port, version);
    int acknowledged = 0;
    boolean ended = false;
    while (!ended) {
      device.send(device.publish(TOPIC, acknowledged + 1, "{\"pad\":\"" + "x".repeat(400) + "\"}"));
      try {
        Packet answer = device.read();
        ended = answer.type() == DISCONNECT;
        if (ended) {
          assertThat(answer.at(0)).isEqualTo(0x97);
        } else {
          acknowledged++;
        }
      } catch (IOException e) {
        assertThat(version).isEqualTo(4);
        ended = true;
      }
    }
    assertThat(acknowledged).isPositive();
    assertThat(stored()).hasSize(acknowledged);
    assertThat(counts.refusals("full")).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"undeclared", "deep", "large", "qos2"})
  void whatCameBeforeARefusalIsAcknowledged(String fault) throws Exception {
    Held held = new Held();
    int port = serve(MqttFixture.roomy(), held, Duration.ofSeconds(60));
    RawDevice device = device(port, 4);
    byte[] bad =
        switch (fault) {
          case "undeclared" -> device.publish("gauge/none", 3, "{}");
          case "deep" ->
              device.publish(TOPIC, 3, "{\"a\":" + "[".repeat(40) + "]".repeat(40) + "}");
          case "large" -> device.publish(TOPIC, 3, "x".repeat(9000));
          default -> device.publish(TOPIC.getBytes(StandardCharsets.UTF_8), 0x34, 3, "{}");
        };
    java.io.ByteArrayOutputStream all = new java.io.ByteArrayOutputStream();
    all.writeBytes(device.publish(TOPIC, 1, "{\"id\":1}"));
    all.writeBytes(device.publish(TOPIC, 2, "{\"id\":2}"));
    all.writeBytes(bad);
    device.send(all.toByteArray());
    // The refusal is known before the disk has what came before it.
    Runnable lane = held.next();
    RawDevice other = device(port, 4);
    other.send(RawDevice.ping());
    assertThat(other.read().type()).isEqualTo(PINGRESP);
    lane.run();
    held.run();
    assertThat(device.read().number()).isEqualTo(1);
    assertThat(device.read().number()).isEqualTo(2);
    assertThat(device.isHungUp(-1)).isTrue();
    assertThat(stored()).hasSize(2);
  }

  @Test
  void theWillOfAConnectionIsBeforeWhatTheNextOneSays() throws Exception {
    int port = serve();
    RawDevice first = stranger(port, 5);
    first.send(first.connect("w", "east", EAST, 0, "gauge/fu/alarm", "{\"gone\":true}"));
    assertThat(first.read().at(1)).isZero();
    RawDevice second = RawDevice.of(port, 5, "w", "east", EAST);
    open.add(second);
    second.send(second.publish("gauge/fu/alarm", 1, "{\"online\":true}"));
    assertThat(second.read().number()).isEqualTo(1);
    assertThat(stored())
        .containsExactly(
            "east gauge/fu/alarm gauge/{river}/alarm {\"gone\":true}",
            "east gauge/fu/alarm gauge/{river}/alarm {\"online\":true}");
  }

  @ParameterizedTest
  @ValueSource(ints = {4, 5})
  void nobodyIsLetInWhileTooMuchWaitsForTheDisk(int version) throws Exception {
    Held held = new Held();
    FeedIntake intake = MqttFixture.intake(directory.resolve("spool"), MqttFixture.roomy(), held);
    spool = intake.spool().orElseThrow();
    server =
        MqttServer.open(
            MqttFixture.door(Duration.ofSeconds(60)),
            List.of(intake),
            held,
            counts,
            new HeldBytes(10_000));
    RawDevice device = device(server.port(), version);
    for (int i = 0; i < 5; i++) {
      device.send(device.publish(TOPIC, 0, "x".repeat(3000)));
    }
    device.send(RawDevice.ping());
    Runnable lane = held.next();
    await()
        .untilAsserted(
            () -> {
              RawDevice other = stranger(server.port(), version);
              other.send(other.connect("o", "east", EAST, 0));
              assertThat(other.read().at(1)).isEqualTo(version == 5 ? 0x89 : 3);
            });
    lane.run();
    held.run();
    await()
        .untilAsserted(
            () -> {
              RawDevice other = stranger(server.port(), version);
              other.send(other.connect("o", "east", EAST, 0));
              assertThat(other.read().at(1)).isZero();
            });
  }

  @Test
  void whatFailsAfterADeviceHasGoneIsCounted() throws Exception {
    Held held = new Held();
    int port = serve(new SpoolLimits(1 << 10, 4 << 10, 4 << 10, 0), held, Duration.ofSeconds(60));
    RawDevice device = device(port, 4);
    java.io.ByteArrayOutputStream all = new java.io.ByteArrayOutputStream();
    for (int i = 0; i < 20; i++) {
      all.writeBytes(device.publish(TOPIC, 0, "{\"pad\":\"" + "x".repeat(400) + "\"}"));
    }
    all.writeBytes(new byte[] {(byte) 0xE0, 0});
    device.send(all.toByteArray());
    assertThat(device.isHungUp(-1)).isTrue();
    held.run();
    await()
        .untilAsserted(() -> assertThat(counts.messages() + counts.refusals("full")).isEqualTo(20));
    assertThat(counts.refusals("full")).isPositive();
    assertThat(stored()).hasSize((int) counts.messages());
  }

  @Test
  void aCertificatesNameIsTheOneNearestToTheDevice() {
    assertThat(PeerName.common("CN=cam-1,CN=Devices,O=City")).contains("cam-1");
    assertThat(PeerName.common("SERIALNUMBER=7+CN=cam-2,O=City")).contains("cam-2");
    assertThat(PeerName.common("OU=Cameras,O=City")).isEmpty();
  }
}
