package io.citylake.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.citylake.cli.CommandFixture.Outcome;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Derived tables, their tests, applications and reconciliation by command, also gone wrong. */
class ITSteps {
  private static final String CASE = "jobs/water/test/ads_day/latest/";

  @TempDir private Path home;
  private CommandFixture lake;

  @BeforeEach
  void workspace() {
    lake =
        new CommandFixture(home)
            .levels("append")
            .levelsJob()
            .landing("a.csv", "府河,2026-01-01 08:00,1.5,7", "沙河,2026-01-02 08:00,2.5,8")
            .file(
                "conf/themes/water/ads_day.yaml",
                """
                title: {zh: 日, en: Day}
                layer: ads
                grain: one day
                key: [day]
                partition-by: [day]
                columns:
                  - {name: day, type: date, title: {zh: 日, en: Day}, required: true}
                  - {name: highest, type: "decimal(8,3)", title: {zh: 最高, en: Highest}, unit: m}
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
                    x: day
                    y: [highest]
                    sql: SELECT day, highest FROM water.ads_day ORDER BY day
                """);
    step("max(level)");
    test("2026-01-01,2.000");
  }

  /** H9, J3: a screen with parameters could not be shown, and printed a document a panel. */
  @Test
  void showsPanelsWithParametersInOneDocument() {
    lake.file(
        "conf/applications/flood.yaml",
        """
        title: {zh: 防汛, en: Flood}
        owner: 水务局
        panels:
          - name: days
            title: {zh: 逐日, en: By day}
            chart: bar
            x: day
            y: [highest]
            parameters: [{name: since, type: date}, {name: least, type: "decimal(8,3)", default: "2"}]
            sql: SELECT day, highest FROM water.ads_day WHERE day >= :since AND highest >= :least ORDER BY day
          - name: all
            title: {zh: 全部, en: All}
            chart: table
            sql: SELECT count(*) AS days FROM water.ads_day
        """);
    lake.callWithoutSpark("apply");
    assertThat(lake.call("run", "+water.ads_day").exit()).isZero();

    Outcome missing = lake.call("app", "show", "flood");
    assertThat(missing.exit()).isEqualTo(2);
    assertThat(missing.err()).contains("a value must be given for each of [since (date)]");
    assertThat(lake.call("app", "show", "flood", "--param", "since=soon").err())
        .contains("Cannot use the parameter since: its value is no date");
    assertThat(lake.call("app", "show", "flood", "--param", "since").err())
        .contains("--param NAME=VALUE");
    assertThat(
            lake.call("app", "show", "flood", "--param", "since=2026-01-01", "--param", "to=1")
                .err())
        .contains("there are no other parameters than [least, since]");

    Outcome json =
        lake.call(
            "app",
            "show",
            "flood",
            "-o",
            "json",
            "--param",
            "since=2026-01-01",
            "--param",
            "least=0");
    assertThat(json.out().replaceAll("\\s", ""))
        .isEqualTo(
            "{\"days\":[{\"day\":\"2026-01-01\",\"highest\":1.500},{\"day\":\"2026-01-02\",\"highest\":2.500}],\"all\":[{\"days\":2}]}");
    assertThat(lake.call("app", "show", "flood", "--param", "since=2026-01-01").out())
        .contains("2026-01-02    2.500")
        .doesNotContain("2026-01-01    1.500");
  }

  private void step(String highest) {
    lake.file(
        "jobs/water/ads_day.sql",
        """
        /*
        title: {zh: 日, en: Day}
        refresh: {partition: [day], changes: {water.ods_level: ["cast(at AS date)"]}}
        */
        SELECT cast(at AS date) AS day, %s AS highest FROM water.ods_level GROUP BY 1
        """
            .formatted(highest));
  }

  private void test(String... expected) {
    lake.file(
        CASE + "water.ods_level.csv",
        "station,at,level",
        "a,2026-01-01 10:00:00,1",
        "a,2026-01-01 11:00:00,2",
        "a,2026-01-01 12:00:00,");
    lake.file(CASE + "expected.csv", "day,highest\n" + String.join("\n", expected));
  }

  @Test
  void stepsAreTasksLikeJobs() {
    assertThat(lake.callWithoutSpark("validate").out())
        .contains("2 datasets, 1 jobs, 1 steps, 1 applications");
    assertThat(lake.callWithoutSpark("list", "-o", "csv").lines())
        .containsExactly(
            "job,title_zh,title_en,target,write_mode,owner,tags",
            "water.levels,水位,Levels,water.ods_level,append,水务局,hourly",
            "water.ads_day,日,Day,water.ads_day,step,水务局,\"\"");
    lake.callWithoutSpark("apply");
    Outcome dry = lake.call("run", "water.ads_day", "--dry-run");
    assertThat(dry.out()).contains("Would be rebuilt for the first time");
    assertThat(lake.call("run", "+water.ads_day").exit()).isZero();
    assertThat(lake.query("select day, highest from water.ads_day order by day"))
        .containsExactly("2026-01-01,1.500", "2026-01-02,2.500");
    assertThat(lake.callWithoutSpark("runs", "-o", "csv").out()).contains(",step,");
    assertThat(lake.callWithoutSpark("run", "--all").exit()).as("an idle round").isZero();
    Outcome shown = lake.call("app", "show", "flood");
    assertThat(shown.lines())
        .contains("防汛 / Flood  (水务局)", "▸ 逐日 / By day")
        .contains("2026-01-02    2.500  ██████████████████████████████");
    assertThat(lake.call("app", "show", "flood", "-o", "json").out())
        .contains("{\"day\":\"2026-01-01\",\"highest\":1.500}");
    assertThat(lake.callWithoutSpark("app", "list").out()).contains("flood", "防汛", "1");
    assertThat(lake.callWithoutSpark("app", "show", "floot").err()).contains("did you mean flood?");
  }

