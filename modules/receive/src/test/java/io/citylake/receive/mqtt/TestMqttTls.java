package io.citylake.receive.mqtt;

import static io.citylake.receive.mqtt.MqttFixture.EAST;
import static io.citylake.receive.mqtt.MqttFixture.TOPIC;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.citylake.contract.feed.Feed;
import io.citylake.contract.feed.Mqtt;
import io.citylake.model.Secret;
import io.citylake.receive.http.FeedIntake;
import io.citylake.receive.spool.Spool;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Devices that prove themselves by certificates, and brokers that do. */
class TestMqttTls {
  private static final int ACCEPTED = 0;
  private static final int NOBODY = 4;

  @TempDir private Path directory;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final MqttCounts counts = new MqttCounts();
  private MadeKeys server;
  private Spool spool;

  @BeforeEach
  void open() throws Exception {
    server = MadeKeys.make(directory, "server", "CN=server");
    spool = Spool.open(directory.resolve("spool"), MqttFixture.roomy(), Clock.systemUTC(), threads);
  }

  @AfterEach
  void close() {
    spool.close();
    threads.shutdownNow();
  }

  private FeedIntake cameras() {
    Feed plain = MqttFixture.feed("gauges", 1_000_000, null);
    Mqtt mqtt =
        new Mqtt(
            plain.mqtt().topics(),
            new TreeMap<>(
                Map.of(
                    "east", new Mqtt.Group(new Secret(EAST), List.of(), List.of()),
                    "cameras", new Mqtt.Group(null, List.of("cam-*"), List.of()))),
            null);
    return new FeedIntake(
        new Feed(
            plain.name(),
            plain.title(),
            plain.senders(),
            plain.limits(),
            plain.room(),
            plain.format(),
            plain.viid(),
            mqtt),
        spool,
        System::nanoTime);
  }

  private static RawDevice device(int port, SSLContext tls) throws IOException {
    return new RawDevice(tls.getSocketFactory().createSocket("127.0.0.1", port), 4);
  }

  private static int answer(RawDevice device, byte[] connect) throws IOException {
    device.send(connect);
    return device.read().at(1);
  }

  @Test
  void aDeviceIsKnownByItsCertificate() throws Exception {
    MadeKeys camera = MadeKeys.make(directory, "camera", "CN=cam-1,CN=Devices,O=City");
    MadeKeys lamp = MadeKeys.make(directory, "lamp", "CN=lamp-1,O=City");
    MadeKeys forged = MadeKeys.make(directory, "forged", "CN=cam-1,CN=Devices,O=City");
    MqttDoor door =
        new MqttDoor(
            "127.0.0.1", 0, MadeKeys.context(server, camera, lamp), Duration.ofSeconds(60), 100);
    try (MqttServer broker = MqttServer.open(door, List.of(cameras()), threads, counts)) {
      int port = broker.port();
      try (RawDevice device = device(port, MadeKeys.context(camera, server))) {
        assertThat(answer(device, device.connect("c"))).isEqualTo(ACCEPTED);
        device.send(device.publish(TOPIC, 1, "{\"id\":1}"));
        assertThat(device.read().number()).isEqualTo(1);
      }
      try (RawDevice device = device(port, MadeKeys.context(lamp, server))) {
        assertThat(answer(device, device.connect("c"))).as("of no group").isEqualTo(NOBODY);
      }
      try (RawDevice device = device(port, MadeKeys.context(null, server))) {
        assertThat(answer(device, device.connect("c"))).as("no proof").isEqualTo(NOBODY);
      }
      try (RawDevice device = device(port, MadeKeys.context(null, server))) {
        assertThat(answer(device, device.connect("c", "cameras", "", 0))).isEqualTo(NOBODY);
      }
      try (RawDevice device = device(port, MadeKeys.context(null, server))) {
        assertThat(answer(device, device.connect("c", "east", EAST, 0))).isEqualTo(ACCEPTED);
      }
      try (RawDevice device = device(port, MadeKeys.context(forged, server))) {
        // TLS shows no certificate that the other side's list doesn't name, or shows one in vain.
        assertThatThrownBy(
                () -> {
                  if (answer(device, device.connect("c")) != ACCEPTED) {
                    throw new IOException("not let in");
                  }
                })
            .isInstanceOf(IOException.class);
      }
      try (RawDevice device = new RawDevice(port, 4)) {
        device.send(device.connect("c", "east", EAST, 0));
        assertThat(device.isHungUp(-1)).as("without TLS").isTrue();
      }
    }
    assertThat(MqttFixture.read(directory.resolve("spool")))
        .extracting(MqttFixture::line)
        .containsExactly("cameras " + TOPIC + " gauge/{river}/{station}/level {\"id\":1}");
  }

  @Test
  void aBrokerHasToProveWhoItIsBeforeItIsToldAnything() throws Exception {
    MadeKeys other = MadeKeys.make(directory, "other", "CN=server");
    try (SSLServerSocket listener =
        (SSLServerSocket) MadeKeys.context(server).getServerSocketFactory().createServerSocket(0)) {
      listener.setSoTimeout(20_000);
      FeedIntake intake =
          new FeedIntake(
              MqttFixture.feed(
                  "gauges",
                  1000,
                  new Mqtt.Subscription(
                      "127.0.0.1", listener.getLocalPort(), true, null, null, "lake", null)),
              spool,
              System::nanoTime);
      SSLContext wrong = MadeKeys.context(null, other);
      try (Subscriptions subscriptions =
              new Subscriptions(List.of(intake), threads, path -> wrong, counts);
          SSLSocket socket = (SSLSocket) listener.accept()) {
        socket.setSoTimeout(20_000);
        assertThatThrownBy(() -> socket.getInputStream().read()).isInstanceOf(IOException.class);
        await()
            .untilAsserted(
                () ->
                    assertThat(subscriptions.states().get("gauges").fault())
                        .contains("TLS failed: PKIX"));
      }
      SSLContext right = MadeKeys.context(null, server);
      try (Subscriptions subscriptions =
              new Subscriptions(List.of(intake), threads, path -> right, counts);
          SSLSocket socket = (SSLSocket) listener.accept()) {
        assertThat(subscriptions.states()).containsOnlyKeys("gauges");
        socket.setSoTimeout(20_000);
        assertThat(socket.getInputStream().read()).as("a CONNECT").isEqualTo(0x10);
      }
    }
  }
}
