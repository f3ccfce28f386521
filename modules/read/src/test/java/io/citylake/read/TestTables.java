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
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tables, on SQLite. */
class TestTables {
  @TempDir private Path home;
  private String url;

  @BeforeEach
  void makeDatabase() throws IOException, SQLException {
    Path file = home.resolve("landing/市.sqlite");
    Files.createDirectories(file.getParent());
    url = "jdbc:sqlite:" + file;
    execute(
        "create table reg (id integer, name text, n real, at text, b blob)",
        "insert into reg values (1, '武侯', 1.0e7, '2020-01-01 00:00:00', x'ff00')",
        "insert into reg values (2, null, 0.5, '2020-01-02 00:00:00', null)",
        "insert into reg values (null, 'x', 9007199254740993, null, null)");
  }

  private void execute(String... statements) throws SQLException {
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  private static Jdbc spec(
      String file,
      List<String> columns,
      @Nullable Incremental incremental,
      @Nullable Partition partition) {
    return new Jdbc(
        Product.SQLITE,
        null,
        0,
        file,
        "reg",
        null,
        null,
        columns,
        incremental,
        partition,
        100,
        0,
        Map.of());
  }

  private TablePlanner planner(Jdbc spec) {
    return TablePlanner.of(
        spec, "mapping", List.of("id", "v"), SourceRoots.of(home, List.of("landing")));
  }

  private static List<String> rows(JdbcTablePlan plan) throws IOException {
    List<String> rows = new ArrayList<>();
    for (RecordTask task : plan.tasks()) {
      try (RecordCursor cursor = task.open()) {
        while (cursor.next()) {
          List<String> values = new ArrayList<>();
          for (int i = 0; i < cursor.row().width(); i++) {
            values.add(cursor.row().value(i));
          }
          rows.add(cursor.row().place() + " " + values);
        }
      }
    }
    return rows;
  }

  @Test
  void readsEverythingAsText() throws IOException {
    JdbcTablePlan plan =
        planner(spec("landing/市.sqlite", List.of(), null, null))
            .plan(Position.start(), false, SampleJobs.NOW);
    assertThat(plan.source()).isEqualTo("sqlite:市.sqlite/reg");
    assertThat(rows(plan))
        .containsExactly(
            "1 [1, 武侯, 10000000, 2020-01-01 00:00:00, ff00]",
            "2 [2, null, 0.5, 2020-01-02 00:00:00, null]",
            "3 [null, x, 9007199254740992, null, null]");
    assertThat(plan.after().text()).isEqualTo("{\"kind\":\"jdbc\"}");
  }

  @Test
  void readsWhatIsAboveTheWatermarkWithLookBack() throws IOException, SQLException {
    Jdbc spec = spec("landing/市.sqlite", List.of("id"), new Incremental("at", Duration.ZERO), null);
    JdbcTablePlan first = planner(spec).plan(Position.start(), false, SampleJobs.NOW);
    assertThat(rows(first)).containsExactly("1 [1]", "2 [2]", "3 [null]");
    assertThat(first.after().text())
        .isEqualTo(
            "{\"kind\":\"jdbc\",\"column\":\"at\",\"type\":\"text\",\"value\":\"2020-01-02 00:00:00\","
                + "\"definition\":\"mapping\",\"told-by\":[\"id\"],\"ties\":\"aq5k3jfH\",\"nulls\":\"GFSGCR3w\",\"ahead\":\"\",\"others\":\"\"}");
    assertThat(planner(spec).plan(first.after(), false, SampleJobs.NOW).tasks()).isEmpty();

    execute(
        "insert into reg values (4, 'late', 0, '2020-01-01 12:00:00', null)",
        "insert into reg values (5, 'new', 0, '2020-01-03 00:00:00', null)");
    assertThat(rows(planner(spec).plan(first.after(), false, SampleJobs.NOW)))
        .containsExactly("1 [5]");
    Jdbc looking =
        spec("landing/市.sqlite", List.of("id"), new Incremental("at", Duration.ofDays(1)), null);
    assertThat(rows(planner(looking).plan(first.after(), false, SampleJobs.NOW)))
        .containsExactly("1 [2]", "3 [4]", "2 [5]");
    assertThat(rows(planner(spec).plan(first.after(), true, SampleJobs.NOW))).hasSize(5);
  }

  @Test
  void saysHowMuchFewRowsAreAndOfOthersNothing() throws SQLException {
    Incremental byId = new Incremental("id", Duration.ZERO);
    Jdbc spec = spec("landing/市.sqlite", List.of(), byId, null);
    JdbcTablePlan first = planner(spec).plan(Position.start(), false, SampleJobs.NOW);
    assertThat(first.bytes()).isEqualTo(3 * 200);
    execute("insert into reg values (10, 'x', 0, null, null)");
    assertThat(planner(spec).plan(first.after(), false, SampleJobs.NOW).bytes()).isEqualTo(200);

    Jdbc ranged = spec("landing/市.sqlite", List.of(), byId, new Partition("id", 2));
    assertThat(planner(ranged).plan(Position.start(), false, SampleJobs.NOW).bytes()).isZero();

    execute(
        "with recursive n(i) as (select 11 union all select i + 1 from n where i < 100010)"
            + " insert into reg (id) select i from n");
    assertThat(planner(spec).plan(first.after(), false, SampleJobs.NOW).bytes()).isZero();
    execute("delete from reg where id = 100010");
    assertThat(planner(spec).plan(first.after(), false, SampleJobs.NOW).bytes())
        .isEqualTo(100_000 * 200);
  }

  @Test
  void comparesNumbersAsNumbers() throws IOException, SQLException {
    Jdbc spec = spec("landing/市.sqlite", List.of("id"), new Incremental("id", Duration.ZERO), null);
    JdbcTablePlan first = planner(spec).plan(Position.start(), false, SampleJobs.NOW);
    execute("insert into reg values (10, 'x', 0, null, null)");
    assertThat(rows(planner(spec).plan(first.after(), false, SampleJobs.NOW)))
        .containsExactly("1 [10]");
  }

  @Test
  void readsRangesWithoutLossOrRepetition() throws IOException, SQLException {
    for (int i = 3; i <= 50; i++) {
      execute("insert into reg values (" + i + ", 'x', 0, null, null)");
    }
    Jdbc spec = spec("landing/市.sqlite", List.of("id"), null, new Partition("id", 4));
    JdbcTablePlan plan = planner(spec).plan(Position.start(), false, SampleJobs.NOW);
    assertThat(plan.tasks()).hasSize(4);
    List<String> rows = rows(plan);
    assertThat(rows).hasSize(51);
    assertThat(rows.stream().map(row -> row.split(" ")[0])).doesNotHaveDuplicates();
    assertThat(rows.stream().map(row -> row.split(" ")[1]))
        .doesNotHaveDuplicates()
        .contains("[null]");
  }

  @Test
  void saysWhatIsMissing() throws IOException {
    Jdbc absent = spec("landing/市.sqlite", List.of("nowhere"), null, null);
    JdbcTablePlan plan = planner(absent).plan(Position.start(), false, SampleJobs.NOW);
    assertThatThrownBy(() -> rows(plan))
        .isInstanceOfSatisfying(
            CityLakeException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.SOURCE_UNREADABLE))
        .hasMessageContaining("Cannot read sqlite:市.sqlite/reg")
        .hasMessageContaining("no such column");
    assertThatThrownBy(() -> planner(spec("landing/none.sqlite", List.of(), null, null)))
        .hasMessageContaining("there is no such file");
  }

