package io.citylake.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.citylake.contract.job.SourceSpec.Incremental;
import io.citylake.contract.job.SourceSpec.Jdbc;
import io.citylake.contract.job.SourceSpec.Partition;
import io.citylake.contract.job.SourceSpec.Product;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import io.citylake.model.Position;
import io.citylake.model.Secret;
import io.citylake.read.file.SourceRoots;
import io.citylake.read.jdbc.JdbcTablePlan;
import io.citylake.read.jdbc.TablePlanner;
import io.citylake.read.record.RecordCursor;
import io.citylake.read.record.RecordTask;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Tables, on a PostgreSQL server. */
class TestPostgres {
  private static EmbeddedPostgres server;

  @BeforeAll
  static void start() throws IOException, SQLException {
    server = EmbeddedPostgres.builder().start();
    execute(
        "create schema market",
        "create table market.\"登记\" (id bigint, name text, ok boolean, n numeric(30,10), x double precision,"
            + " d date, t timestamp, tz timestamptz, b bytea, a text[], j jsonb)",
        "insert into market.\"登记\" values (1, '武侯', true, 12345678901234567890.5, 1e20, '2020-02-29',"
            + " '2020-02-29 23:59:59.123456', '2020-03-01 08:00:00+08', '\\xff00', '{a,\"b,c\",null}', '{\"k\": 1}')",
        "insert into market.\"登记\" (id, t, n) values (2, 'infinity', 'NaN')",
        "create table many as select g as id, timestamp '2020-01-01' + g * interval '1 minute' as at from generate_series(1, 10000) g");
  }

  @AfterAll
  static void stop() throws IOException {
    server.close();
  }

