package io.citylake.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.citylake.cli.CommandFixture.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** H11: a wrong type in a contract is mended, and no row is lost by it. */
class ITRecreate {
  private static final String TABLE = "conf/themes/water/ods_level.yaml";
  private static final String ROWS =
      "select station, at, cast(level as decimal(8,3)), _source, _place, _run_id, _ingested_at from %s order by 1, 2, 4";

  private static final String COME_AGAIN =
      "select station, at, level, gauge, _source, _place from %s order by 1, 2, 5";

  @TempDir private Path home;
  private CommandFixture lake;

  @BeforeEach
  void load() {
    lake =
        new CommandFixture(home)
            .levels("upsert", "key: [station, at]", "partition-by: [day(at)]", "sort-by: [station]")
            .levelsJob()
            .file(
                "conf/themes/water/dws_level.yaml",
                """
                title: {zh: 水位统计, en: Highest level of a station}
                layer: dws
                grain: one row per station
                key: [station]
                columns:
                  - {name: station, type: string, title: {zh: 站点, en: Station}, required: true}
                  - {name: highest, type: double, title: {zh: 最高, en: Highest}}
                """)
            .file(
                "jobs/water/dws_level.sql",
                """
                /*
                title: {zh: 水位统计, en: Highest level of a station}
                refresh: {key: [station], changes: {water.ods_level: [station]}}
                */
                select station, max(cast(level as double)) as highest from water.ods_level group by station
                """);
    assertThat(lake.call("apply").exit()).isZero();
    lake.landing("a.csv", "府河,2026-01-01 08:00,1.5,7", "沙河,2026-01-01 08:00,2.125,8");
    run();
    // Displaces a row of the first file; one row is refused.
    lake.landing("b.csv", "府河,2026-01-01 08:00,1.25,9", "府河,2026-01-02 08:00,99,9");
    run();
  }

  private void run() {
    Outcome run = lake.call("run", "--all");
    assertThat(run.exit()).as(run.out() + run.err()).isZero();
  }

  @Test
  void aWrongTypeIsMendedAndEveryRowStays() {
    List<String> rows = lake.query(ROWS.formatted("water.ods_level"));
    List<String> displaced = lake.query(ROWS.formatted("water.ods_level__displaced"));
    List<String> refused = lake.query("select id, status from water.ods_level__quarantine");
    List<String> snapshots = lake.query("select snapshot_id from water.ods_level.snapshots");
    List<String> positions = lake.query("show tblproperties water.ods_level");
    assertThat(displaced).hasSize(1);
    assertThat(refused).hasSize(1);
    retype("\"decimal(8,3)\"", "double");
    assertThat(lake.callWithoutSpark("plan").out())
        .contains("BLOCKED")
        .contains("citylake table recreate");
    assertThat(lake.call("run", "--all").exit()).isEqualTo(1);

    Outcome planned = lake.call("table", "recreate", "--plan", "water.ods_level", "-o", "csv");
    assertThat(planned.lines())
        .containsExactly(
            "table,column,from,to,rows,inexact",
            "water.ods_level,level,\"decimal(8, 3)\",double,%d,0".formatted(rows.size()),
            "water.ods_level__displaced,level,\"decimal(8, 3)\",double,1,0");
    assertThat(lake.callWithoutSpark("plan").out()).contains("BLOCKED");

    Outcome made = lake.call("table", "recreate", "water.ods_level");
    assertThat(made.exit()).as(made.err()).isZero();
    assertThat(lake.callWithoutSpark("plan", "--detailed-exitcode").exit()).isZero();
    assertThat(lake.query("select distinct typeof(level) from water.ods_level"))
        .containsExactly("double");
    assertThat(lake.query(ROWS.formatted("water.ods_level"))).isEqualTo(rows);
    assertThat(lake.query(ROWS.formatted("water.ods_level__displaced"))).isEqualTo(displaced);
    assertThat(lake.query("select id, status from water.ods_level__quarantine")).isEqualTo(refused);
    // Earlier snapshots answer as they did, under their types.
    assertThat(lake.query("select snapshot_id from water.ods_level.snapshots"))
        .containsAll(snapshots);
    assertThat(
            lake.query(
                ROWS.formatted(
                    "water.ods_level version as of " + snapshots.get(snapshots.size() - 1))))
        .isEqualTo(rows);
    // What stands in earlier files of the column isn't taken for values of the new type.
    assertThat(
            lake.query(
                "select distinct readable_metrics.level.upper_bound from"
                    + " water.ods_level.all_data_files where readable_metrics.level.upper_bound is"
                    + " not null"))
        .containsExactly("2.125");
    assertThat(positionsOf(lake.query("show tblproperties water.ods_level")))
        .isEqualTo(positionsOf(positions));

    Outcome again = lake.call("run", "--all");
    assertThat(again.exit()).as(again.out()).isZero();
    assertThat(again.out()).contains("[nothing new in ").contains("rebuilt");
    assertThat(lake.query("select station, highest from water.dws_level order by 1"))
        .containsExactlyInAnyOrder("府河,1.25", "沙河,2.125");
    // What comes and goes after it meets what was there.
    lake.landing("b.csv", "沙河,2026-01-01 08:00,3.5,9");
    run();
    assertThat(lake.query("select station, level from water.ods_level order by 1"))
        .containsExactlyInAnyOrder("府河,1.5", "沙河,3.5");
    assertThat(lake.call("table", "recreate", "water.ods_level").out()).contains("Nothing to do");
  }

