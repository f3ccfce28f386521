package io.citylake.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.citylake.cli.CommandFixture.Outcome;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A department's database as a source, by watermark. */
class ITJdbcSource {
  private static final String ROWS = "select name, cases from water.ods_case order by name";

  @TempDir private Path home;
  private CommandFixture lake;

  @BeforeEach
  void workspace() throws Exception {
    lake = new CommandFixture(home);
    Files.createDirectories(home.resolve("landing"));
    department(
        "create table cases (name text primary key, cases integer, upd_time text)",
        "insert into cases values ('东', 1, '2026-01-01 08:00:00'), ('南', 2, '2026-01-02 08:00:00')");
  }

  private void department(String... statements) throws SQLException {
    try (Connection connection =
            DriverManager.getConnection("jdbc:sqlite:" + home + "/landing/dept.db");
        Statement statement = connection.createStatement()) {
      for (String each : statements) {
        statement.execute(each);
      }
    }
  }

  private void contract(String... extra) {
    lake.file(
            "conf/themes/water/ods_case.yaml",
            """
            title: {zh: 案件, en: Cases}
            layer: ods
            grain: one row per name
            columns:
              - {name: name, type: string, title: {zh: 名称, en: Name}, required: true}
              - {name: cases, type: int, title: {zh: 数量, en: Cases}, rules: [{range: {min: 0}}]}
              - {name: updated_at, type: timestamp, title: {zh: 时间, en: Time}}
            %s
            """
                .formatted(String.join("\n", extra)))
        .file(
            "jobs/water/cases.yaml",
            """
            title: {zh: 案件, en: Cases}
            owner: 水务局
            target: water.ods_case
            source:
              jdbc:
                product: sqlite
                database: landing/dept.db
                table: cases
                incremental: {column: upd_time, look-back: 1d}
            columns: {name: name, cases: cases, updated_at: upd_time}
            """);
    assertThat(lake.callWithoutSpark("apply").err()).contains("Applied");
  }

  private String run() {
    Outcome run = lake.call("run", "water.cases");
    assertThat(run.exit()).as(run.out() + run.err()).isZero();
    return run.out();
  }

  @Test
  void upsertTakesChangedAndLateRows() throws Exception {
    contract("write-mode: upsert", "key: [name]", "sequence: updated_at");
    assertThat(run()).contains("read 2 accepted 2");
    department(
        "update cases set cases = 20, upd_time = '2026-01-05 08:00:00' where name = '南'",
        "insert into cases values ('西', 3, '2026-01-04 12:00:00'), ('坏', -1, '2026-01-05 07:00:00')");
    assertThat(run()).contains("read 3 accepted 2 quarantined 1");
    assertThat(lake.query(ROWS)).containsExactly("东,1", "南,20", "西,3");
    // Committed late, within the look-back; what was read before is known.
    department("insert into cases values ('北', 4, '2026-01-04 20:00:00')");
    assertThat(run()).contains(" accepted 1 ");
    assertThat(lake.query(ROWS)).containsExactly("东,1", "北,4", "南,20", "西,3");
    assertThat(lake.query("select count(*) from water.ods_case__quarantine where status = 'open'"))
        .as("a refused row that is read again within the look-back is refused once")
        .containsExactly("1");
  }

  @Test
  void keyedAppendMeetsWhatItReadBeforeOnce() throws Exception {
    contract("write-mode: append", "key: [name]");
    assertThat(run()).contains("read 2 accepted 2");
    department(
        "insert into cases values ('西', 3, '2026-01-02 07:00:00'), ('早', 5, '2025-01-01 00:00:00')");
    String second = run();
    assertThat(second).contains("read 1 accepted 1 quarantined 0 duplicates 0]");
    assertThat(lake.query(ROWS)).containsExactly("东,1", "南,2", "西,3");
    assertThat(lake.call("run", "water.cases", "--full-refresh").out()).contains("accepted ");
    assertThat(lake.query(ROWS)).containsExactly("东,1", "南,2", "早,5", "西,3");
  }

  @Test
  void rowsOfAnotherMappingAreSaidUntilTheyAreReadAgain() throws Exception {
    contract("write-mode: append", "key: [name]");
    assertThat(run()).contains("read 2 accepted 2");
    String job = lake.read("jobs/water/cases.yaml");
    lake.file("jobs/water/cases.yaml", job.replace("cases: cases", "cases: {constant: '7'}"));
    for (int i = 0; i < 2; i++) {
      department("insert into cases values ('n%d', 3, '2026-01-0%d 12:00:00')".formatted(i, i + 3));
      Outcome changed = lake.call("run", "water.cases");
      assertThat(changed.exit()).as(changed.out()).isEqualTo(3);
      assertThat(changed.out())
          .contains("audit source ATTENTION: rows were loaded under another mapping of the job");
    }
    assertThat(lake.call("run", "water.cases").exit()).as("nothing new").isEqualTo(3);
    assertThat(lake.call("run", "water.cases", "--full-refresh").exit()).isZero();
    assertThat(run()).doesNotContain("another mapping");
    assertThat(lake.query(ROWS)).containsExactly("n0,7", "n1,7", "东,7", "南,7");
  }

  @Test
  void aSecretIsNeverPrinted() throws Exception {
    contract("write-mode: append", "key: [name]");
    lake.environment("DEPT_PASSWORD", "s3cret-and-long")
        .file(
            "jobs/water/cases.yaml",
            """
            title: {zh: 案件, en: Cases}
            owner: 水务局
            target: water.ods_case
            source:
              jdbc:
                product: postgresql
                host: 127.0.0.1
                port: 1
                database: dept
                table: cases
                user: reader
                password: ${DEPT_PASSWORD}
                parameters: {connectTimeout: "2"}
            columns: {name: name, cases: cases, updated_at: upd_time}
            """);
    Outcome run = lake.call("run", "water.cases");
    assertThat(run.exit()).isEqualTo(1);
    assertThat(run.out()).contains("Cannot read ", "127.0.0.1", "[CL3001]").doesNotContain("\tat ");
    Outcome runs = lake.callWithoutSpark("runs", "-o", "json");
    String id = runs.out().replaceAll("(?s).*?\"run\":\"([^\"]+)\".*", "$1");
    Outcome show = lake.callWithoutSpark("runs", "show", id, "-o", "json");
    assertThat(show.out()).contains("CL3001");
    for (String text :
        new String[] {
          run.out(), run.err(), show.out(), lake.read("target/run_results.json"),
        }) {
      assertThat(text).doesNotContain("s3cret");
    }
    lake.file(
        "jobs/water/cases.yaml",
        lake.read("jobs/water/cases.yaml").replace("${DEPT_PASSWORD}", "s3cret-and-long"));
    Outcome literal = lake.callWithoutSpark("validate");
    assertThat(literal.exit()).isEqualTo(2);
    assertThat(literal.out()).contains("must be a reference").doesNotContain("s3cret");
  }
}
