package io.citylake.run.batch;

import static org.assertj.core.api.Assertions.assertThat;

import io.citylake.lake.history.RunOutcome;
import io.citylake.publish.quarantine.QuarantineQuery;
import io.citylake.publish.quarantine.QuarantineReader;
import io.citylake.publish.quarantine.QuarantinedRow;
import io.citylake.run.Cancellation;
import io.citylake.run.OpenLake;
import io.citylake.run.RunFixture;
import io.citylake.run.StoppingListener;
import io.citylake.run.round.Round;
import io.citylake.run.round.RunListener;
import io.citylake.run.round.RunRequest;
import io.citylake.run.round.RunRequest.FailurePolicy;
import io.citylake.run.round.RunRequest.Mode;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is refused of a department's table that is read again and again. */
class TestSourceTablesSpark {
  @TempDir private Path home;
  private RunFixture lake;
  private OpenLake open;

  @BeforeEach
  void database() throws SQLException {
    lake = new RunFixture(home);
    lake.landing("none.csv");
    department("create table t (station text, at text, level text, day text)");
  }

  @AfterEach
  void close() {
    open.close();
  }

  private void department(String... statements) throws SQLException {
    try (Connection connection =
            DriverManager.getConnection("jdbc:sqlite:" + home.resolve("landing/t.db"));
        Statement statement = connection.createStatement()) {
      for (String each : statements) {
        statement.execute(each);
      }
    }
  }

  private void open(String mode, String incremental, String... extra) {
    lake.dataset(mode, extra)
        .file(
            "jobs/water/levels.yaml",
            """
            title: {zh: 水位, en: Levels}
            owner: 水务局
            target: water.ods_level
            source: {jdbc: {product: sqlite, database: landing/t.db, table: t%s}}
            columns: {station: station, at: {from: at, format: yyyy-MM-dd HH:mm}, level: level}
            """
                .formatted(incremental));
    open = lake.open(lake.workspace());
    open.apply();
  }

  private static String row(String station, String level) {
    return "insert into t values ('%s', '2026-01-01 08:00', '%s', '2026-01-01')"
        .formatted(station, level);
  }

  private JobResult run() {
    JobResult result = RunFixture.run(open, Mode.INCREMENTAL);
    assertThat(result.outcome().passed()).as(result.message()).isTrue();
    return result;
  }

  private List<QuarantinedRow> refused() {
    return new QuarantineReader(open.lake()).list(QuarantineQuery.open());
  }

  private List<String> levels() {
    return RunFixture.rows(
        open, "SELECT station, int(level) FROM lake.water.ods_level ORDER BY ALL");
  }

  private void replay() {
    open.quarantine().replay(QuarantineQuery.open(), "li", RunListener.none());
  }

  @Test
  void rowsThatRunsMeetAtOnePlaceAreToldApart() throws SQLException {
    open("append", ", incremental: {column: day}");
    department(row("一", "1"));
    run();
    department(row("二", "98"));
    run();
    department("delete from t where station = '一'", row("三", "99"));
    run();
    assertThat(refused()).hasSize(2).extracting(QuarantinedRow::id).doesNotHaveDuplicates();
    for (QuarantinedRow row : refused()) {
      String level = String.valueOf(row.raw()).contains("98") ? "8" : "9";
      open.corrections().fix(row.id(), Map.of("level", level), "li");
    }
    replay();
    assertThat(levels()).containsExactly("一|1", "三|9", "二|8");
  }

  @Test
  void aRowThatEachStateOfATableHoldsIsReplayedOnce() throws SQLException {
    open("replace", "");
    department(row("一", "1"), row("二", "99"));
    run();
    run();
    department(row("二", "99"));
    run();
    assertThat(refused()).as("as many as there are").hasSize(2);
    QuarantinedRow kept = refused().get(0);
    open.corrections().fix(kept.id(), Map.of("level", "9"), "li");
    open.quarantine()
        .replay(QuarantineQuery.all().withIds(List.of(kept.id())), "li", RunListener.none());
    assertThat(levels()).containsExactly("一|1", "二|9");
    // What was replayed goes with its state: the next one says that it is refused.
    run();
    assertThat(levels()).containsExactly("一|1");
    assertThat(refused()).hasSize(2);
  }

  /** It has no end of copies: each of them is one of now. */
  @Test
  void asManyRowsAreReadAsTheSourceCounts() throws SQLException {
    open("append", "", "audits:", "  - control_total: {from: source}");
    // One is refused, and was read all the same.
    department(row("一", "1"), row("二", "98"));
    assertThat(run().outcome()).isEqualTo(RunOutcome.PUBLISHED);
    // Each look at it shows another number of rows; three pairs are hardly ever equal.
    department(
        "alter table t rename to t_all",
        "insert into t_all with recursive n(i) as (select 1 union all select i + 1 from n where i < 1000)"
            + " select 's' || i, '2026-01-01 08:00', '1', '2026-01-01' from n",
        "create view t as select * from t_all limit 1 + abs(random() % 1000)");
    List<JobResult> results = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      results.add(RunFixture.run(open, Mode.INCREMENTAL));
    }
    assertThat(results)
        .anySatisfy(
            result -> {
              assertThat(result.outcome()).isEqualTo(RunOutcome.BLOCKED);
              assertThat(result.message()).contains("expected the count over the run's rows to be");
            });
  }

  @Test
  void aRunTakesOneFullCopyOfATable() throws SQLException {
    open("snapshot", "", "key: [station]");
    department(row("一", "1"), row("二", "2"));
    assertThat(copy().tally().read()).isEqualTo(2);
    department("delete from t where station = '一'", row("三", "3"));
    assertThat(copy().tally().read()).isEqualTo(2);
    assertThat(
            RunFixture.rows(
                open, "SELECT station, valid_to FROM lake.water.ods_level ORDER BY ALL"))
        .containsExactly("三|null", "二|null");
  }

  /** A run that would go on is stopped after a while, and says what it has done. */
  private JobResult copy() {
    try (Cancellation stop = open.services().cancellation().child()) {
      RunListener listener = new StoppingListener(stop, 2);
      JobResult result =
          new Round(open.services().withCancellation(stop), listener)
              .run(
                  List.of(RunFixture.JOB),
                  new RunRequest(RunFixture.DATE, Mode.INCREMENTAL, FailurePolicy.GO_ON))
              .jobs()
              .get(0);
      assertThat(result.outcome()).as(result.message()).isEqualTo(RunOutcome.PUBLISHED);
      return result;
    }
  }

  @Test
  void aRowOfEachStateIsOneOfItsOwnWhereStatesAddUp() throws SQLException {
    open("append", "");
    department(row("二", "99"));
    run();
    run();
    assertThat(refused()).hasSize(2);
  }

  /** As a program before named them. */
  @Test
  void noCorrectionIsPutInPlaceOfSeveralRows() throws SQLException {
    open("append", "");
    department(row("一", "98"), row("二", "99"));
    run();
    open.spark().sql("UPDATE lake.water.ods_level__quarantine SET id = 'same'");
    open.corrections().fix("same", Map.of("level", "9"), "li");
    List<JobResult> results =
        open.quarantine().replay(QuarantineQuery.open(), "li", RunListener.none());
    assertThat(results).extracting(JobResult::errorCode).containsExactly("CL1061");
    assertThat(levels()).isEmpty();
    assertThat(refused()).hasSize(2);
  }
}