  @Test
  void keepsSqliteFilesUnderTheRoots() throws IOException {
    Files.writeString(home.resolve("other.sqlite"), "");
    Files.createSymbolicLink(home.resolve("landing/link.sqlite"), home.resolve("other.sqlite"));
    for (String path : List.of("other.sqlite", "landing/../other.sqlite", "landing/link.sqlite")) {
      assertThatThrownBy(() -> planner(spec(path, List.of(), null, null)))
          .isInstanceOfSatisfying(
              CityLakeException.class,
              e -> assertThat(e.code()).isEqualTo(ErrorCode.PATH_OUTSIDE_ROOTS));
    }
  }

  @Test
  void quotesNames() throws IOException {
    Jdbc spec =
        spec(
            "landing/市.sqlite",
            List.of(),
            new Incremental("id) FROM reg; DROP TABLE reg; --", Duration.ZERO),
            null);
    assertThatThrownBy(() -> planner(spec).plan(Position.start(), false, SampleJobs.NOW))
        .hasMessageContaining("no such column");
    assertThat(
            rows(
                planner(spec("landing/市.sqlite", List.of("id"), null, null))
                    .plan(Position.start(), false, SampleJobs.NOW)))
        .hasSize(3);
  }

  @Test
  void refusesAForeignPosition() {
    Jdbc spec = spec("landing/市.sqlite", List.of(), new Incremental("id", Duration.ZERO), null);
    for (String text : List.of("{\"kind\":\"files\",\"files\":[]}", "garbage", "{}")) {
      assertThatThrownBy(() -> planner(spec).plan(new Position(text), false, SampleJobs.NOW))
          .isInstanceOfSatisfying(
              CityLakeException.class,
              e -> assertThat(e.code()).isEqualTo(ErrorCode.METADATA_CORRUPT));
    }
  }