  private static void execute(String... statements) throws SQLException {
    try (Connection connection = server.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  private static TablePlanner planner(
      String table,
      String database,
      @Nullable Incremental incremental,
      @Nullable Partition partition) {
    Jdbc spec =
        new Jdbc(
            Product.POSTGRESQL,
            "localhost",
            server.getPort(),
            database,
            table,
            "postgres",
            new Secret("hunter2secret"),
            List.of(),
            incremental,
            partition,
            100,
            0,
            Map.of("connectTimeout", "5"));
    return TablePlanner.of(
        spec, "mapping", List.of("id", "v"), SourceRoots.of(Path.of("/"), List.of("landing")));
  }

  private static List<List<String>> rows(JdbcTablePlan plan) throws IOException {
    List<List<String>> rows = new ArrayList<>();
    for (RecordTask task : plan.tasks()) {
      try (RecordCursor cursor = task.open()) {
        while (cursor.next()) {
          List<String> values = new ArrayList<>();
          for (int i = 0; i < cursor.row().width(); i++) {
            values.add(cursor.row().value(i));
          }
          rows.add(values);
        }
      }
    }
    return rows;
  }

  @Test
  void readsEveryTypeAsText() throws IOException {
    JdbcTablePlan plan =
        planner("market.登记", "postgres", null, null).plan(Position.start(), false, SampleJobs.NOW);
    assertThat(plan.source()).isEqualTo("postgresql:postgres/market.登记");
    assertThat(rows(plan).toString())
        .isEqualTo(
            "[[1, 武侯, true, 12345678901234567890.5000000000, 100000000000000000000, 2020-02-29,"
                + " 2020-02-29T23:59:59.123456, 2020-03-01T00:00:00.000000Z, ff00, [\"a\",\"b,c\",null], {\"k\": 1}],"
                + " [2, null, null, NaN, null, null, infinity, null, null, null, null]]");
  }

  @Test
  void readsIncrementsInRanges() throws IOException, SQLException {
    TablePlanner planner =
        planner("many", "postgres", new Incremental("at", Duration.ZERO), new Partition("id", 3));
    JdbcTablePlan first = planner.plan(Position.start(), false, SampleJobs.NOW);
    // One for the rows that share the greatest value.
    assertThat(first.tasks()).hasSize(3 + 1);
    assertThat(rows(first)).hasSize(10_000).doesNotHaveDuplicates();
    assertThat(first.after().text())
        .contains("\"type\":\"timestamp\",\"value\":\"2020-01-07T22:40\"");
    execute(
        "insert into many values (10001, '2020-01-08 00:00:00.000001'), (10002, '2020-01-07 22:39:00')");
    assertThat(rows(planner.plan(first.after(), false, SampleJobs.NOW)))
        .containsExactly(List.of("10001", "2020-01-08T00:00:00.000001"));
    TablePlanner looking =
        planner("many", "postgres", new Incremental("at", Duration.ofMinutes(2)), null);
    JdbcTablePlan looked = looking.plan(first.after(), false, SampleJobs.NOW);
    assertThat(rows(looked).stream().map(row -> row.get(0)))
        .containsExactlyInAnyOrder("9999", "10000", "10001", "10002");
    assertThat(looked.bytes()).isEqualTo(4 * 200);
    execute("delete from many where id > 10000");
  }

  @Test
  void infinityIsAheadOfEveryClockAndMovesNothing() throws IOException, SQLException {
    for (String type : List.of("timestamp", "timestamptz", "date")) {
      execute(
          "drop table if exists moved",
          "create table moved (id int, upd " + type + ")",
          "insert into moved values (1, '2026-01-01'), (2, 'infinity'), (3, '2099-12-31'), (4, null)");
      TablePlanner planner =
          planner("moved", "postgres", new Incremental("upd", Duration.ZERO), null);
      JdbcTablePlan first = planner.plan(Position.start(), false, SampleJobs.NOW);
      assertThat(ids(first)).as(type).containsExactlyInAnyOrder("1", "2 refused", "3 refused", "4");
      assertThat(first.after().text()).as(type).contains("\"value\":\"2026-01-01");
      assertThat(planner.plan(first.after(), false, SampleJobs.NOW).tasks()).isEmpty();
      execute("insert into moved values (5, '2026-01-01'), (6, '2026-01-02'), (7, 'infinity')");
      assertThat(ids(planner.plan(first.after(), false, SampleJobs.NOW)))
          .as(type)
          .containsExactlyInAnyOrder("5", "6", "7 refused");
    }
  }

  private static List<String> ids(JdbcTablePlan plan) throws IOException {
    List<String> ids = new ArrayList<>();
    for (RecordTask task : plan.tasks()) {
      try (RecordCursor cursor = task.open()) {
        while (cursor.next()) {
          ids.add(cursor.row().value(0) + (cursor.row().malformed() == null ? "" : " refused"));
        }
      }
    }
    assertThat(plan.count()).isEqualTo(ids.size());
    return ids;
  }

  @Test
  void textsOfAnotherFormMoveNothing() throws IOException, SQLException {
    execute(
        "create table texts (id int, upd varchar(30))",
        "insert into texts values (1, '2026-01-10 08:00:00'), (2, '不详'), (3, '2026-1-9 08:00:00')");
    TablePlanner planner =
        planner(
            "texts",
            "postgres",
            new Incremental("upd", Duration.ofHours(1)),
            new Partition("id", 2));
    JdbcTablePlan first = planner.plan(Position.start(), false, SampleJobs.NOW);
    assertThat(ids(first)).containsExactlyInAnyOrder("1", "2", "3");
    assertThat(first.after().text()).contains("\"value\":\"2026-01-10 08:00:00\"");
    execute(
        "insert into texts values (4, '2026-01-11 08:00:00'), (5, '2026-1-8 08:00:00'), (6, '2099-01-01 00:00:00')");
    assertThat(ids(planner.plan(first.after(), false, SampleJobs.NOW)))
        .containsExactlyInAnyOrder("1", "4", "5", "6 refused");
    execute("delete from texts where id in (1, 4, 6)");
    assertThatThrownBy(() -> planner.plan(Position.start(), false, SampleJobs.NOW))
        .hasMessageContaining("None of its values has a form that does");
  }

  @Test
  void moneyIsItsText() throws IOException, SQLException {
    execute(
        "create table paid (id int, m money)", "insert into paid values (1, 1234.5), (2, null)");
    JdbcTablePlan plan =
        planner("paid", "postgres", null, null).plan(Position.start(), false, SampleJobs.NOW);
    assertThat(rows(plan).toString()).isEqualTo("[[1, $1,234.50], [2, null]]");
  }

  @Test
  void saysWhatIsMissingWithoutThePassword() {
    assertThatThrownBy(
            () ->
                planner("nowhere", "postgres", null, null)
                    .plan(Position.start(), false, SampleJobs.NOW)
                    .tasks()
                    .get(0)
                    .open())
        .isInstanceOfSatisfying(
            CityLakeException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.SOURCE_UNREADABLE))
        .hasMessageContaining("relation \"nowhere\" does not exist");
    assertThatThrownBy(
            () ->
                planner("t", "hunter2secret", null, null)
                    .plan(Position.start(), false, SampleJobs.NOW))
        .hasMessageContaining("Cannot read postgresql:hunter2secret/t")
        .hasMessageContaining("\"***\" does not exist");
  }

  @Test
  void quotesNames() {
    TablePlanner planner = planner("many; drop table many", "postgres", null, null);
    assertThatThrownBy(
            () -> planner.plan(Position.start(), false, SampleJobs.NOW).tasks().get(0).open())
        .hasMessageContaining("relation \"many; drop table many\" does not exist");
  }
}
