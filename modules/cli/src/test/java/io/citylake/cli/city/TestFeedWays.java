package io.citylake.cli.city;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.citylake.city.play.FeedSender;
import io.citylake.city.play.FeedWay;
import io.citylake.contract.Title;
import io.citylake.contract.feed.BodyFormat;
import io.citylake.contract.feed.Feed;
import io.citylake.contract.feed.Mqtt;
import io.citylake.contract.feed.TopicPattern;
import io.citylake.contract.feed.Viid;
import io.citylake.model.CityLakeException;
import io.citylake.model.DataSize;
import io.citylake.model.Secret;
import io.citylake.receive.Receiver;
import io.citylake.receive.http.PushDoor;
import io.citylake.receive.mqtt.MqttDoor;
import io.citylake.receive.spool.SpoolNews;
import io.citylake.receive.spool.SpoolStretch;
import io.citylake.receive.spool.SpoolView;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the player sends by each way, to the receiver that there is. */
@SuppressWarnings("try") // a receiver ends while its sender goes on
class TestFeedWays {
  private static final String KEY = "a-key-of-the-city-for-tests";
  private static final String PLATFORM = "51010900005030000001";
  private static final Duration TIME = Duration.ofSeconds(30);

  @TempDir private Path state;

  private Receiver receive(int http, int mqtt) {
    DataSize size = DataSize.parse("4MB");
    Feed feed =
        new Feed(
            "video",
            new Title("视频", "Video"),
            new TreeMap<>(),
            new Feed.Limits(size, size, 10_000, 32, 100_000),
            new Feed.Room(DataSize.parse("64MB"), DataSize.parse("64MB"), new DataSize(0), size),
            BodyFormat.JSON,
            new Viid(
                new TreeMap<>(Map.of(PLATFORM, new Viid.Login(PLATFORM, new Secret(KEY)))),
                Duration.ofMinutes(5)),
            new Mqtt(
                List.of(TopicPattern.parse("city/video")),
                new TreeMap<>(
                    Map.of("city", new Mqtt.Group(new Secret(KEY), List.of(), List.of()))),
                null));
    Clock clock = Clock.systemUTC();
    return Receiver.open(
        List.of(feed),
        state,
        new Receiver.Doors(
            new PushDoor("127.0.0.1", http, null, TIME, 100, clock),
            new MqttDoor("127.0.0.1", mqtt, null, TIME, 100),
            file -> null),
        clock);
  }

  private static FeedWay mqtt(int port, String password, String topic) {
    return new FeedWay.Mqtt("127.0.0.1", port, null, "city", password, topic, "play");
  }

  private static FeedWay viid(int port, String password) {
    return new FeedWay.Viid(URI.create("http://127.0.0.1:" + port), PLATFORM, PLATFORM, password);
  }

  private List<String> stored() throws IOException {
    List<String> stored = new ArrayList<>();
    Optional<SpoolNews> news =
        new SpoolView(Feed.spool(state, "video"), "video").since(Optional.empty(), Long.MAX_VALUE);
    for (SpoolStretch stretch : news.map(SpoolNews::stretches).orElse(List.of())) {
      try (SpoolStretch.Reader reader = stretch.open()) {
        while (reader.next()) {
          stored.add(new String(reader.message().payload(), StandardCharsets.UTF_8));
        }
      }
    }
    return stored;
  }

  private static List<String> messages(int from, int until) {
    return IntStream.range(from, until)
        .mapToObj(i -> i % 50 == 7 ? "{\"EventID\":\"" + i : "{\"EventID\":\"%d\"}".formatted(i))
        .toList();
  }

  /** Until it is taken, as the player does. */
  private static void sendAll(FeedSender sender, List<String> messages)
      throws InterruptedException {
    int taken = 0;
    for (int tries = 0; taken < messages.size(); tries++) {
      assertThat(tries).isLessThan(20);
      taken += sender.send(messages.subList(taken, messages.size())).taken();
    }
  }

  @Test
  void whatIsPublishedByMqttIsAcknowledgedOnceItIsInTheSpool() throws Exception {
    int port;
    try (Receiver receiver = receive(0, 0);
        FeedSender sender = mqtt(receiver.mqttPort().getAsInt(), KEY, "city/video").open("x")) {
      port = receiver.mqttPort().getAsInt();
      // More than are taken ahead, and packets of numbers that go on.
      assertThat(sender.send(messages(0, 250)).taken()).isEqualTo(250);
      assertThat(stored()).isEqualTo(messages(0, 250));
      receiver.close();
      FeedSender.Answer away = sender.send(messages(250, 251));
      assertThat(away.taken()).isZero();
      assertThat(away.trouble()).isNotEmpty();
      try (Receiver again = receive(0, port)) {
        sendAll(sender, messages(250, 300));
        sender.reconnect();
        sendAll(sender, messages(300, 310));
      }
    }
    assertThat(stored()).isEqualTo(messages(0, 310));
  }