  @Test
  void valuesThatWouldChangeAreCountedAndNothingIsDone() {
    retype("\"decimal(8,3)\"", "int");
    List<String> rows = lake.query(ROWS.formatted("water.ods_level"));
    Outcome planned = lake.call("table", "recreate", "--plan", "water.ods_level", "-o", "csv");
    assertThat(planned.exit()).isZero();
    assertThat(planned.out()).contains("water.ods_level,level,\"decimal(8, 3)\",int,2,2");

    Outcome refused = lake.call("table", "recreate", "water.ods_level");
    assertThat(refused.exit()).isEqualTo(2);
    assertThat(refused.err()).contains("2 of 2 values of column level", "CL1007");
    assertThat(refused.err()).doesNotContain("1.25").doesNotContain("2.125");
    assertThat(lake.query("select distinct typeof(level) from water.ods_level"))
        .containsExactly("\"decimal(8,3)\"");
    assertThat(lake.query(ROWS.formatted("water.ods_level"))).isEqualTo(rows);
    retype("level, type: int", "level, type: \"decimal(8,3)\"");
    run();
  }

  /** Of the key and the partitions, too. */
  @Test
  void aTypeOfTheKeyIsMended() {
    retype("name: station, type: string", "name: station, type: int");
    assertThat(lake.call("table", "recreate", "water.ods_level").exit()).isEqualTo(2);
    retype("name: station, type: int", "name: station, type: string");
    retype("name: gauge, type: int", "name: gauge, type: string");
    assertThat(lake.call("table", "recreate", "water.ods_level").exit()).isZero();
    assertThat(lake.query("select gauge from water.ods_level order by 1"))
        .containsExactly("8", "9");
    assertThat(lake.query("select partition from water.ods_level.files")).isNotEmpty();
    assertThat(lake.callWithoutSpark("plan", "--detailed-exitcode").exit()).isZero();
    run();
  }

  /** F7: a damaged file of a table whose deliveries are all still there. */
  @Test
  void aDamagedTableIsMadeAnewOfItsDeliveries() throws IOException {
    List<String> rows = lake.query(COME_AGAIN.formatted("water.ods_level"));
    List<String> displaced = lake.query(COME_AGAIN.formatted("water.ods_level__displaced"));
    for (Path file : dataFiles()) {
      byte[] bytes = Files.readAllBytes(file);
      bytes[bytes.length / 2] ^= 8;
      Files.write(file, bytes);
    }
    assertThat(lake.call("sql", "-e", ROWS.formatted("water.ods_level")).err()).contains("CL3011");
    assertThat(lake.call("run", "--all", "--full-refresh").exit()).isEqualTo(1);
    assertThat(lake.callWithoutSpark("doctor", "--scrub").out())
        .contains("citylake table recreate --from-deliveries water.ods_level");

    Outcome planned =
        lake.call(
            "table", "recreate", "--plan", "--from-deliveries", "water.ods_level", "-o", "csv");
    assertThat(planned.lines()).containsExactly("job,sources", "water.levels,2");
    Outcome made = lake.call("table", "recreate", "--from-deliveries", "water.ods_level");
    assertThat(made.exit()).as(made.out() + made.err()).isZero();
    assertThat(lake.query(COME_AGAIN.formatted("water.ods_level"))).isEqualTo(rows);
    assertThat(lake.query(COME_AGAIN.formatted("water.ods_level__displaced"))).isEqualTo(displaced);
    assertThat(lake.query("select status, count(*) from water.ods_level__quarantine group by 1"))
        .containsExactlyInAnyOrder("open,1", "superseded,1");
    assertThat(lake.callWithoutSpark("plan", "--detailed-exitcode").exit()).isZero();
    assertThat(lake.callWithoutSpark("doctor").exit()).isZero();
    Outcome again = lake.call("run", "--all");
    assertThat(again.exit()).isZero();
    assertThat(again.out()).contains("[nothing new in ");
    assertThat(lake.query("select station, highest from water.dws_level order by 1"))
        .containsExactlyInAnyOrder("府河,1.25", "沙河,2.125");
  }

