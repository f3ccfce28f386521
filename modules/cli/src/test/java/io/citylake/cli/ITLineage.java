package io.citylake.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.citylake.cli.CommandFixture.Outcome;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where columns come from and go to, and the grades that they take along. */
class ITLineage {
  @TempDir private Path home;
  private CommandFixture lake;

  @BeforeEach
  void workspace() {
    lake =
        new CommandFixture(home)
            .levels("append")
            .levelsJob()
            .file(
                "jobs/water/dws_day.sql",
                """
                /*
                title: {zh: 日, en: Day}
                */
                SELECT station, max(level) AS highest, count(*) AS readings
                FROM water.ods_level WHERE gauge > 0 GROUP BY station
                """)
            .file(
                "conf/applications/flood.yaml",
                """
                title: {zh: 防汛, en: Flood}
                owner: 水务局
                panels:
                  - name: days
                    title: {zh: 逐日, en: By day}
                    chart: bar
                    x: station
                    y: [top]
                    sql: SELECT station, highest * 2 AS top FROM water.dws_day
                """);
    lake.file(
        "conf/themes/water/ods_level.yaml",
        lake.read("conf/themes/water/ods_level.yaml")
            .replace("en: Level}, unit: m", "en: Level}, grade: 3, unit: m"));
    day("grade: 1");
  }

  private void day(String grade) {
    lake.file(
        "conf/themes/water/dws_day.yaml",
        """
        title: {zh: 日, en: Day}
        layer: dws
        grain: one station
        columns:
          - {name: station, type: string, title: {zh: 站点, en: Station}}
          - {name: highest, type: "decimal(8,3)", title: {zh: 最高, en: Highest}, %s}
          - {name: readings, type: long, title: {zh: 次数, en: Readings}}
        """
            .formatted(grade));
  }

  @Test
  void followsAColumnToItsSourceAndToTheScreens() {
    Outcome up = lake.call("lineage", "water.dws_day.highest");
    assertThat(up.exit()).as(up.err()).isZero();
    assertThat(up.lines())
        .containsExactly(
            "water.dws_day.highest  最高 (grade 1)",
            "├─ <- water.ods_level.level  水位 (grade 3)  [step water.dws_day]",
            "│  └─ <- landing/*.csv » 水位  [job water.levels]",
            "├─ ~ water.ods_level.gauge  编号 (grade 1)  [step water.dws_day]",
            "│  └─ <- landing/*.csv » 编号  [job water.levels]",
            "└─ ~ water.ods_level.station  站点 (grade 1)  [step water.dws_day]",
            "   └─ <- landing/*.csv » 站点  [job water.levels]");

    assertThat(lake.call("impact", "water.ods_level.level").lines())
        .containsExactly(
            "water.ods_level.level  水位 (grade 3)",
            "└─ -> water.dws_day.highest  最高 (grade 1)  [step water.dws_day]",
            "   └─ -> application flood, panel days, top  [application flood]");
    assertThat(lake.call("lineage", "water.dws_day.highest", "--depth", "1", "-o", "csv").lines())
        .contains("1,water.dws_day.highest,value,water.ods_level.level,step water.dws_day")
        .hasSize(4);
    assertThat(lake.call("lineage", "water.dws_day.height").err())
        .contains("water.dws_day has [station, highest, readings]");
  }

  @Test
  void asksForAReasonWhereAGradeIsLowered() {
    Outcome silent = lake.call("grades", "-o", "csv");
    assertThat(silent.exit()).isEqualTo(1);
    assertThat(silent.lines()).hasSize(2);
    assertThat(silent.lines().get(1))
        .startsWith("water.dws_day.highest,1,3,water.ods_level.level,")
        .contains("raise the grade to 3, or say why it is lower");

    day("grade: 1, lowered: {from: 3, because: aggregated}");
    assertThat(lake.call("grades").out()).contains("has the grade of its sources");
    day("grade: 1, lowered: {from: 2, because: aggregated}");
    assertThat(lake.call("grades", "-o", "csv").out())
        .contains("lowered says from 2; look again whether it still holds, and set it to 3");
    day("grade: 1, lowered: {from: 3, because: hashed}");
    assertThat(lake.call("grades", "-o", "csv").out())
        .contains(
            "lowered says hashed, and the query does no such thing to it; raise the grade, or mend the query");
    String step = lake.read("jobs/water/dws_day.sql");
    lake.file("jobs/water/dws_day.sql", step.replace("max(level)", "first(level)"));
    day("grade: 1, lowered: {from: 3, because: aggregated}");
    assertThat(lake.call("grades", "-o", "csv").out())
        .contains(
            "lowered says aggregated, and the query shows it as it is; raise the grade, or mend the query");
    lake.file("jobs/water/dws_day.sql", step);
    day("grade: 4");
    assertThat(lake.call("grades").exit()).isZero();
  }

  @Test
  void theReferenceCityAccountsForEveryGrade(@TempDir Path other) throws IOException {
    CommandFixture city = CommandFixture.city(other);
    Outcome grades = city.call("grades", "-o", "csv");
    assertThat(grades.lines())
        .as(grades.err())
        .containsExactly("column,grade,inherited,from,message");
    assertThat(city.callWithoutSpark("grades", "-o", "csv")).isEqualTo(grades);
  }

  @Test
  void analysesAgainWhatIsDeclaredOtherwise() {
    Outcome first = lake.call("lineage", "water.dws_day.highest");
    assertThat(lake.callWithoutSpark("lineage", "water.dws_day.highest")).isEqualTo(first);
    lake.file(
        "conf/themes/water/ods_level.yaml",
        lake.read("conf/themes/water/ods_level.yaml").replace("decimal(8,3)", "decimal(9,3)"));
    assertThatThrownBy(() -> lake.callWithoutSpark("lineage", "water.dws_day.highest"))
        .hasMessage("this command must not start Spark");
    assertThat(lake.call("lineage", "water.dws_day.highest")).isEqualTo(first);
  }
}
