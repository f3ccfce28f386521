package io.citylake.city.mobility;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TestStreetMap {
  /** `citylake generate-reference` writes them. */
  @Test
  void isWhatTheRepositoryHas() throws Exception {
    for (Map.Entry<String, String> each : StreetMap.files().entrySet()) {
      Path kept = Path.of("../../conf/map").resolve(each.getKey());
      assertThat(Files.readString(kept)).as(each.getKey()).isEqualTo(each.getValue());
    }
  }

  @Test
  void hasEveryRoadOnceAndEveryStreet() {
    String roads = StreetMap.files().get("roads.geojson");
    for (Road road : Road.ALL) {
      assertThat(roads.split("\"" + road.code() + "\"", -1)).as(road.code()).hasSize(2);
    }
    assertThat(StreetMap.files().get("base.geojson").split("\"boundary\"", -1)).hasSize(8);
  }
}
