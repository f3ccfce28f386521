package io.citylake.contract.map;

import static org.assertj.core.api.Assertions.assertThat;

import io.citylake.contract.Title;
import io.citylake.contract.map.LayerQuery.Box;
import io.citylake.contract.map.LayerQuery.Window;
import io.citylake.contract.map.MapLayer.Heat;
import io.citylake.contract.map.MapLayer.Icon;
import io.citylake.contract.map.MapLayer.Kind;
import io.citylake.contract.map.MapLayer.Look;
import io.citylake.contract.map.MapLayer.Place;
import io.citylake.contract.map.MapLayer.Shape;
import io.citylake.model.TableName;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TestLayerQuery {
  private static final Window BOX = new Window(new Box(104, 30, 105, 31), 7, 9);

  private static MapLayer layer(Kind kind, Place place, Shape shape, Heat heat) {
    boolean rows = kind != Kind.HEAT;
    return new MapLayer(
        "l",
        new Title("层", "Layer"),
        kind,
        TableName.parse("a.b"),
        "n > 0",
        place,
        "lon",
        "lat",
        shape,
        heat,
        new Look("#000000", Icon.CIRCLE, null, Map.of(), List.of()),
        rows ? "name" : null,
        rows ? List.of("name", "n") : List.of(),
        List.of(),
        null,
        rows ? "at" : null,
        Duration.ofMinutes(1),
        10,
        false);
  }

  /** What a caller gives stands beside the statement. */
  @Test
  void asksPointsWithinABoxAndTimes() {
    MapLayer layer = layer(Kind.POINTS, null, null, null);
    LayerQuery query = LayerQuery.of(layer, layer.told(), BOX, 11);
    assertThat(query.sql())
        .isEqualTo(
            "SELECT `name`, `n`, `at`, `lon`, `lat` FROM a.b WHERE (n > 0) AND `at` >= ? AND `at` <"
                + " ? AND `lon` BETWEEN ? AND ? AND `lat` BETWEEN ? AND ? LIMIT 11");
    assertThat(query.values()).containsExactly(7, 9, 104.0, 105.0, 30.0, 31.0);
  }

  @Test
  void asksOnlyColumnsThatACallerReads() {
    MapLayer layer = layer(Kind.POINTS, null, null, null);
    assertThat(LayerQuery.text(layer, List.of("n")))
        .isEqualTo(
            "SELECT `n`, `lon`, `lat` FROM a.b WHERE (n > 0) AND `lon` IS NOT NULL AND `lat` IS NOT"
                + " NULL LIMIT 100");
  }

  @Test
  void findsPlacesInAnotherTable() {
    MapLayer layer =
        layer(Kind.POINTS, new Place(TableName.parse("c.d"), "cell", "code"), null, null);
    LayerQuery query = LayerQuery.of(layer, layer.told(), BOX, 11);
    assertThat(query.sql())
        .isEqualTo(
            "SELECT l.`name`, l.`n`, l.`at`, p.`lon`, p.`lat` FROM (SELECT `name`, `n`, `at`,"
                + " `cell` FROM a.b WHERE (n > 0) AND `at` >= ? AND `at` < ?) l JOIN (SELECT `code`"
                + " AS place_key, `lon`, `lat` FROM c.d WHERE `lon` BETWEEN ? AND ? AND `lat`"
                + " BETWEEN ? AND ?) p ON l.`cell` = p.place_key LIMIT 11");
    assertThat(query.values()).containsExactly(7, 9, 104.0, 105.0, 30.0, 31.0);
  }

  @Test
  void asksLinesWhateverTheBox() {
    MapLayer layer = layer(Kind.LINES, null, new Shape("f", "p", "code"), null);
    LayerQuery query = LayerQuery.of(layer, layer.told(), BOX, 11);
    assertThat(query.sql())
        .isEqualTo(
            "SELECT `code`, `name`, `n`, `at` FROM a.b WHERE (n > 0) AND `at` >= ? AND `at` < ?"
                + " LIMIT 11");
    assertThat(query.values()).containsExactly(7, 9);
  }

  @Test
  void countsCellsOfHeat() {
    MapLayer layer = layer(Kind.HEAT, null, null, new Heat(new BigDecimal("0.01"), "n"));
    assertThat(LayerQuery.of(layer, List.of(), Window.ALL, 11).sql())
        .isEqualTo(
            "SELECT (floor(`lon` / 0.01D) + 0.5D) * 0.01D AS `lon`, (floor(`lat` / 0.01D) + 0.5D) *"
                + " 0.01D AS `lat`, CAST(sum(`n`) AS DOUBLE) AS weight FROM (SELECT `lon`, `lat`,"
                + " `n` FROM a.b WHERE (n > 0) AND `lon` IS NOT NULL AND `lat` IS NOT NULL) GROUP"
                + " BY 1, 2 LIMIT 11");
  }
}
