package io.citylake.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.citylake.cli.CommandFixture.Outcome;
import io.citylake.contract.Workspace;
import io.citylake.contract.application.Application;
import io.citylake.contract.application.Application.Panel;
import io.citylake.contract.application.Drill;
import io.citylake.contract.application.NamedMarkers;
import io.citylake.contract.load.WorkspaceLoader;
import io.citylake.contract.settings.Environment;
import io.citylake.transform.step.QueryColumns;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** H11: what a step or a panel asks of tables that their contracts don't have. */
class TestValidateQueries {
  @TempDir private Path home;
  private CommandFixture lake;

  @BeforeEach
  void workspace() {
    lake =
        new CommandFixture(home)
            .levels("append")
            .levelsJob()
            .file(
                "conf/themes/water/ads_top.yaml",
                """
                title: {zh: 最高, en: Highest}
                layer: ads
                grain: one row per station
                columns:
                  - {name: station, type: string, title: {zh: 站点, en: Station}}
                  - {name: highest, type: "decimal(8,3)", title: {zh: 最高, en: Highest}}
                """);
  }

  private Outcome validate(String query) {
    lake.file("jobs/water/ads_top.sql", "/*", "title: {zh: 高, en: Top}", "*/", query);
    return lake.callWithoutSpark("validate");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT station, max(levell) AS highest FROM water.ods_level GROUP BY station",
        "SELECT station, highest FROM (SELECT station, max(level) AS highest FROM water.ods_level"
            + " WHERE levell > 1 GROUP BY 1)",
        "WITH w AS (SELECT * FROM water.ods_level) SELECT station, levell AS highest FROM w",
        "SELECT station, (SELECT max(levell) FROM water.ods_level) AS highest FROM water.ods_level",
        "SELECT station, level AS highest FROM water.ods_level o WHERE EXISTS (SELECT 1 FROM"
            + " water.ods_level i WHERE i.levell = o.level)",
        "SELECT t.station, t.levell AS highest FROM water.ods_level t JOIN water.ods_level u USING"
            + " (station)",
        "SELECT station, level AS highest FROM water.ods_level JOIN water.ods_level u USING"
            + " (levell)",
      })
  void namesAColumnThatNoContractHas(String query) {
    Outcome outcome = validate(query);
    assertThat(outcome.exit()).as(outcome.out()).isEqualTo(2);
    assertThat(outcome.out()).contains("jobs/water/ads_top.sql:4:", "`levell`");
    // Not remembered as sound.
    assertThat(lake.callWithoutSpark("validate").exit()).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT station, max(level) AS highest FROM water.ods_level GROUP BY station",
        "SELECT ods_level.station, water.ods_level.level AS highest FROM water.ods_level",
        "WITH w AS (SELECT station, level, row_number() OVER (PARTITION BY station ORDER BY level"
            + " DESC) AS n FROM water.ods_level) SELECT station, level AS highest FROM w WHERE n ="
            + " 1",
        "SELECT station, level AS highest FROM water.ods_level o WHERE _source IS NOT NULL AND"
            + " EXISTS (SELECT 1 FROM water.ods_level i WHERE i.at > o.at)",
      })
  void takesWhatTheContractsHave(String query) {
    Outcome outcome = validate(query);
    assertThat(outcome.exit()).as(outcome.out()).isZero();
    assertThat(lake.callWithoutSpark("validate").exit()).isZero();
    lake.levels("append");
    // What was sound is looked at again where a contract changed.
    lake.file(
        "conf/themes/water/ods_level.yaml",
        lake.read("conf/themes/water/ods_level.yaml").replace("name: level,", "name: depth,"));
    lake.file(
        "jobs/water/levels.yaml", lake.read("jobs/water/levels.yaml").replace("level:", "depth:"));
    assertThat(lake.callWithoutSpark("validate").out()).contains("`level`");
  }

  @Test
  void namesWhatTheTargetLacksOrHasNot() {
    assertThat(validate("SELECT station, max(level) AS top FROM water.ods_level GROUP BY 1").out())
        .contains("missing=[highest], unknown=[top]");
  }

  @Test
  void namesAPathThatNoRootHolds() {
    lake.file(
        "jobs/water/levels.yaml",
        lake.read("jobs/water/levels.yaml").replace("landing/*.csv", "elsewhere/*.csv"));
    Outcome outcome = lake.callWithoutSpark("validate");
    assertThat(outcome.exit()).isEqualTo(2);
    assertThat(outcome.out())
        .contains("jobs/water/levels.yaml:5:24: ", "elsewhere", "source-roots");
    lake.file(
        "jobs/water/levels.yaml",
        lake.read("jobs/water/levels.yaml").replace("elsewhere/*.csv", "landing/**/*.csv"));
    assertThat(lake.callWithoutSpark("validate").out())
        .contains("jobs/water/levels.yaml:5:", "'path' has **, which would be one level");
  }

  @ParameterizedTest
  @ValueSource(strings = {"depth > 1", "level >"})
  void namesARuleThatCannotBeRead(String condition) {
    lake.levels("append");
    lake.file(
        "conf/themes/water/ods_level.yaml",
        lake.read("conf/themes/water/ods_level.yaml")
            + "rules: [{expression: {condition: \"%s\"}}]\n".formatted(condition));
    Outcome outcome = lake.callWithoutSpark("validate");
    assertThat(outcome.exit()).as(outcome.out()).isEqualTo(2);
    assertThat(outcome.out())
        .contains("conf/themes/water/ods_level.yaml:14:34: Cannot use the condition '" + condition);
  }

  private void brokenContract() {
    lake.file(
        "conf/themes/water/ods_rain.yaml",
        """
        title: {zh: 雨, en: Rain}
        layer: ods
        grain: one row
        columns: [{name: station, type: strng}]
        """);
  }

  @Test
  void mistakesOfQueriesAreToldBesideThoseOfContracts() {
    brokenContract();
    lake.file(
        "jobs/water/of_rain.sql",
        "/*",
        "title: {zh: 雨, en: Rain}",
        "target: water.ads_top",
        "*/",
        "SELECT station, rain AS highest FROM water.ods_rain");
    lake.file(
        "conf/applications/flood.yaml",
        """
        title: {zh: 防汛, en: Flood}
        owner: 水务局
        panels:
          - {name: top, title: {zh: 高, en: Top}, chart: tabel, sql: select hihgest from water.ads_top}
          - {name: rain, title: {zh: 雨, en: Rain}, chart: table, sql: select x from water.ods_rain}
        """);
    Outcome outcome =
        validate("SELECT station, max(levell) AS highest FROM water.ods_level GROUP BY station");
    assertThat(outcome.exit()).isEqualTo(2);
    assertThat(outcome.out().lines().filter(line -> !line.contains("warning:")))
        .satisfiesExactly(
            line -> assertThat(line).contains("flood.yaml:1:1: ", "`hihgest`"),
            line -> assertThat(line).contains("flood.yaml:4:", "'table'"),
            line -> assertThat(line).contains("ods_rain.yaml:4:", "'strng'"),
            line -> assertThat(line).contains("ads_top.sql:2:1: ", "of_rain fills"),
            line -> assertThat(line).contains("ads_top.sql:4:", "`levell`"),
            line -> assertThat(line).contains("of_rain.sql:3:9: ", "ads_top fills"),
            line -> assertThat(line).startsWith("6 problems in "));
  }

  @Test
  void nothingIsSaidOfATableWhoseContractIsMistaken() {
    brokenContract();
    // What can't be read is told all the same, and so is what nobody declares.
    lake.file(
        "jobs/water/of_rain.sql",
        "/*",
        "title: {zh: 雨, en: Rain}",
        "*/",
        "SELECT station rain FROM FROM water.ods_rain");
    assertThat(
            validate("SELECT r.station, s.level AS highest FROM water.ods_rain r, water.ods_snow s")
                .out()
                .lines())
        .noneMatch(line -> line.contains("ods_rain, which"))
        .anyMatch(line -> line.contains("of_rain.sql:4:"))
        .anyMatch(line -> line.contains("ads_top.sql:1:1: ") && line.contains("water.ods_snow"));
    lake.file("conf/citylake.yaml", "zone: Asia/Shangai\nsource-roots: [elsewhere]\n");
    assertThat(
            validate("SELECT station, max(levell) AS highest FROM water.ods_level GROUP BY 1")
                .out())
        .contains("conf/citylake.yaml:1:", "`levell`")
        .doesNotContain("source-roots");
  }

  @Test
  void namesAnInputOfAScheduleThatNobodyReads() {
    lake.file(
        "jobs/water/ads_top.sql",
        "/*",
        "title: {zh: 高, en: Top}",
        "schedule: {every: 1h, inputs: {water.ads_top: week}}",
        "*/",
        "SELECT station, max(level) AS highest FROM water.ods_level GROUP BY station");
    brokenContract();
    assertThat(lake.callWithoutSpark("validate").out())
        .contains(
            "ads_top.sql:1:1: Cannot run water.ads_top: 'inputs' of its schedule names"
                + " [water.ads_top]");
  }

  /** It has a slot for each date for which they have one. */
  @Test
  void asksForNoTimeWhereAllThatAStepNeedsIsOfOtherDates() {
    lake.file(
        "jobs/water/ads_top.sql",
        "/*",
        "title: {zh: 高, en: Top}",
        "schedule: {inputs: {water.ods_level: yesterday}}",
        "*/",
        "SELECT station, max(level) AS highest FROM water.ods_level GROUP BY station");
    brokenContract();
    assertThat(lake.callWithoutSpark("validate").out())
        .doesNotContain("Cannot run water.ads_top", "ads_top.sql");
  }

  private static Workspace city() {
    return WorkspaceLoader.loadOrThrow(
        Path.of(System.getProperty("citylake.repository")),
        Environment.of(Map.of()),
        LocalDate.of(2026, 1, 31));
  }

  /** Else a mistake in them would be passed over. */
  @Test
  void everyQueryOfTheCityCanBeTold() {
    Workspace city = city();
    QueryColumns columns = new QueryColumns(city);
    List<String> untold = new ArrayList<>();
    city.steps()
        .values()
        .forEach(
            step -> {
              if (!columns.require(step.sql(), step.file(), city.loadDataset(step.target()))) {
                untold.add(step.file());
              }
            });
    city.applications()
        .values()
        .forEach(
            application ->
                application
                    .panels()
                    .forEach(
                        panel -> {
                          String sql = NamedMarkers.withNulls(panel.sql());
                          if (!columns.require(sql, panel.file(), null)) {
                            untold.add(panel.file() + " " + panel.name());
                          }
                        }));
    assertThat(untold).isEmpty();
  }

  /** W2: a panel that adds up all of history hardly moves after a year. */
  @Test
  void everyApplicationOfTheCityHasATimeAParameterThresholdsAndAComparison() {
    Workspace city = city();
    int onTheMap = 0;
    for (Application application : city.applications().values()) {
      String name = application.name();
      List<Panel> panels = application.panels();
      assertThat(application.window()).as(name).isNotNull();
      assertThat(application.parameters()).as(name).hasSizeGreaterThan(3);
      assertThat(panels)
          .as(name)
          .anyMatch(each -> each.look().comparison() != null)
          .anyMatch(each -> !each.look().drills().isEmpty())
          .anyMatch(
              each -> each.look().columns().values().stream().anyMatch(of -> of.bad() != null));
      onTheMap +=
          panels.stream()
                  .flatMap(each -> each.look().drills().stream())
                  .anyMatch(Drill.ToMap.class::isInstance)
              ? 1
              : 0;
      for (Panel panel : panels) {
        boolean looks = panel.parameters().stream().anyMatch(each -> each.name().equals("until"));
        assertThat(looks || !readsTimes(panel, city)).as(name + "." + panel.name()).isTrue();
      }
    }
    assertThat(onTheMap).isGreaterThanOrEqualTo(12);
  }

  /** Whether a panel reads a table that has a row for each day, month or year. */
  private static boolean readsTimes(Panel panel, Workspace city) {
    Set<String> times = Set.of("day", "hour", "month", "period", "year", "report_year");
    return city.datasets().values().stream()
        .filter(each -> panel.sql().contains(each.name().toString()))
        .anyMatch(each -> each.key().stream().anyMatch(times::contains));
  }
}
