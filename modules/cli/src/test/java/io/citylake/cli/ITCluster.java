package io.citylake.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.citylake.cli.CommandFixture.Outcome;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * H13: a standalone cluster, with the catalog in PostgreSQL and a warehouse that all see. The
 * driver's process is in one zone, the workers in another, the workspace in a third.
 */
class ITCluster {
  private static final String FAST = "-XX:TieredStopAtLevel=1";
  private static final Duration START = Duration.ofSeconds(90);

  @TempDir private static Path shared;
  private static EmbeddedPostgres postgres;
  private static SparkCluster cluster;
  private static List<String> jvm;

  @TempDir private Path home;
  private CommandFixture lake;
  private String catalog;

  @BeforeAll
  static void start() throws IOException {
    jvm = List.of("-cp", SparkCluster.classPath(shared), "-Duser.timezone=America/St_Johns");
    cluster = SparkCluster.start(shared);
    postgres = EmbeddedPostgres.start();
  }

  @AfterAll
  static void stop() throws IOException {
    postgres.close();
    cluster.close();
  }

  @BeforeEach
  void workspace() throws SQLException {
    String database = "lake_" + home.toString().replaceAll("\\D", "");
    try (Connection connection = postgres.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE DATABASE " + database);
    }
    catalog =
        "{uri: \"jdbc:postgresql://127.0.0.1:%d/%s\", user: postgres}"
            .formatted(postgres.getPort(), database);
    lake =
        new CommandFixture(home)
            .file(
                "conf/policies.yaml",
                "roles: {administrator: {title: {zh: 管理员, en: Administrator}, administrator: true}}");
    onOneMachine();
  }

  private void onOneMachine() {
    lake.file("conf/citylake.yaml", "source-roots: [landing]", "catalog: " + catalog);
  }

  private void onCluster(String javaOptions, String more) {
    lake.file(
        "conf/citylake.yaml",
        """
        source-roots: [landing, /proc/self/cwd/landing]
        serve: {flight-port: 0, http-port: 0, health-port: 0}
        catalog: %s
        spark:
          spark.master: %s
          spark.driver.host: 127.0.0.1
          spark.executor.memory: 800m
          spark.executor.extraJavaOptions: %s
        %s
        """
            .formatted(catalog, cluster.address(), javaOptions, more));
  }

  private Outcome call(String... words) throws IOException, InterruptedException {
    try (ForkedCommand command = ForkedCommand.start(lake, jvm, words)) {
      return command.await();
    }
  }

  private static void assertWell(Outcome outcome) {
    assertThat(outcome.exit()).as(outcome.out() + outcome.err()).isZero();
  }

  private List<String> answers(String... statements) throws IOException, InterruptedException {
    Outcome answer = call("sql", "-o", "csv", "-e", String.join(";", statements));
    assertThat(answer.exit()).as(answer.err()).isZero();
    return answer.lines();
  }

  /** A table of a key, an instant and a number, and its job. */
  private void table(String name, String mode, String contract, String source) {
    lake.file(
            "conf/themes/water/%s.yaml".formatted(name),
            """
            title: {zh: 表, en: Table}
            layer: ods
            grain: one row
            write-mode: %s
            %s
            columns:
              - {name: id, type: string, title: {zh: 号, en: Id}, required: true}
              - {name: at, type: timestamp, title: {zh: 时间, en: Time}, required: true}
              - {name: level, type: "decimal(8,3)", title: {zh: 水位, en: Level}, unit: m, rules: [{range: {min: 0, max: 50}}]}
            """
                .formatted(mode, contract))
        .file(
            "jobs/water/%s.yaml".formatted(name.substring(4)),
            """
            title: {zh: 表, en: Table}
            owner: 水务局
            target: water.%s
            source: %s
            """
                .formatted(name, source));
  }

  private static String files(String pattern, String format) {
    return """
    {files: {path: "landing/%s", format: %s}}
    columns: {id: 号, at: {from: 时间, format: yyyy-MM-dd HH:mm}, level: 水位}
    """
        .formatted(pattern, format);
  }

