package io.citylake.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.citylake.cli.CommandFixture.Outcome;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.sql.DriverManager;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two jobs load a table, and the catalog's database, which knew whose runs were whose, is lost. */
class ITLostLedger {
  private static final String ROWS =
      "select station, level, _source from water.ods_level order by 1";

  @TempDir private Path home;
  private CommandFixture lake;

  @BeforeEach
  void loadBoth() throws Exception {
    lake = new CommandFixture(home).levels("upsert", "key: [station]").levelsJob();
    lake.file(
        "jobs/water/more.yaml",
        lake.read("jobs/water/levels.yaml").replace("landing/*.csv", "landing/more/*.csv"));
    assertThat(lake.call("apply").exit()).isZero();
    deliver("x.csv", "2026-03-01", "府河,2026-01-01 08:00,1,7", "沙河,2026-01-01 08:00,2,7");
    deliver("more/w.csv", "2026-03-01", "清河,2026-01-01 08:00,5,7");
    run();
  }

  private void deliver(String name, String day, String... lines) throws Exception {
    lake.landing(name, lines);
    Files.setLastModifiedTime(
        home.resolve("landing").resolve(name), FileTime.from(Instant.parse(day + "T00:00:00Z")));
  }

  private void run() {
    Outcome run = lake.call("run", "--all");
    assertThat(run.exit()).as(run.out() + run.err()).isZero();
  }

  @Test
  void recoverSaysAgainWhoseTheRunsWere() throws Exception {
    try (Stream<Path> files = Files.list(home.resolve(".citylake"))) {
      for (Path file :
          files.filter(each -> each.getFileName().toString().startsWith("catalog.db")).toList()) {
        Files.delete(file);
      }
    }
    assertThat(lake.callWithoutSpark("table", "recover", "--all").exit()).isZero();
    assertThat(lake.callWithoutSpark("doctor").out()).contains("nothing is wrong");
    newerStands();
    assertThat(lake.call("deliveries", "-o", "csv").out())
        .contains("water.levels,x.csv")
        .contains("water.more,more/w.csv");
  }

  @Test
  void nothingIsGuessedWhereItIsNotKnown() throws Exception {
    List<String> before = lake.query(ROWS);
    try (var connection =
            DriverManager.getConnection("jdbc:sqlite:" + home.resolve(".citylake/catalog.db"));
        var delete = connection.createStatement()) {
      delete.executeUpdate("DELETE FROM citylake_runs");
    }
    deliver("more/y.csv", "2026-03-05", "府河,2026-01-01 08:00,11,7");
    Outcome run = lake.call("run", "--all");
    assertThat(run.exit()).isEqualTo(1);
    assertThat(run.out() + run.err()).contains("CL2011");
    assertThat(lake.query(ROWS)).isEqualTo(before);
    assertThat(lake.call("deliveries").err()).contains("water.ods_level", "counted for no job");
    assertThat(lake.callWithoutSpark("doctor").out())
        .contains("citylake table recover water.ods_level");
    assertThat(lake.callWithoutSpark("table", "recover", "water.ods_level").exit()).isZero();
    assertThat(lake.callWithoutSpark("doctor").exit()).isZero();
    newerStands();
  }

  private void newerStands() throws Exception {
    deliver("more/y.csv", "2026-03-05", "府河,2026-01-01 08:00,11,7");
    run();
    assertThat(lake.query(ROWS))
        .containsExactlyInAnyOrder("府河,11.000,more/y.csv", "沙河,2.000,x.csv", "清河,5.000,more/w.csv");
  }
}
