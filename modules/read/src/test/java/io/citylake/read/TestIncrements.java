package io.citylake.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.citylake.contract.job.LookBack;
import io.citylake.contract.job.SourceSpec.Incremental;
import io.citylake.contract.job.SourceSpec.Jdbc;
import io.citylake.contract.job.SourceSpec.NullWatermark;
import io.citylake.contract.job.SourceSpec.Product;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import io.citylake.model.Position;
import io.citylake.read.file.SourceRoots;
import io.citylake.read.jdbc.JdbcTablePlan;
import io.citylake.read.jdbc.TablePlanner;
import io.citylake.read.record.RecordCursor;
import io.citylake.read.record.RecordTask;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is read of a table that goes on while it is read, on SQLite. */
class TestIncrements {
  private static final long SEED = Long.getLong("citylake.seed", 20_261_129L);

  @TempDir private Path home;
  private String url;
  private Position position = Position.start();
  private List<String> columns = List.of("id", "v");
  private List<String> mapped = List.of("id", "v");

  @BeforeEach
  void makeDatabase() throws IOException, SQLException {
    Path file = home.resolve("landing/w.db");
    Files.createDirectories(file.getParent());
    url = "jdbc:sqlite:" + file;
    execute("create table t (id integer, v text, d)");
  }

  private void execute(String... statements) throws SQLException {
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  private JdbcTablePlan plan(Incremental incremental) {
    return plan(incremental, "mapping", false);
  }

  private JdbcTablePlan plan(Incremental incremental, String definition, boolean full) {
    Jdbc spec =
        new Jdbc(
            Product.SQLITE,
            null,
            0,
            "landing/w.db",
            "t",
            null,
            null,
            columns,
            incremental,
            null,
            100,
            0,
            Map.of());
    return TablePlanner.of(spec, definition, mapped, SourceRoots.of(home, List.of("landing")))
        .plan(position, full, SampleJobs.NOW);
  }

  /** The ids that a run reads, refused ones with why; the position moves on where there are any. */
  private List<String> read(Incremental incremental) throws IOException {
    JdbcTablePlan plan = plan(incremental);
    List<String> rows = rows(plan);
    if (!plan.tasks().isEmpty()) {
      position = plan.after();
    }
    return rows;
  }

  private static List<String> rows(JdbcTablePlan plan) throws IOException {
    List<String> rows = new ArrayList<>();
    for (RecordTask task : plan.tasks()) {
      try (RecordCursor cursor = task.open()) {
        while (cursor.next()) {
          String why = cursor.row().malformed();
          rows.add(cursor.row().value(0) + (why == null ? "" : ": " + why));
        }
      }
    }
    return rows;
  }

  private static Incremental byDay() {
    return new Incremental("d", Duration.ZERO);
  }

  @Test
  void rowsThatComeLaterWithTheLastValueAreReadAndNoneTwice() throws IOException, SQLException {
    execute("insert into t values (1, 'a', '2026-01-01'), (2, 'b', '2026-01-02')");
    assertThat(read(byDay())).containsExactly("1", "2");
    assertThat(read(byDay())).isEmpty();
    // Equal rows are as many as there are.
    execute("insert into t values (3, 'c', '2026-01-02'), (2, 'b', '2026-01-02')");
    assertThat(read(byDay())).containsExactlyInAnyOrder("2", "3");
    execute("insert into t values (4, 'd', '2026-01-02'), (5, 'e', '2026-01-03')");
    assertThat(read(byDay())).containsExactlyInAnyOrder("4", "5");
    assertThat(read(byDay())).isEmpty();
  }

  @Test
  void aColumnThatNobodyMapsMakesNoRowNew() throws IOException, SQLException {
    columns = List.of();
    execute("insert into t values (1, 'a', '2026-01-01'), (2, 'b', null)");
    assertThat(read(byDay())).containsExactlyInAnyOrder("1", "2");
    execute("alter table t add column x text default 'new'");
    assertThat(read(byDay())).isEmpty();
    execute("insert into t values (3, 'c', '2026-01-01', 'x'), (4, 'd', null, 'x')");
    assertThat(read(byDay())).containsExactlyInAnyOrder("3", "4");
    execute("update t set x = 'other'");
    assertThat(read(byDay())).isEmpty();
  }

  @Test
  void rowsAreToldByWhatWasMappedWhenTheyWereMet() throws IOException, SQLException {
    execute("alter table t add column w text");
    columns = List.of();
    execute("insert into t values (1, 'a', '2026-01-01', 'x'), (2, 'b', null, 'x')");
    // As a program before did, by the whole record.
    mapped = List.of();
    read(byDay());
    assertThat(position.text()).doesNotContain("told-by");
    mapped = List.of("id", "v");
    execute("insert into t values (3, 'c', null, 'x')");
    assertThat(read(byDay())).containsExactly("3");
    assertThat(position.text()).contains("\"told-by\":[\"id\",\"v\"]");
    mapped = List.of("id", "w");
    execute("insert into t values (4, 'd', null, 'x')", "update t set w = 'y'");
    assertThat(read(byDay())).containsExactly("4");
    execute("alter table t drop column w", "insert into t values (5, 'e', null)");
    assertThatThrownBy(() -> read(byDay()))
        .isInstanceOf(CityLakeException.class)
        .hasMessageContaining("has no column w any more")
        .hasMessageContaining("--full-refresh");
    position = plan(byDay(), "mapping", true).after();
    assertThat(read(byDay())).isEmpty();
  }

  @Test
  void rowsOfAnotherMappingAreToldUntilTheyAreReadAgain() throws IOException, SQLException {
    execute("insert into t values (1, 'a', '2026-01-01')");
    assertThat(plan(byDay()).remarks()).isEmpty();
    assertThat(read(byDay())).containsExactly("1");
    execute("insert into t values (2, 'b', '2026-01-02')");
    JdbcTablePlan other = plan(byDay(), "other mapping", false);
    assertThat(other.remarks()).singleElement().asString().contains("another mapping");
    position = other.after();
    assertThat(plan(byDay(), "other mapping", false).remarks()).hasSize(1);
    position = plan(byDay(), "other mapping", true).after();
    assertThat(plan(byDay(), "other mapping", false).remarks()).isEmpty();
    // Written before mappings were kept.
    position = new Position(position.text().replaceAll(",\"definition\":\"[^\"]*\"", ""));
    assertThat(plan(byDay(), "mapping", false).remarks()).isEmpty();
  }

  @Test
  void whatComesBetweenPlanningAndReadingIsTheNextRuns() throws IOException, SQLException {
    execute("insert into t values (1, 'a', '2026-01-02')");
    JdbcTablePlan plan = plan(byDay());
    execute("insert into t values (2, 'b', '2026-01-02'), (3, 'c', null)");
    assertThat(rows(plan)).containsExactly("1");
    position = plan.after();
    assertThat(read(byDay())).containsExactlyInAnyOrder("2", "3");
  }

  @Test
  void aWatermarkAheadOfTheClockIsRefusedOnceAndMovesNothing() throws IOException, SQLException {
    execute(
        "insert into t values (1, 'a', '2026-01-01 00:00:00'), (2, 'x', '2099-12-31 00:00:00')");
    String why = ": its d is ahead of the clock";
    assertThat(read(byDay())).containsExactly("1", "2" + why);
    assertThat(position.text()).contains("\"value\":\"2026-01-01 00:00:00\"");
    execute("insert into t values (3, 'c', '2026-01-03 00:00:00'), (4, 'y', 'zzz')");
    assertThat(read(byDay())).containsExactlyInAnyOrder("3", "4");
    assertThat(read(byDay())).isEmpty();
    // Less ahead than the job allows.
    execute("insert into t values (5, 'e', '2026-11-23 12:00:00')");
    assertThat(read(byDay())).containsExactly("5");
  }

  /** What is no time, or is written otherwise, is read by its content and moves nothing. */
  @Test
  void textsOfAnotherFormMoveNothingAndAreSaid() throws IOException, SQLException {
    execute(
        "insert into t values (1, 'a', '2026-01-10 08:00:00'), (2, 'b', '不详'),"
            + " (3, 'c', '2026-1-9 08:00:00'), (4, 'd', '2025-13-01 00:00:00')");
    JdbcTablePlan first = plan(byDay());
    assertThat(rows(first)).containsExactlyInAnyOrder("1", "2", "3", "4");
    assertThat(first.remarks())
        .singleElement()
        .asString()
        .startsWith("3 rows have a text in d of another form than the others");
    position = first.after();
    assertThat(position.text()).contains("\"value\":\"2026-01-10 08:00:00\"");
    execute(
        "insert into t values (5, 'e', '2026-01-11 08:00:00'), (6, 'f', '2026-1-2 08:00:00'),"
            + " (7, 'g', '2026-01-11'), (8, 'h', '２０２６-01-11 08:00:00')");
    assertThat(plan(byDay()).remarks()).hasSize(1);
    assertThat(read(byDay())).containsExactlyInAnyOrder("5", "6", "7", "8");
    assertThat(plan(byDay()).remarks()).isEmpty();
    assertThat(read(byDay())).isEmpty();
    // Those before are known; the look-back begins at a time.
    Incremental looking = new Incremental("d", Duration.ofHours(1));
    execute("insert into t values (9, 'i', '2026-01-11 07:30:00')");
    assertThat(read(looking)).containsExactly("9");
    execute("insert into t values (10, 'j', '2026-02-30 08:00:00')");
    assertThat(read(looking)).contains("10");
    assertThat(read(looking)).as("on from the thirtieth of February").isEmpty();
  }

  @Test
  void numbersInTextsAreReadAsLongAsTheyAreFewOrOfOneLength() throws IOException, SQLException {
    execute("insert into t values (1, 'a', '9'), (2, 'b', '10')");
    assertThat(read(byDay())).containsExactlyInAnyOrder("1", "2");
    execute("insert into t values (3, 'c', '11'), (4, 'd', '8'), (5, 'e', '100')");
    assertThat(read(byDay())).containsExactlyInAnyOrder("3", "4", "5");
    execute(
        "with recursive n(i) as (select 1000 union all select i + 1 from n where i < 5999)"
            + " insert into t select 6, 'f', cast(i as text) from n");
    assertUnordered("More than 5,000 of its values have another form");
    assertThat(rows(plan(byDay(), "mapping", true))).hasSize(5005);
  }

  @Test
  void textsWithoutAnOrderAreRefused() throws IOException, SQLException {
    execute("insert into t values (1, 'a', '2026-1-9'), (2, 'b', 'K1')");
    assertUnordered("None of its values has a form that does");
    // Of an earlier program.
    position =
        new Position(
            "{\"kind\":\"jdbc\",\"column\":\"d\",\"type\":\"text\",\"value\":\"2026-1-9\"}");
    execute("insert into t values (3, 'c', '2026-01-10')");
    assertUnordered("run it once with --full-refresh");
    position = plan(byDay(), "mapping", true).after();
    assertThat(position.text()).contains("\"value\":\"2026-01-10\"");
  }

  private void assertUnordered(String why) {
    assertThatThrownBy(() -> plan(byDay()))
        .isInstanceOfSatisfying(
            CityLakeException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.WATERMARK_UNORDERED))
        .hasMessageContaining("Cannot read increments by d: it holds texts")
        .hasMessageContaining(why);
  }