  @Test
  void whatABrokerRefusesForGoodEndsThePlay() throws Exception {
    try (Receiver receiver = receive(0, 0)) {
      int port = receiver.mqttPort().getAsInt();
      try (FeedSender sender = mqtt(port, "another-key-of-20-chars", "city/video").open("x")) {
        assertThatThrownBy(() -> sender.send(messages(0, 1)))
            .isInstanceOf(CityLakeException.class)
            .hasMessageStartingWith("Cannot play x: the broker refused the login");
      }
      try (FeedSender sender = mqtt(port, KEY, "nobody/has/it").open("x")) {
        assertThatThrownBy(() -> sender.send(messages(0, 1)))
            .isInstanceOf(CityLakeException.class)
            .hasMessageContaining("the broker refused a message (reason 0x90)");
      }
    }
  }

  /** A broker of MQTT 3.1.1 alone, which takes two messages and goes. */
  @Test
  void speaksWhatTheBrokerSpeaksAndGoesOnWhereAcknowledgementsEnded() throws Exception {
    try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
        FeedSender sender = mqtt(server.getLocalPort(), KEY, "t").open("x")) {
      server.setSoTimeout(60_000);
      List<Integer> versions = new ArrayList<>();
      Thread broker = new Thread(() -> old(server, versions));
      broker.start();
      assertThat(sender.send(messages(0, 5)).trouble()).contains("doesn't let it in");
      assertThat(sender.send(messages(0, 5)).taken()).isEqualTo(2);
      broker.join();
      assertThat(versions).containsExactly(5, 4);
      // It has said that it takes no other.
      Thread again = new Thread(() -> old(server, versions));
      again.start();
      assertThat(sender.send(messages(2, 4)).taken()).isEqualTo(2);
      again.join();
      assertThat(versions).containsExactly(5, 4, 4);
    }
  }

  @Test
  void whatMayBeAnotherAnswerLaterIsTriedAgain() throws Exception {
    int[] passing = {
      0x80, 0x83, 0x88, 0x89, 0x8D, 0x8E, 0x93, 0x96, 0x97, 0x98, 0x9C, 0x9D, 0x9F, 0xA0
    };
    int[] lasting = {0x85, 0x86, 0x87, 0x8A, 0x8C, 0x90, 0x95, 0x99, 0x9B};
    try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      server.setSoTimeout(60_000);
      FeedWay way = mqtt(server.getLocalPort(), KEY, "t");
      for (int code : passing) {
        Thread broker = new Thread(() -> refusing(server, code));
        broker.start();
        try (FeedSender sender = way.open("x")) {
          assertThat(sender.send(messages(0, 1)).trouble()).contains("%02X".formatted(code));
        }
        broker.join();
      }
      for (int code : lasting) {
        Thread broker = new Thread(() -> refusing(server, code));
        broker.start();
        try (FeedSender sender = way.open("x")) {
          assertThatThrownBy(() -> sender.send(messages(0, 1)))
              .isInstanceOf(CityLakeException.class)
              .hasMessageContaining("%02X".formatted(code));
        }
        broker.join();
      }
    }
  }

  private static void refusing(ServerSocket server, int code) {
    try (Socket socket = server.accept()) {
      DataInputStream in = new DataInputStream(socket.getInputStream());
      packet(in);
      socket.getOutputStream().write(new byte[] {0x20, 3, 0, 0, 0});
      byte[] publish = packet(in);
      int topic = publish[1];
      socket
          .getOutputStream()
          .write(new byte[] {0x40, 3, publish[2 + topic], publish[3 + topic], (byte) code});
      in.read();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Test
  void aBrokerThatHungUpBeforeItsAnswerIsAskedByMqtt5AgainAfterOneTryByTheOlder() throws Exception {
    try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
        FeedSender sender = mqtt(server.getLocalPort(), KEY, "t").open("x")) {
      server.setSoTimeout(60_000);
      List<Integer> versions = new ArrayList<>();
      Thread broker = new Thread(() -> hangingUp(server, versions, 4));
      broker.start();
      for (int i = 0; i < 4; i++) {
        assertThat(sender.send(messages(0, 1)).trouble()).contains("doesn't let it in");
      }
      broker.join();
      assertThat(versions).containsExactly(5, 4, 5, 4);
      // One that lets the older in is spoken to by it, for as long as the connection lasts.
      Thread next = new Thread(() -> lettingIn(server, versions));
      next.start();
      assertThat(sender.send(messages(0, 1)).trouble()).contains("doesn't let it in");
      assertThat(sender.send(messages(0, 1)).trouble()).isNotEmpty();
      assertThat(sender.send(messages(0, 1)).trouble()).isNotEmpty();
      next.join();
      assertThat(versions).containsExactly(5, 4, 5, 4, 5, 4, 5);
    }
  }

  private static void hangingUp(ServerSocket server, List<Integer> versions, int times) {
    for (int i = 0; i < times; i++) {
      try (Socket socket = server.accept()) {
        versions.add((int) packet(new DataInputStream(socket.getInputStream()))[6]);
      } catch (IOException e) {
        throw new java.io.UncheckedIOException(e);
      }
    }
  }

  private static void lettingIn(ServerSocket server, List<Integer> versions) {
    hangingUp(server, versions, 1);
    try (Socket socket = server.accept()) {
      DataInputStream in = new DataInputStream(socket.getInputStream());
      versions.add((int) packet(in)[6]);
      socket.getOutputStream().write(new byte[] {0x20, 2, 0, 0});
      packet(in);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
    hangingUp(server, versions, 1);
  }

  private static void old(ServerSocket server, List<Integer> versions) {
    try {
      for (int taken = 0; taken < 2; ) {
        try (Socket socket = server.accept()) {
          DataInputStream in = new DataInputStream(socket.getInputStream());
          byte[] connect = packet(in);
          versions.add((int) connect[6]);
          boolean knows = connect[6] == 4;
          socket.getOutputStream().write(new byte[] {0x20, 2, 0, (byte) (knows ? 0 : 1)});
          for (; knows && taken < 2; taken++) {
            byte[] publish = packet(in);
            int topic = publish[1];
            socket
                .getOutputStream()
                .write(new byte[] {0x40, 2, publish[2 + topic], publish[3 + topic]});
          }
        }
      }
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /** Of fewer than 128 bytes. */
  private static byte[] packet(DataInputStream in) throws IOException {
    in.readUnsignedByte();
    byte[] rest = new byte[in.readUnsignedByte()];
    in.readFully(rest);
    return rest;
  }

  @Test
  void whatIsPushedByViidIsTakenByItsStatusesAndRegisteredAnewWhereItIsForgotten()
      throws Exception {
    List<String> objects =
        List.of(
            "{\"EventID\":\"1\",\"Object\":{\"Kind\":\"Person\"}}",
            "{\"EventID\":\"2\",\"Object\":{\"Kind\":\"MotorVehicle\"}}",
            "{\"EventID\":\"3\"}",
            "{\"EventID\":\"4\",\"Object\":{\"Kind\":\"Person\"}}");
    int port;
    try (Receiver receiver = receive(0, 0);
        FeedSender sender = viid(receiver.port(), KEY).open("x")) {
      port = receiver.port();
      assertThat(sender.send(objects).taken()).isEqualTo(4);
      assertThat(stored())
          .containsExactly(
              "{\"_kind\":\"MotorVehicle\",\"EventID\":\"2\",\"Object\":{\"Kind\":\"MotorVehicle\"}}",
              "{\"_kind\":\"Person\",\"EventID\":\"1\",\"Object\":{\"Kind\":\"Person\"}}",
              "{\"_kind\":\"Person\",\"EventID\":\"4\",\"Object\":{\"Kind\":\"Person\"}}",
              "{\"_kind\":\"Thing\",\"EventID\":\"3\"}");
      receiver.close();
      assertThat(sender.send(objects).trouble()).startsWith("no answer from ");
      // Who it knew, it doesn't know any more.
      try (Receiver again = receive(port, 0)) {
        assertThat(sender.send(objects).trouble()).isEqualTo("it isn't registered any more");
        assertThat(sender.send(objects).taken()).isEqualTo(4);
        assertThatThrownBy(() -> sender.send(List.of("{\"EventID\":")))
            .isInstanceOf(CityLakeException.class)
            .hasMessageContaining("it was answered 400");
      }
    }
    assertThat(stored()).hasSize(8);
  }

  @Test
  void aPlatformWithAnotherPasswordIsRefused() throws Exception {
    try (Receiver receiver = receive(0, 0);
        FeedSender sender = viid(receiver.port(), "another-secret").open("x")) {
      assertThatThrownBy(() -> sender.send(List.of("{}")))
          .isInstanceOf(CityLakeException.class)
          .hasMessageContaining(PLATFORM + " doesn't register");
    }
  }
}
