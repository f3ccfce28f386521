package io.citylake.cli.city;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.citylake.city.play.FeedDoor;
import io.citylake.cli.CommandFixture;
import io.citylake.contract.Workspace;
import io.citylake.contract.load.WorkspaceLoader;
import io.citylake.contract.settings.Environment;
import io.citylake.model.CityLakeException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestPlayDoors {
  @TempDir private Path home;

  private static List<FeedDoor> doors(Workspace workspace, PlayWay way, String receiver) {
    return new PlayDoors(workspace, way, receiver.isEmpty() ? null : URI.create(receiver), false)
        .find();
  }

  @Test
  void aReceiverSaysWhetherTlsIsSpoken() throws Exception {
    CommandFixture.city(home);
    Files.writeString(
        home.resolve("conf/citylake.yaml"),
        "\nreceive: {tls: {certificate: a.pem, key: a.key}}\n",
        StandardOpenOption.APPEND);
    Workspace workspace =
        WorkspaceLoader.loadOrThrow(
            home,
            Environment.of(Map.of("CITYLAKE_FEED_KEY", "a-key-of-the-city-for-tests")),
            LocalDate.of(2026, 2, 28));
    for (Map.Entry<String, String> each :
        Map.of(
                "", "mqtts://127.0.0.1:",
                "mqtt://127.0.0.1:7", "mqtt://127.0.0.1:7/",
                "MQTTS://127.0.0.1", "mqtts://127.0.0.1:8883/")
            .entrySet()) {
      assertThat(doors(workspace, PlayWay.MQTT, each.getKey()))
          .isNotEmpty()
          .allSatisfy(
              door ->
                  assertThat(door.way().toString()).as(each.getKey()).startsWith(each.getValue()));
    }
    for (String each : List.of("tcp://127.0.0.1:7", "https://127.0.0.1:7", "127.0.0.1")) {
      assertThatThrownBy(() -> doors(workspace, PlayWay.MQTT, each))
          .isInstanceOf(CityLakeException.class)
          .hasMessageContaining("--receiver must be mqtt:// or mqtts://");
    }
    assertThatThrownBy(() -> doors(workspace, PlayWay.HTTP, "mqtt://127.0.0.1:7"))
        .isInstanceOf(CityLakeException.class)
        .hasMessageContaining("--receiver must be http:// or https://");
  }
}