  /** SQLite takes any text for greater than any number. */
  @Test
  void numbersAndTextsInOneColumnDoNotPassEachOther() throws IOException, SQLException {
    execute("insert into t values (1, 'a', 5), (2, 'b', 7)");
    assertThat(read(byDay())).containsExactlyInAnyOrder("1", "2");
    execute("insert into t values (3, 'c', 'x'), (4, 'd', '2026-01-10')");
    assertThat(read(byDay())).containsExactlyInAnyOrder("3", "4");
    execute("insert into t values (5, 'e', 8), (6, 'f', '2026-01-09')");
    assertThat(read(byDay())).containsExactlyInAnyOrder("5", "6");
    assertThat(position.text()).contains("\"value\":\"8\"");
    assertThat(read(byDay())).isEmpty();
  }

  @Test
  void whatAnEarlierProgramMayHaveLeftOutIsSaid() throws IOException, SQLException {
    execute("insert into t values (1, 'a', '2026-01-10'), (2, 'b', '2026-1-9')");
    position =
        new Position(
            "{\"kind\":\"jdbc\",\"column\":\"d\",\"type\":\"text\",\"value\":\"2026-01-10\"}");
    assertThat(plan(byDay()).remarks())
        .singleElement()
        .asString()
        .contains("an earlier program may have left them out; --full-refresh loads them");
  }

