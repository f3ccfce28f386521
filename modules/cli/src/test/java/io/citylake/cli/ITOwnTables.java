package io.citylake.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.citylake.cli.CommandFixture.Outcome;
import io.citylake.contract.alert.AlertKind;
import io.citylake.contract.alert.AlertSeverity;
import io.citylake.contract.load.WorkspaceLoader;
import io.citylake.contract.settings.Environment;
import io.citylake.govern.state.StateStore;
import io.citylake.govern.user.UserStore;
import io.citylake.lake.catalog.Lake;
import io.citylake.schedule.alert.cause.Cause;
import io.citylake.schedule.alert.cause.Words;
import io.citylake.schedule.alert.store.Alert;
import io.citylake.schedule.alert.store.AlertStore;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code _sys.runs} and the others by command: what is in them, and who is told which rows. */
class ITOwnTables {
  @TempDir private Path home;
  private CommandFixture water;

  @BeforeEach
  void load() {
    water = new CommandFixture(home).levels("append").levelsJob().stations();
    water.file(
        "conf/policies.yaml",
        """
        roles:
          all: {title: {zh: 管, en: A}, administrator: true}
          every_theme: {title: {zh: 题, en: T}, grants: [{themes: "*", clear-grade: 4}]}
          operator:
            title: {zh: 运维, en: Operator}
            grants: [{themes: _sys, clear-grade: 2}, {tables: water.ods_level}]
          narrow:
            title: {zh: 窄, en: Narrow}
            grants: [{tables: [_sys.runs, water.ods_level]}]
            filters: [{column: station, in: [a]}]
        """);
    water.landing("1.csv", "a,2026-01-01 08:00,1,7", "b,never,2,8");
    water.file("landing/stations/1.json", "{\"名称\": \"a\"}\n");
    assertThat(water.call("apply").exit()).isZero();
    Outcome ran = water.call("run", "--all");
    assertThat(ran.exit()).as(ran.out() + ran.err()).isEqualTo(0);
    UserStore users = new UserStore(StateStore.of(home.resolve(".citylake")), Clock.systemUTC());
    for (String role : List.of("all", "every_theme", "operator", "narrow")) {
      users.add(role, List.of(role), "long enough for all".toCharArray());
    }
  }

  private List<String> ask(String user, String statement) {
    Outcome answer = water.call("sql", "--as", user, "-o", "csv", "-e", statement);
    assertThat(answer.exit()).as(answer.err()).isZero();
    return answer.lines().stream().skip(1).toList();
  }

  @Test
  void tellWhatRanAndWhatItLeft() {
    assertThat(
            water.query(
                "SELECT job, outcome, read, accepted, quarantined FROM _sys.runs WHERE job ="
                    + " 'water.levels'"))
        .containsExactly("water.levels,published,2,1,1");
    assertThat(
            water.query(
                "SELECT count(*) FROM _sys.runs r JOIN _sys.stages s ON s.run_id = r.run_id WHERE"
                    + " s.started_at >= r.started_at AND s.millis >= 0 AND r.job = 'water.levels'"))
        .hasSize(1)
        .first()
        .asString()
        .matches("[1-9]\\d*");
    assertThat(
            water.query(
                "SELECT target, source, state FROM _sys.deliveries WHERE job = 'water.levels'"))
        .containsExactly("water.ods_level,1.csv,loaded");
    assertThat(
            water.query(
                "SELECT row_count, updated_at <= now() FROM _sys.freshness WHERE table_name ="
                    + " 'water.ods_level'"))
        .containsExactly("1,true");
    assertThat(water.query("SELECT count(*) FROM _sys.slots")).containsExactly("0");
  }

  /** Of a job to whoever sees its table, and with what may quote a row masked. */
  @Test
  void tellOfAlertsAsOfTheirJobs() {
    alert("a1", "water.levels", "at:type never");
    alert("a2", "", "the disk of state is almost full");
    alert("a3", "air.other", "of another table");
    String open = "SELECT alert_id FROM _sys.alerts WHERE ended_at IS NULL ORDER BY 1";
    assertThat(ask("all", open)).containsExactly("a1", "a2", "a3");
    assertThat(ask("operator", open)).containsExactly("a1");
    assertThat(
            ask(
                "all",
                "SELECT text_en, began_at <= now() FROM _sys.alerts WHERE kind = 'failed' AND job = 'water.levels'"))
        .containsExactly("at:type never,true");
    assertThat(ask("operator", "SELECT text_en FROM _sys.alerts"))
        .singleElement()
        .asString()
        .isNotEmpty()
        .doesNotContain("at:type");
  }