  private void landing(String name, String... rows) {
    lake.file("landing/" + name, "号,时间,水位\n" + String.join("\n", rows) + "\n");
  }

  private void tables() throws SQLException {
    table("ods_append", "append", "", files("增/*.csv", "csv"));
    table("ods_upsert", "upsert", "key: [id]\nsequence: at", files("改/*.csv", "csv"));
    table("ods_replace", "replace", "key: [id]\npartition-by: [day(at)]", files("换/*.csv", "csv"));
    table("ods_history", "snapshot", "key: [id]", files("史/*.csv", "csv"));
    table("ods_packed", "append", "", files("包/*.json.gz", "{json: {lines: true}}"));
    try (Connection connection = postgres.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE TABLE source (id text, at timestamptz, level numeric(8,3))");
      statement.execute(
          "INSERT INTO source SELECT 'r' || n, '2026-01-01 00:30+08', n / 1000.0 FROM generate_series(1, 2000) n");
    }
    table(
        "ods_database",
        "replace",
        "",
        """
        {jdbc: {product: postgresql, host: 127.0.0.1, port: %d, database: postgres, table: source, user: postgres}}
        columns: {id: id, at: at, level: level}
        """
            .formatted(postgres.getPort()));
    lake.file(
            "conf/themes/water/dws_day.yaml",
            """
            title: {zh: 日, en: Day}
            layer: dws
            grain: one day
            key: [day]
            partition-by: [day]
            columns:
              - {name: day, type: date, title: {zh: 日, en: Day}, required: true}
              - {name: readings, type: long, title: {zh: 次数, en: Readings}}
              - {name: highest, type: "decimal(8,3)", title: {zh: 最高, en: Highest}, unit: m}
            """)
        .file(
            "jobs/water/dws_day.sql",
            """
            /*
            title: {zh: 日, en: Day}
            refresh: {partition: [day], changes: {water.ods_append: ["cast(at AS date)"]}}
            */
            SELECT cast(at AS date) AS day, count(*) AS readings, max(level) AS highest
            FROM water.ods_append GROUP BY 1
            """);
  }

  private void firstDeliveries() throws IOException {
    landing("增/一.csv", "a,2026-01-01 00:30,1.5", "b,2026-01-01 23:30,2.5", "c,2026-01-01 08:00,99");
    landing("改/一.csv", "a,2026-01-01 08:00,1", "b,2026-01-01 08:00,2");
    landing("换/一.csv", "a,2026-01-01 00:30,1", "b,2026-01-02 00:30,2");
    landing("史/一.csv", "a,2026-01-01 08:00,1", "b,2026-01-01 08:00,2");
    lake.file("landing/包/一.json.gz");
    try (var out =
        new java.util.zip.GZIPOutputStream(
            Files.newOutputStream(home.resolve("landing/包/一.json.gz")))) {
      out.write("{\"号\": \"a\", \"时间\": \"2026-01-01 08:00\", \"水位\": \"7\"}\n".getBytes("UTF-8"));
    }
  }