  @Test
  void testsPassFailAndAreMissed() {
    assertThat(lake.call("test").lines())
        .containsExactly("PASS water.ads_day latest", "", "PASS=1 FAIL=0 UNTESTED=0");
    test("2026-01-01,2.000", "2026-01-02,3.000");
    Outcome wrong = lake.call("test", "water.ads_day");
    assertThat(wrong.exit()).isEqualTo(1);
    assertThat(wrong.lines())
        .contains("FAIL water.ads_day latest", "   - day=2026-01-02, highest=3.000");
    step("min(level)");
    test("2026-01-01,2.000");
    assertThat(lake.call("test").lines())
        .contains("   - day=2026-01-01, highest=2.000", "   + day=2026-01-01, highest=1.000");
    lake.file(CASE + "water.ods_levels.csv", "station");
    assertThat(lake.call("test").out()).contains("its query reads none of [water.ods_levels.csv]");
    lake.file(CASE + "expected.csv", "dya", "2026-01-01");
    home.resolve(CASE + "water.ods_levels.csv").toFile().delete();
    assertThat(lake.call("test").out()).contains("water.ads_day has no column 'dya'");
    home.resolve(CASE + "expected.csv").toFile().delete();
    Outcome untested = lake.call("test");
    assertThat(untested.exit()).isEqualTo(1);
    assertThat(untested.lines()).contains("NONE water.ads_day  it has no test");
  }

  @Test
  void validateReadsEveryQuery() {
    step("max(level");
    lake.file(
        "conf/applications/flood.yaml",
        """
        title: {zh: 防汛, en: Flood}
        owner: 水务局
        panels:
          - {name: raw, title: {zh: 原, en: Raw}, chart: table, sql: SELECT * FROM water.ods_level}
          - {name: drop, title: {zh: 删, en: Drop}, chart: table, sql: DROP TABLE water.ads_day}
        """);
    Outcome outcome = lake.callWithoutSpark("validate");
    assertThat(outcome.exit()).isEqualTo(2);
    assertThat(outcome.out())
        .containsPattern(
            "jobs/water/ads_day.sql:\\d+:\\d+: .*Cannot read the query in jobs/water/ads_day.sql: line \\d+, column \\d+: .*Syntax error")
        .contains("panel raw reads water.ods_level, which is no dws_ or ads_ table")
        .contains("it must be one SELECT")
        .contains("3 problems in ");
  }

  @Test
  void reconcileNeedsAGeneratedCity() {
    Outcome outcome = lake.callWithoutSpark("reconcile", "--landing", home.toString());
    assertThat(outcome.exit()).isEqualTo(2);
    assertThat(outcome.err()).contains("run citylake generate first");
    lake.file("truth.json", "[1, 2");
    assertThat(lake.callWithoutSpark("reconcile", "--landing", home.toString()).err())
        .contains("the file isn't what the generator writes");
  }

  @Test
  void theQueryBenchmarkComparesThreeWaysAndWritesWhatItPrints() {
    lake.file(
        "conf/policies.yaml",
        "roles: {administrator: {title: {zh: 管理员, en: Administrator}, administrator: true}}");
    lake.callWithoutSpark("apply");
    lake.call("run", "--all");
    Outcome bench = lake.call("bench", "query", "--rounds=1", "--clients=2", "--rows=1000");
    assertThat(bench.exit()).as(bench.err()).isZero();
    assertThat(bench.out())
        .contains("1 panels and 0 queries at release 1", "cached CityLake", "warm   DuckDB")
        .contains("Transfer of 1,000 rows of 10 columns", "MB/s")
        .doesNotContain("Not compared");
    assertThat(lake.read(".citylake/bench-query/bench_query.json"))
        .contains("\"state\" : \"cold\"", "flood.days");
  }

  @Test
  void reconcileListsWhatDiffers() {
    lake.callWithoutSpark("apply");
    lake.call("run", "--all");
    lake.file(
        "truth.json",
        """
        {"water.levels": {"records": 3, "accepted": 3, "duplicates": 0, "skipped": 0, "warned": 0,
          "rows": 3, "reasons": {"level:range": 1}, "warnings": {}, "sums": {"level": 4.0},
          "remarks": {}, "files": []},
         "findings": {"water.highest": {"2026-01-02": "2.5", "2026-01-03": "1"}, "water.twice": {"a": "1"}}}
        """);
    lake.file("jobs/water/reconcile/highest.sql", "SELECT day, highest FROM water.ads_day");
    lake.file("jobs/water/reconcile/twice.sql", "SELECT 'a', 1 UNION ALL SELECT 'a', 1");
    lake.file("jobs/water/reconcile/unplanted.sql", "SELECT 'b' AS subject, 2 AS value");
    Outcome outcome = lake.call("reconcile", "--landing", home.toString(), "-o", "csv");
    assertThat(outcome.exit()).isEqualTo(1);
    assertThat(outcome.lines())
        .containsExactly(
            "subject,what,planted,found",
            "water.ods_level,rows,3,2",
            "water.levels,refused by level:range,1,0",
            "water.highest,2026-01-01,nothing,1.500",
            "water.highest,2026-01-03,1,nothing",
            "water.twice,a,1,1 and 1",
            "water.unplanted,b,nothing,2");
  }
}