  @Test
  void aPositionThatIsAheadOfTheClockStops() throws SQLException {
    execute("insert into t values (3, 'c', '2026-01-03 00:00:00')");
    position =
        new Position(
            "{\"kind\":\"jdbc\",\"column\":\"d\",\"type\":\"text\",\"value\":\"2099-12-31 00:00:00\"}");
    assertThatThrownBy(() -> plan(byDay()))
        .isInstanceOfSatisfying(
            CityLakeException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.METADATA_CORRUPT))
        .hasMessageContaining("d=2099-12-31 00:00:00 is ahead of the clock")
        .hasMessageContaining("--full-refresh");
  }

  @Test
  void rowsWithoutAWatermarkAreReadOnceOrRefused() throws IOException, SQLException {
    execute("insert into t values (1, 'a', null)");
    assertThat(read(byDay())).containsExactly("1");
    assertThat(read(byDay())).isEmpty();
    execute("insert into t values (2, 'b', null), (3, 'c', '2026-01-03')");
    assertThat(read(byDay())).containsExactlyInAnyOrder("2", "3");
    execute("insert into t values (4, 'd', null)");
    Incremental refusing =
        new Incremental("d", LookBack.NONE, Duration.ofDays(1), NullWatermark.REFUSE);
    assertThat(read(refusing))
        .containsExactly("4: its d is null, which the job refuses of a watermark");
    assertThat(read(refusing)).isEmpty();
  }

  @Test
  void looksBackInNumbers() throws IOException, SQLException {
    execute("insert into t values (1, 'a', 1), (3, 'c', 3)");
    Incremental byNumber =
        new Incremental("d", LookBack.of(2), Duration.ofDays(1), NullWatermark.LOAD);
    assertThat(read(byNumber)).containsExactly("1", "3");
    execute("insert into t values (2, 'late', 2), (4, 'd', 4)");
    assertThat(read(byNumber)).containsExactlyInAnyOrder("2", "3", "4");
    assertThatThrownBy(() -> plan(new Incremental("d", Duration.ofDays(1))))
        .hasMessageContaining("Cannot look back by a duration");
  }

  @Test
  void positionsOfEarlierProgramsGoOnFromTheirWatermark() throws IOException, SQLException {
    execute("insert into t values (1, 'a', '2026-01-01'), (2, 'b', null), (3, 'c', '2026-01-02')");
    position =
        new Position(
            "{\"kind\":\"jdbc\",\"column\":\"d\",\"type\":\"text\",\"value\":\"2026-01-01\"}");
    assertThat(read(byDay())).containsExactly("3");
    execute("insert into t values (4, 'd', '2026-01-02'), (5, 'e', null)");
    assertThat(read(byDay())).containsExactlyInAnyOrder("4", "5");
  }

  /** Rows come in any order of days, but none is committed late. */
  @Test
  void everyRowIsReadOnceInHistoriesDrawnAtRandom() throws IOException, SQLException {
    Random random = new Random(SEED);
    List<String> expected = new ArrayList<>();
    List<String> found = new ArrayList<>();
    int day = 1;
    for (int id = 1; id <= 200; id++) {
      day += random.nextInt(5) == 0 ? 1 : 0;
      String value =
          switch (random.nextInt(12)) {
            case 0 -> "null";
            case 1 -> "'2099-01-01'";
            default -> "date('2026-01-01', '+%d days')".formatted(day);
          };
      // Few texts, so that many rows are equal.
      int like = random.nextInt(4);
      execute("insert into t values (%d, 'v', %s)".formatted(like, value));
      expected.add(Integer.toString(like));
      if (random.nextInt(4) == 0) {
        read(byDay()).forEach(row -> found.add(row.substring(0, 1)));
      }
    }
    read(byDay()).forEach(row -> found.add(row.substring(0, 1)));
    assertThat(found).as("seed %d", SEED).containsExactlyInAnyOrderElementsOf(expected);
  }
}