  @Test
  void loadsAndAnswersOnExecutors() throws Exception {
    tables();
    firstDeliveries();
    assertWell(lake.callWithoutSpark("apply"));
    assertWell(lake.call("run", "--all", "--date", "2026-01-01"));
    onCluster(FAST, "");
    landing("增/二.csv", "d,2026-01-02 00:10,3.5");
    landing("改/二.csv", "a,2026-01-02 08:00,5", "b,2025-12-31 08:00,9");
    landing("换/二.csv", "c,2026-01-02 08:00,3");
    landing("史/二.csv", "a,2026-01-01 08:00,4");
    assertWell(call("run", "--all", "--date", "2026-01-02"));

    assertThat(
            answers(
                "SELECT id, cast(at AS string) AS at, level FROM water.ods_append ORDER BY id",
                "SELECT id, level FROM water.ods_upsert ORDER BY id",
                "SELECT id, level FROM water.ods_replace ORDER BY id",
                "SELECT id, level, valid_to FROM water.ods_history ORDER BY id, level",
                "SELECT id, level FROM water.ods_packed"))
        .containsExactly(
            "id,at,level",
            "a,2026-01-01 00:30:00,1.500",
            "b,2026-01-01 23:30:00,2.500",
            "d,2026-01-02 00:10:00,3.500",
            "id,level",
            "a,5.000",
            "b,2.000",
            "id,level",
            "a,1.000",
            "c,3.000",
            "id,level,valid_to",
            "a,1.000,2026-01-02",
            "a,4.000,",
            "b,2.000,2026-01-02",
            "id,level",
            "a,7.000");
    serves();
    // Tasks ran there, and nowhere else: the driver of a cluster has no place for any.
    assertThat(Arrays.asList(cluster.logsOfExecutors().split("\n")))
        .filteredOn(line -> line.contains("Finished task "))
        .hasSizeGreaterThan(20);
  }

  private void serves() throws Exception {
    try (ForkedCommand server = ForkedCommand.start(lake, jvm, "serve")) {
      Awaitility.await().atMost(START).until(() -> server.printed().contains("Ctrl-C ends it."));
      String admin = "admin:" + ITServe.found(server, "password (\\S+)");
      int port = Integer.parseInt(ITServe.found(server, "http://127.0.0.1:(\\d+)/"));
      assertThat(ask(port, admin, "SELECT day, readings, highest FROM water.dws_day ORDER BY day"))
          .contains("2026-01-01");
      assertThat(
              ask(
                  port,
                  admin,
                  "SELECT count(*) AS n, sum(level) AS s, cast(max(at) AS string) AS t FROM water.ods_database"))
          .contains("{\"n\":\"2000\",\"s\":\"2001.000\",\"t\":\"2026-01-01 00:30:00\"}");
      assertThat(ask(port, admin, "SELECT raw FROM water.ods_append__quarantine")).contains("99");
    }
  }

  private static String ask(int port, String login, String sql) {
    return Awaitility.await()
        .atMost(START)
        .until(() -> ITServe.ask(port, sql, login), answer -> answer.statusCode() == 200)
        .body();
  }

  /** A path that leads each process to a directory of its own, as that of another machine would. */
  @Test
  void saysWhatAnExecutorCannotSee() throws Exception {
    lake.levels("append").levelsJob().landing("a.csv", "府河,2026-01-01 08:00,1.5,7");
    landing("else/a.csv", "a,2026-01-01 08:00,1");
    table(
        "ods_else",
        "append",
        "",
        files("x", "csv").replace("landing/x", "/proc/self/cwd/landing/else/a.csv"));
    onCluster(FAST, "warehouse: /proc/self/cwd/warehouse");
    assertWell(call("apply"));
    Outcome run = call("run", "water.levels");
    assertThat(run.exit()).as(run.out()).isEqualTo(1);
    assertThat(run.out())
        .contains(
            "Cannot use the warehouse from ", "(warehouse=/proc/self/cwd/warehouse)", "CL3003");
    Outcome look = call("run", "water.else", "--dry-run");
    assertThat(look.exit()).as(look.out()).isEqualTo(1);
    assertThat(look.out() + look.err())
        .contains("127.0.0.1 of the cluster has no such file", "CL3001");
  }

  @Test
  void saysThatExecutorsDoNotStart() throws Exception {
    lake.levels("append").levelsJob().landing("a.csv", "府河,2026-01-01 08:00,1.5,7");
    onCluster(FAST, "  spark.executorEnv.JAVA_HOME: /nowhere");
    assertWell(lake.callWithoutSpark("apply"));
    Outcome run = call("run", "--all");
    assertThat(run.exit()).as(run.out()).isEqualTo(1);
    assertThat(run.out()).contains("gave this application up", "CL3012").doesNotContain("CL9001");
  }
}
