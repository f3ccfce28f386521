package io.citylake.receive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.citylake.contract.Title;
import io.citylake.contract.feed.Feed;
import io.citylake.contract.feed.Mqtt;
import io.citylake.contract.feed.TopicPattern;
import io.citylake.model.CityLakeException;
import io.citylake.model.DataSize;
import io.citylake.model.ErrorCode;
import io.citylake.model.Secret;
import io.citylake.receive.http.PushDoor;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestReceiver {
  private static final String KEY = "a-key-of-a-gauge-for-tests";
  private static final PushDoor DOOR =
      new PushDoor("127.0.0.1", 0, null, Duration.ofSeconds(60), 100, Clock.systemUTC());

  @TempDir private Path state;
  private final HttpClient client = HttpClient.newHttpClient();

  private static Feed feed(String name) {
    DataSize size = DataSize.parse("1MB");
    return new Feed(
        name,
        new Title("水位计", "Gauges"),
        new TreeMap<>(Map.of("east", new Secret(KEY))),
        new Feed.Limits(size, size, 1000, 32, 1000),
        new Feed.Room(DataSize.parse("8MB"), DataSize.parse("8MB"), new DataSize(0), size));
  }

  private int post(Receiver receiver, String feed, String key) throws Exception {
    return client
        .send(
            HttpRequest.newBuilder(
                    URI.create("http://127.0.0.1:" + receiver.port() + "/api/v1/feeds/" + feed))
                .header("Authorization", "Bearer " + key)
                .POST(BodyPublishers.ofString("{}"))
                .build(),
            BodyHandlers.ofString())
        .statusCode();
  }

  @Test
  void aSpoolThatCannotBeOpenedCostsItsOwnFeedAlone() throws Exception {
    Path spool = Files.createDirectories(Feed.spool(state, "levels"));
    Files.writeString(spool.resolve("spool.id"), "no id");
    try (Receiver receiver =
        Receiver.open(List.of(feed("gauges"), feed("levels")), state, DOOR, Clock.systemUTC())) {
      assertThat(post(receiver, "gauges", KEY)).isEqualTo(200);
      assertThat(post(receiver, "levels", KEY)).isEqualTo(503);
      assertThat(post(receiver, "levels", "another-key-of-20-chars")).isEqualTo(401);
      assertThat(receiver.stopped()).isEmpty();
      assertThat(receiver.faults())
          .singleElement()
          .asString()
          .startsWith("levels: ")
          .contains("spool.id is damaged");
    }
    assertThatThrownBy(() -> Receiver.open(List.of(feed("levels")), state, DOOR, Clock.systemUTC()))
        .isInstanceOf(CityLakeException.class)
        .hasMessageContaining("spool.id is damaged");
  }

  private static Feed subscribed(String name, String scheme, Path authorities) throws IOException {
    int nobody;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      nobody = socket.getLocalPort();
    }
    Feed plain = feed(name);
    return new Feed(
        name,
        plain.title(),
        plain.senders(),
        plain.limits(),
        plain.room(),
        plain.format(),
        null,
        new Mqtt(
            List.of(TopicPattern.parse(name + "/+")),
            new TreeMap<>(),
            new Mqtt.Subscription(
                "127.0.0.1",
                nobody,
                scheme.equals("mqtts"),
                null,
                null,
                "citylake-" + name,
                authorities)));
  }

  @Test
  void aBrokerThatIsAwayIsSaidAndCostsItsOwnFeedAlone() throws Exception {
    Feed pumps = subscribed("pumps", "mqtt", null);
    try (Receiver receiver =
        Receiver.open(List.of(feed("gauges"), pumps), state, DOOR, Clock.systemUTC())) {
      await()
          .untilAsserted(
              () ->
                  assertThat(receiver.faults())
                      .singleElement()
                      .asString()
                      .startsWith("the broker of pumps: it can't be"));
      assertThat(receiver.stopped()).isEmpty();
      assertThat(post(receiver, "gauges", KEY)).isEqualTo(200);
      assertThat(post(receiver, "pumps", KEY)).isEqualTo(200);
    }
  }

  @Test
  void authoritiesThatCannotBeReadCostTheirSubscriptionAlone() throws Exception {
    Feed pumps = subscribed("pumps", "mqtts", state.resolve("nobody.pem"));
    Receiver.Doors doors =
        new Receiver.Doors(
            DOOR,
            null,
            file -> {
              throw new CityLakeException(ErrorCode.SETTING_INVALID, "Cannot read " + file);
            });
    try (Receiver receiver =
        Receiver.open(List.of(feed("gauges"), pumps), state, doors, Clock.systemUTC())) {
      assertThat(receiver.faults())
          .singleElement()
          .asString()
          .startsWith("the broker of pumps: Cannot read ");
      assertThat(receiver.subscriptions().get("pumps").isConnected()).isFalse();
      assertThat(post(receiver, "gauges", KEY)).isEqualTo(200);
    }
  }
}