  private void alert(String id, String job, String text) {
    String theme = job.isEmpty() ? "" : job.substring(0, job.indexOf('.'));
    Cause cause =
        new Cause(
            "test:" + id,
            AlertKind.FAILED,
            theme,
            job,
            "",
            "水务局",
            Instant.EPOCH,
            new Words(text, text),
            "");
    Alert begun = Alert.begun(id, cause, AlertSeverity.ERROR, Instant.EPOCH);
    try (Lake lake =
        Lake.open(
            WorkspaceLoader.loadOrThrow(home, Environment.of(Map.of()), LocalDate.of(2026, 1, 1))
                .settings())) {
      new AlertStore(lake.database())
          .change(
              board -> {
                board.add(begun);
                return true;
              });
    }
  }

  /** A year's ledger is asked by a window; what the window says is checked once more by Spark. */
  @Test
  void areAskedByTheirTimes() {
    String all = "SELECT count(*) FROM _sys.runs WHERE started_at ";
    assertThat(water.query(all + "> now() - INTERVAL 1 DAY AND started_at <= now()"))
        .isEqualTo(water.query("SELECT count(*) FROM _sys.runs"));
    assertThat(water.query(all + "< now() - INTERVAL 1 DAY")).containsExactly("0");
    assertThat(water.query(all + "> now()")).containsExactly("0");
    String plan = String.join("\n", water.query("EXPLAIN " + all + "> now() - INTERVAL 1 DAY"));
    assertThat(plan).contains("_sys.runs", "AT_LEAST");
  }

  @Test
  void areToldToWhoHasAGrantThatNamesThem() {
    assertThat(ask("all", "SELECT count(*) FROM _sys.freshness")).containsExactly("2");
    assertThat(ask("operator", "SELECT table_name FROM _sys.freshness"))
        .containsExactly("water.ods_level");
    assertThat(ask("operator", "SELECT DISTINCT target FROM _sys.runs"))
        .containsExactly("water.ods_level");
    assertThat(ask("operator", "SELECT DISTINCT target FROM _sys.stages"))
        .containsExactly("water.ods_level");
    for (String user : List.of("every_theme", "narrow")) {
      Outcome refused = water.call("sql", "--as", user, "-e", "SELECT run_id FROM _sys.runs");
      assertThat(refused.exit()).as(user).isEqualTo(2);
      assertThat(refused.err()).contains("Cannot read _sys.runs", "CL1014");
    }
    assertThat(water.callWithoutSpark("audit", "-o", "csv").lines())
        .anyMatch(each -> each.contains("operator") && each.contains("_sys.runs(target)"));
  }

  /** What a run failed with may quote a row. */
  @Test
  void maskTextsByTheirGrade() {
    water.file("landing/2.csv", "站点,时间,水位,编号\nc,2026-01-02 08:00,1,7\n");
    water.file(
        "jobs/water/levels.yaml",
        water.read("jobs/water/levels.yaml") + "\nquarantine: {max-records: 0}\n");
    water.file("landing/3.csv", "站点,时间,水位,编号\nd,never,1,7\n");
    assertThat(water.call("run", "water.levels").exit()).isNotZero();
    String failed = "SELECT message FROM _sys.runs WHERE error_code IS NOT NULL";
    assertThat(ask("all", failed)).singleElement().asString().contains("at:type");
    assertThat(ask("operator", failed))
        .singleElement()
        .asString()
        .isNotEmpty()
        .doesNotContain("at:type");
  }

  @Test
  void areListedWithTitlesInBothLanguages() {
    assertThat(ask("operator", "DESCRIBE _sys.slots")).contains("state,string,状态 / How it stands");
    assertThat(
            ask(
                "operator",
                "SELECT table_name FROM information_schema.tables WHERE table_schema = '_sys' ORDER"
                    + " BY 1"))
        .containsExactly("alerts", "deliveries", "freshness", "runs", "slots", "stages");
    assertThat(
            ask(
                "operator",
                "SELECT column_name, data_type, comment FROM information_schema.columns WHERE"
                    + " table_name = 'stages' AND column_name = 'millis'"))
        .containsExactly("millis,long,\"耗时（毫秒） / How long it took, in milliseconds\"");
    assertThat(ask("every_theme", "SHOW SCHEMAS")).containsExactly("water");
    Outcome shown = water.callWithoutSpark("catalog", "show", "_sys.runs");
    assertThat(shown.exit()).as(shown.err()).isZero();
    assertThat(shown.out()).contains("运行", "Runs", "business_date", "业务日期", "The business date");
    assertThat(water.query("SHOW TABLES IN lake._sys")).anyMatch(each -> each.contains("runs"));
  }

  @Test
  void haveNoEarlierStatesAndTakeNoRows() {
    Outcome earlier =
        water.call("sql", "--as", "all", "-e", "SELECT * FROM _sys.runs VERSION AS OF 1");
    assertThat(earlier.exit()).isEqualTo(2);
    assertThat(earlier.err()).contains("it has no earlier states");
    Outcome written =
        water.call("sql", "--write", "-e", "INSERT INTO _sys.stages SELECT * FROM _sys.stages");
    assertThat(written.exit()).isNotZero();
  }
}