  /** Also to a type that doesn't hold the values as they are. */
  @Test
  void deliveriesAreReadAgainUnderAnotherType() {
    retype(
        "\"decimal(8,3)\", title: {zh: 水位, en: Level}, unit: m, rules: [{range: {min: 0, max: 50}}]",
        "string, title: {zh: 水位, en: Level}, unit: m");
    assertThat(lake.call("table", "recreate", "--from-deliveries", "water.ods_level").exit())
        .isZero();
    assertThat(lake.query("select level from water.ods_level order by 1"))
        .containsExactly("1.25", "2.125", "99");
  }

  @Test
  void whatIsNotThereAnyMoreIsNotEmptiedAway() throws IOException {
    List<String> rows = lake.query(ROWS.formatted("water.ods_level"));
    Files.delete(home.resolve("landing/a.csv"));
    Outcome refused = lake.call("table", "recreate", "--from-deliveries", "water.ods_level");
    assertThat(refused.exit()).isEqualTo(1);
    assertThat(refused.err()).contains("CL2010", "a.csv", "nothing was changed");
    assertThat(lake.query(ROWS.formatted("water.ods_level"))).isEqualTo(rows);
    run();
  }

  /**
   * Rows of a job that is declared no more, and each day's copy of a register, come from nowhere.
   */
  @Test
  void whatNobodyBringsAgainIsNotEmptiedAway() {
    List<String> rows = lake.query(ROWS.formatted("water.ods_level"));
    String job = lake.read("jobs/water/levels.yaml");
    lake.delete("jobs/water/levels.yaml");
    lake.file("jobs/water/gauges.yaml", job + "\nbeside: [water.levels]\n");
    Outcome refused = lake.call("table", "recreate", "--from-deliveries", "water.ods_level");
    assertThat(refused.exit()).isEqualTo(2);
    assertThat(refused.err()).contains("jobs=[water.levels]", "nothing was changed", "CL1007");
    lake.delete("jobs/water/gauges.yaml");
    lake.file("jobs/water/levels.yaml", job);
    retype("write-mode: upsert", "write-mode: snapshot");
    Outcome copies = lake.call("table", "recreate", "--from-deliveries", "water.ods_level");
    assertThat(copies.exit()).isEqualTo(2);
    assertThat(copies.err()).contains("the history of full copies", "CL1007");
    retype("write-mode: snapshot", "write-mode: upsert");
    assertThat(lake.query(ROWS.formatted("water.ods_level"))).isEqualTo(rows);
    run();
  }

  /** Neither too young, nor cut short: its rows would go, and its entry would say loaded. */
  @Test
  void whatCannotBeReadJustNowIsNotEmptiedAway() throws IOException {
    List<String> rows = lake.query(COME_AGAIN.formatted("water.ods_level"));
    String job = lake.read("jobs/water/levels.yaml");
    lake.file("jobs/water/levels.yaml", job.replace("format: csv}", "format: csv, min-age: 10m}"));
    Path touched = home.resolve("landing/a.csv");
    FileTime loaded = Files.getLastModifiedTime(touched);
    FileTime old = FileTime.from(Instant.now().minus(Duration.ofDays(1)));
    Files.setLastModifiedTime(home.resolve("landing/b.csv"), old);
    Files.setLastModifiedTime(touched, FileTime.from(Instant.now()));
    refusesToEmpty("a.csv");
    assertThat(lake.query(COME_AGAIN.formatted("water.ods_level"))).isEqualTo(rows);

    String whole = lake.read("landing/a.csv");
    lake.file("landing/a.csv", "府河,2026");
    Files.setLastModifiedTime(touched, old);
    refusesToEmpty("a.csv");
    assertThat(lake.query(COME_AGAIN.formatted("water.ods_level"))).isEqualTo(rows);

    // Also one that was emptied before, as by a reload that was cut short.
    lake.call(
        "sql",
        "--write",
        "-e",
        "alter table water.ods_level set tblproperties ('citylake.rereading' = 'r1')");
    Outcome full = lake.call("run", "water.levels", "--full-refresh");
    assertThat(full.exit()).isEqualTo(1);
    assertThat(full.out()).contains("CL2010", "a.csv");
    lake.file("landing/a.csv", whole);
    Files.setLastModifiedTime(touched, loaded.compareTo(old) < 0 ? loaded : old);
    Outcome made = lake.call("table", "recreate", "--from-deliveries", "water.ods_level");
    assertThat(made.exit()).as(made.out() + made.err()).isZero();
    assertThat(lake.query(COME_AGAIN.formatted("water.ods_level"))).hasSameSizeAs(rows);
  }

