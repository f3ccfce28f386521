package io.citylake.contract.application;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.citylake.contract.Title;
import io.citylake.contract.application.Application.Chart;
import io.citylake.contract.application.Application.Panel;
import io.citylake.contract.application.Comparison.As;
import io.citylake.contract.application.Comparison.To;
import io.citylake.contract.application.PanelColumn.Bad;
import io.citylake.contract.application.PanelColumn.State;
import io.citylake.contract.application.TimeWindow.By;
import io.citylake.model.CityLakeException;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TestTimeWindow {
  private static final ZoneId ZONE = ZoneId.of("Asia/Shanghai");

  @Test
  void endsAtTheNewestAndBeginsSoManyBefore() {
    assertThat(query(By.DAY).sql())
        .isEqualTo(
            "SELECT ':from' WHERE d BETWEEN coalesce(:from, (coalesce(:until, (SELECT 8)) -"
                + " (coalesce(:last, 7) - 1))) AND coalesce(:until, (SELECT 8)) AND x = :x");
    assertThat(query(By.MONTH).sql())
        .contains("coalesce(:from, add_months(coalesce(:until, (SELECT 8)), -(coalesce(:last, 7)");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "DAY|YESTERDAY|(coalesce(:until, (SELECT 8)) - 1) AND x",
        "DAY|LAST_WEEK|(coalesce(:until, (SELECT 8)) - 7) AND x",
        "DAY|LAST_YEAR|add_months(coalesce(:until, (SELECT 8)), -12) AND x",
        "MONTH|LAST_MONTH|add_months(coalesce(:until, (SELECT 8)), -1) AND x",
        "YEAR|LAST_YEAR|(coalesce(:until, (SELECT 8)) - 1) AND x"
      })
  void looksSoMuchEarlier(By by, To to, String end) {
    assertThat(query(by).earlier(to)).contains(end);
  }

  @Test
  void putsWhatIsGivenBesideTheQuery() {
    WindowedQuery query = query(By.DAY);
    Panel panel =
        new Panel(
            "days",
            new Title("x", "x"),
            Chart.TABLE,
            null,
            List.of(),
            query.sql(),
            concat(query.bounds(), PanelParameter.optional("x", By.DAY.type())),
            "air.yaml",
            new PanelLook(
                Map.of(),
                new Comparison(
                    To.YESTERDAY, As.CHANGE, List.of(), List.of(), query.earlier(To.YESTERDAY)),
                null,
                List.of()));
    Map<String, String> given = Map.of("until", "2026-05-02");
    LocalDate day = LocalDate.of(2026, 5, 2);
    BoundPanel bound = BoundPanel.of(panel, given, ZONE);
    assertThat(bound.values()).isEqualTo(Arrays.asList(null, day, null, day, null));
    assertThat(bound.sql()).doesNotContain("2026");
    assertThat(BoundPanel.earlier(panel, given, ZONE).values()).isEqualTo(bound.values());
    assertThatThrownBy(() -> BoundPanel.of(panel, Map.of("until", "now()"), ZONE))
        .isInstanceOf(CityLakeException.class)
        .hasMessage("Cannot use the parameter until: its value is no date");
  }

  @Test
  void leavesAQueryThatLooksAtNoTimeAsItIs() {
    WindowedQuery query = new WindowedQuery("SELECT :x", new TimeWindow(By.DAY, "SELECT 8", 7));
    assertThat(query.sql()).isEqualTo("SELECT :x");
    assertThat(query.bounds()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "HIGH,4,GOOD", "HIGH,5,WARN", "HIGH,6.9,WARN", "HIGH,7,ALARM",
    "LOW,6,GOOD", "LOW,5,WARN", "LOW,3,ALARM", "LOW,-1,ALARM"
  })
  void isBadFromAThresholdOn(Bad bad, BigDecimal value, State state) {
    BigDecimal alarm = new BigDecimal(bad == Bad.HIGH ? "7" : "3");
    PanelColumn column = new PanelColumn(null, null, new BigDecimal("5"), alarm, bad);
    assertThat(column.state(value)).isEqualTo(state);
  }

  private static WindowedQuery query(By by) {
    return new WindowedQuery(
        "SELECT ':from' WHERE d BETWEEN :from AND :until AND x = :x",
        new TimeWindow(by, "SELECT 8", 7));
  }

  private static List<PanelParameter> concat(List<PanelParameter> all, PanelParameter more) {
    return Stream.concat(all.stream(), Stream.of(more)).toList();
  }
}
