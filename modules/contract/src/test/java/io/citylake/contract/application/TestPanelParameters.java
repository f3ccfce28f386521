package io.citylake.contract.application;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.citylake.contract.Title;
import io.citylake.contract.application.Application.Chart;
import io.citylake.contract.application.Application.Panel;
import io.citylake.contract.dataset.ColumnType;
import io.citylake.model.CityLakeException;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TestPanelParameters {
  private static final ZoneId ZONE = ZoneId.of("Asia/Shanghai");

  @Test
  void findsMarkersOutsideTextsNamesCommentsAndCasts() {
    NamedMarkers found =
        NamedMarkers.parse(
            "SELECT ':a', \":b\", `:c`, x::int, 'it''s :d' -- :e\n/* :f */ FROM t WHERE g = :g AND h > :h_1 OR g < :g");

    assertThat(found.names()).containsExactly("g", "h_1", "g");
    assertThat(found.positional())
        .isEqualTo(
            "SELECT ':a', \":b\", `:c`, x::int, 'it''s :d' -- :e\n/* :f */ FROM t WHERE g = ? AND h > ? OR g < ?");
  }

  @Test
  void readsValuesOfEachType() {
    assertThat(value("string", "' OR 1=1 --")).isEqualTo("' OR 1=1 --");
    assertThat(value("int", "7")).isEqualTo(7);
    assertThat(value("long", "7")).isEqualTo(7L);
    assertThat(value("double", "0.5")).isEqualTo(0.5);
    assertThat(value("boolean", "true")).isEqualTo(true);
    assertThat(value("decimal(5,2)", "1.5")).isEqualTo(new BigDecimal("1.50"));
    assertThat(value("date", "2026-05-01")).isEqualTo(LocalDate.of(2026, 5, 1));
    assertThat(value("timestamp", "2026-05-01T08:00:00"))
        .isEqualTo(Instant.parse("2026-05-01T00:00:00Z"));
    assertThat(value("timestamp", "2026-05-01T08:00:00Z"))
        .isEqualTo(Instant.parse("2026-05-01T08:00:00Z"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "int|1 OR 1=1",
        "int|99999999999",
        "boolean|yes",
        "date|2026-02-30",
        "decimal(3,1)|1.25",
        "decimal(3,1)|12345",
        "timestamp|soon"
      })
  void refusesWhatIsNoValueOfTheTypeAndDoesNotRepeatIt(String type, String text) {
    assertThatThrownBy(() -> value(type, text))
        .isInstanceOf(CityLakeException.class)
        .hasMessage("Cannot use the parameter p: its value is no " + ColumnType.parse(type));
  }

  private static Object value(String type, String text) {
    return new PanelParameter("p", ColumnType.parse(type), null).value(text, ZONE);
  }

  @Test
  void bindsValuesInTheOrderOfTheirPlaces() {
    BoundPanel bound = BoundPanel.of(above(), Map.of("least", "7"), ZONE);

    assertThat(bound.sql()).isEqualTo("SELECT ? AS a WHERE x >= ? AND y <> ?");
    assertThat(bound.values()).containsExactly("nowhere", 7, "nowhere");
    assertThat(BoundPanel.ofFallbacks(above(), ZONE).values())
        .containsExactly("nowhere", null, "nowhere");
  }

  @Test
  void namesWhatIsMissingOfAnyPanelAndWhatItIs() {
    Panel other =
        panel("other", "SELECT :day", new PanelParameter("day", ColumnType.Simple.DATE, null));
    Application screen =
        new Application("air", new Title("空气", "Air"), "o", List.of(above(), other));

    assertThatThrownBy(() -> BoundPanel.of(screen, Map.of(), ZONE))
        .isInstanceOf(CityLakeException.class)
        .hasMessage(
            "Cannot run the panels: a value must be given for each of [day (date), least (int)]");
    assertThatThrownBy(() -> BoundPanel.of(screen, Map.of("dey", "x"), ZONE))
        .hasMessage("Cannot run the panels: there are no other parameters than [but, day, least]");
    assertThat(BoundPanel.of(screen, Map.of("least", "1", "day", "2026-05-01"), ZONE))
        .extracting(BoundPanel::values)
        .containsExactly(List.of("nowhere", 1, "nowhere"), List.of(LocalDate.of(2026, 5, 1)));
  }

  private static Panel above() {
    return panel(
        "above",
        "SELECT :but AS a WHERE x >= :least AND y <> :but",
        new PanelParameter("least", ColumnType.Simple.INT, null),
        new PanelParameter("but", ColumnType.Simple.STRING, "nowhere"));
  }

  private static Panel panel(String name, String sql, PanelParameter... parameters) {
    return new Panel(
        name,
        new Title("x", "x"),
        Chart.TABLE,
        null,
        List.of(),
        sql,
        List.of(parameters),
        "air.yaml");
  }
}