  private void refusesToEmpty(String file) {
    Outcome refused = lake.call("table", "recreate", "--from-deliveries", "water.ods_level");
    assertThat(refused.exit()).as(refused.out() + refused.err()).isEqualTo(1);
    assertThat(refused.err()).contains("CL2010", file, "nothing was changed");
  }

  /** What a process that died in between leaves. */
  @Test
  void anEmptiedTableTakesNothingButItsDeliveries() {
    List<String> rows = lake.query(COME_AGAIN.formatted("water.ods_level"));
    for (String statement :
        List.of(
            "delete from water.ods_level",
            "alter table water.ods_level set tblproperties ('citylake.rereading' = 'r1')")) {
      assertThat(lake.call("sql", "--write", "-e", statement).exit()).isZero();
    }
    lake.landing("c.csv", "清河,2026-01-01 08:00,1.5,7");
    Outcome run = lake.call("run", "water.levels");
    assertThat(run.exit()).isEqualTo(1);
    assertThat(run.out()).contains("citylake table recreate --from-deliveries water.ods_level");
    assertThat(lake.callWithoutSpark("doctor").out())
        .contains("emptied for its deliveries to be read again");
    Outcome made = lake.call("table", "recreate", "--from-deliveries", "water.ods_level");
    assertThat(made.exit()).as(made.out() + made.err()).isZero();
    assertThat(lake.query(COME_AGAIN.formatted("water.ods_level")))
        .containsAll(rows)
        .hasSize(rows.size() + 1);
    run();
  }

  @Test
  void aDeliveryIsTakenOutAsItsPlanSaysOrBothRefuse() {
    assertThat(delivery("a.csv")).endsWith(",loaded,2,2,0,0,1,1,b.csv 1");
    assertThat(delivery("b.csv")).contains(",loaded,2,1,1,0,1,0,");
    String id = delivery("b.csv").replaceFirst(",.*", "");
    retype("write-mode: upsert", "write-mode: snapshot");
    for (String plan : List.of("--plan", "--home=" + home)) {
      Outcome refused = lake.call("deliveries", "withdraw", id, plan);
      assertThat(refused.exit()).as(plan).isEqualTo(2);
      assertThat(refused.out()).as(plan).isEmpty();
      assertThat(refused.err()).as(plan).contains("Cannot withdraw", "history of full copies");
    }
    retype("write-mode: snapshot", "write-mode: upsert");
    assertThat(lake.call("deliveries", "withdraw", id, "--plan").out())
        .isEqualTo(
            "Would take out b.csv of water.levels: 1 rows that its table shows, 0 displaced ones, 1 refused ones\n");
    assertThat(delivery("b.csv")).contains(",loaded,");
    assertThat(lake.call("deliveries", "withdraw", id).exit()).isZero();
    assertThat(delivery("a.csv")).contains(",loaded,2,2,0,0,2,0,");
    assertThat(delivery("b.csv")).contains(",withdrawn,0,0,0,0,0,0,");
    assertThat(lake.query("select station, level from water.ods_level order by 1"))
        .containsExactly("府河,1.500", "沙河,2.125");
    assertThat(lake.call("deliveries", "withdraw", id, "--plan").err()).contains("Cannot find");
    run();
    assertThat(delivery("b.csv")).contains(",withdrawn,");
  }

  private String delivery(String source) {
    return lake.call("deliveries", "water.levels", "-o", "csv").lines().stream()
        .filter(line -> line.contains("," + source + ","))
        .reduce("", String::concat);
  }

  private List<Path> dataFiles() throws IOException {
    try (Stream<Path> files =
        Files.walk(home.resolve(".citylake/warehouse/water/ods_level/data"))) {
      return files.filter(Files::isRegularFile).toList();
    }
  }

  private void retype(String from, String to) {
    String contract = lake.read(TABLE);
    assertThat(contract).contains(from);
    lake.file(TABLE, contract.replace(from, to));
  }

  private static List<String> positionsOf(List<String> properties) {
    return properties.stream()
        .filter(line -> line.startsWith("citylake."))
        // Main is another one afterwards.
        .filter(line -> !line.startsWith("citylake.main,"))
        .sorted()
        .toList();
  }
}