  private static Jdbc server(
      Product product, String host, String database, Map<String, String> parameters) {
    return new Jdbc(
        product,
        host,
        1,
        database,
        "t",
        "u",
        new Secret("hunter2secret"),
        List.of(),
        null,
        null,
        10,
        0,
        parameters);
  }

  @Test
  void buildsUrlsFromTypedPartsOnly() {
    assertThatThrownBy(
            () -> planner(server(Product.POSTGRESQL, "h/x?socketFactory=y", "d", Map.of())))
        .hasMessageContaining("the host must be a name or an address");
    assertThatThrownBy(
            () ->
                planner(server(Product.MARIADB, "localhost", "d?allowLocalInfile=true", Map.of())))
        .hasMessageContaining("the database name may hold no");
    assertThatThrownBy(
            () ->
                planner(
                    server(Product.MYSQL, "localhost", "d", Map.of("allowLocalInfile", "true"))))
        .hasMessageContaining("parameter=allowLocalInfile");
    assertThatThrownBy(
            () ->
                planner(
                    server(
                        Product.POSTGRESQL,
                        "localhost",
                        "d",
                        Map.of("sslmode", "x&socketFactory=y"))))
        .hasMessageContaining("parameter=sslmode");
    assertThatThrownBy(() -> planner(server(Product.POSTGRESQL, "169.254.169.254", "d", Map.of())))
        .hasMessageContaining("link-local");
  }

  @Test
  void aServerThatDoesNotAnswerIsUnavailableAndThePasswordStaysHidden() {
    for (Product product : List.of(Product.POSTGRESQL, Product.MARIADB)) {
      assertThatThrownBy(
              () ->
                  planner(server(product, "localhost", "d", Map.of()))
                      .plan(Position.start(), false, SampleJobs.NOW))
          .isInstanceOfSatisfying(
              CityLakeException.class,
              e -> {
                assertThat(e.code()).isEqualTo(ErrorCode.SOURCE_UNAVAILABLE);
                assertThat(e).message().doesNotContain("hunter2");
              })
          .hasMessageContaining(
              "Cannot read " + product.name().toLowerCase(java.util.Locale.ROOT) + ":d/t");
    }
  }
}
