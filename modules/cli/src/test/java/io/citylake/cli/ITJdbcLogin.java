package io.citylake.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.citylake.cli.CommandFixture.Outcome;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A department's PostgreSQL that asks for a password. */
class ITJdbcLogin {
  private static final String RIGHT = "r1ght-and-long";
  private static final String WRONG = "wr0ng-and-long";

  @TempDir private static Path disk;
  private static EmbeddedPostgres server;

  @TempDir private Path home;
  private CommandFixture lake;

  @BeforeAll
  static void startServer() throws IOException, SQLException {
    Path data = disk.resolve("data");
    server = EmbeddedPostgres.builder().setDataDirectory(data).setCleanDataDirectory(false).start();
    try (Connection connection = server.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("create table cases (name text, cases integer)");
      statement.execute("insert into cases values ('东', 1), ('南', 2)");
      statement.execute("create user reader password '" + RIGHT + "'");
      statement.execute("grant select on cases to reader");
      // From here on everybody but the owner has to log in.
      Files.writeString(
          data.resolve("pg_hba.conf"),
          "host all postgres all trust\nhost all all all scram-sha-256\n");
      statement.execute("select pg_reload_conf()");
    }
  }

  @AfterAll
  static void stopServer() throws IOException {
    server.close();
  }

  @BeforeEach
  void workspace() {
    lake =
        new CommandFixture(home)
            .file(
                "conf/themes/water/ods_case.yaml",
                """
                title: {zh: 案件, en: Cases}
                layer: ods
                grain: one row per name
                key: [name]
                columns:
                  - {name: name, type: string, title: {zh: 名称, en: Name}, required: true}
                  - {name: cases, type: int, title: {zh: 数量, en: Cases}}
                """)
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
                    port: %d
                    database: postgres
                    table: cases
                    user: reader
                    password: ${DEPT_PASSWORD}
                columns: {name: name, cases: cases}
                """
                    .formatted(server.getPort()));
    assertThat(lake.environment("DEPT_PASSWORD", WRONG).callWithoutSpark("apply").exit()).isZero();
  }

  @Test
  void aWrongPasswordIsSaidAndNotPrinted() throws IOException {
    Outcome run = lake.call("run", "water.cases");
    assertThat(run.exit()).isEqualTo(1);
    assertThat(run.out())
        .contains(
            "Cannot read postgresql:postgres/cases",
            "password authentication failed for user \"reader\"",
            "[CL3001]",
            "ERROR=1")
        .doesNotContain("\tat ");
    assertThat(run.out() + run.err()).doesNotContain(WRONG, RIGHT);
    try (Stream<Path> files = Files.walk(home)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        assertThat(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1))
            .as("%s", file)
            .doesNotContain(WRONG);
      }
    }
  }

  @Test
  void theRightOneLoads() {
    Outcome run = lake.environment("DEPT_PASSWORD", RIGHT).call("run", "water.cases");
    assertThat(run.exit()).as(run.out() + run.err()).isZero();
    assertThat(lake.query("select name, cases from water.ods_case order by name"))
        .containsExactly("东,1", "南,2");
  }
}
