package io.citylake.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.citylake.cli.CommandFixture.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What becomes of refused rows. */
class ITQuarantine {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String STATUS =
      "select status, attempt from water.ods_level__quarantine order by attempt, status, place";

  @TempDir private Path home;
  private CommandFixture lake;

  @BeforeEach
  void workspace() {
    lake = new CommandFixture(home).levelsJob();
  }

  private void load(String mode, String... extra) {
    lake.levels(mode, extra)
        .landing(
            "a.csv",
            "府河,2026-01-01 08:00,1.5,7",
            "沙河,2026-01-01 09:00,99,x",
            "=cmd|'/C calc'!A0,2026-01-01 10:00,-3,9",
            "江安河,2026-01-01 11:00,3.5");
    assertThat(lake.callWithoutSpark("apply").exit()).isZero();
    Outcome run = lake.call("run", "water.levels");
    assertThat(run.out()).contains("read 4 accepted 1 quarantined 3 duplicates 0");
  }

  private List<JsonNode> shown(String... more) {
    List<String> words = new ArrayList<>(List.of("quarantine", "show", "-o", "json"));
    words.addAll(List.of(more));
    Outcome outcome = lake.callWithoutSpark(words.toArray(String[]::new));
    assertThat(outcome.exit()).as(outcome.err()).isZero();
    List<JsonNode> rows = new ArrayList<>();
    try {
      JSON.readTree(outcome.out()).forEach(rows::add);
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
    return rows;
  }

  /** The id of the open row whose text holds this. */
  private String id(String holding) {
    return shown().stream()
        .filter(row -> row.path("raw").asText().contains(holding))
        .map(row -> row.path("id").asText())
        .findFirst()
        .orElseThrow();
  }

  /** Status, reason and rows. */
  private List<String> counted() {
    return lake.callWithoutSpark("quarantine", "ls", "--all", "-o", "csv").lines().stream()
        .skip(1)
        .map(line -> line.split(",", -1))
        .map(fields -> fields[2] + " " + fields[3] + " " + fields[4])
        .toList();
  }

  private String position() {
    return lake.query("show tblproperties water.ods_level").stream()
        .filter(line -> line.startsWith("citylake.position.water.levels,"))
        .map(line -> line.replaceAll("\\d{8}T\\d{6}[0-9a-zA-Z-]*", "RUN"))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void showsWholeRowsWithEveryReason() {
    load("append");
    assertThat(lake.callWithoutSpark("quarantine", "ls", "-o", "csv").lines())
        .first()
        .isEqualTo("table,job,status,reason,rows,oldest");
    assertThat(lake.callWithoutSpark("quarantine", "ls").out())
        .contains("level:range", "gauge:type", "water.levels");
    JsonNode row = shown(id("沙河")).get(0);
    assertThat(row.path("raw").asText())
        .isEqualTo("{\"站点\":\"沙河\",\"时间\":\"2026-01-01 09:00\",\"水位\":\"99\",\"编号\":\"x\"}");
    assertThat(row.path("reasons").asText()).contains("level:range", "gauge:type");
    assertThat(row.path("source").asText()).isEqualTo("a.csv");
    assertThat(row.path("place").asLong()).isEqualTo(3);
    Outcome text = lake.callWithoutSpark("quarantine", "show", "--limit", "1");
    assertThat(text.lines().get(0)).endsWith("  water.ods_level  open");
    assertThat(text.out()).contains("  why    ", "  raw    {\"站点\":", "a.csv:");
    assertThat(lake.callWithoutSpark("quarantine", "ls", "--table", "water.dim_none").lines())
        .hasSize(2);
    assertThat(lake.callWithoutSpark("quarantine", "ls", "--job", "no job").exit()).isEqualTo(2);
  }

  @Test
  void countsAgainWhereWhatItRememberedIsDamaged() throws IOException {
    load("append");
    List<String> counts = counted();
    Path file = home.resolve(".citylake/cache/quarantine-counts-1.tsv");
    String text = Files.readString(file);
    for (String damaged :
        List.of(text.replace(",1,", ",one,"), text.replace("T", " "), text.replace(",", ";"))) {
      assertThat(damaged).isNotEqualTo(text);
      Files.writeString(file, damaged);
      assertThat(counted()).isEqualTo(counts);
    }
    Files.writeString(file, text.replace(",1,", ",9,"));
    assertThat(counted()).as("what is remembered is used").isNotEqualTo(counts);
  }

  @Test
  void exportsWhatASpreadsheetMayOpen() {
    load("append");
    Outcome csv = lake.callWithoutSpark("quarantine", "export", "--to", home + "/refused.csv");
    assertThat(csv.out()).startsWith("3 rows written to ");
    assertThat(lake.read("refused.csv").lines().count()).isEqualTo(4);
    Outcome json = lake.callWithoutSpark("quarantine", "export", "--to", home + "/refused.json");
    assertThat(json.exit()).isZero();
    assertThat(lake.read("refused.json")).contains("=cmd|'/C calc'!A0");
    // Refused rows can be looked at while somebody is in the middle of a contract.
    lake.file("conf/themes/water/ods_half.yaml", "title: {zh: 半");
    assertThat(lake.callWithoutSpark("validate").exit()).isEqualTo(2);
    assertThat(lake.callWithoutSpark("quarantine", "ls").out()).contains("level:range");
    assertThat(lake.callWithoutSpark("runs").out()).contains("water.levels");
    Outcome nowhere = lake.callWithoutSpark("quarantine", "export", "--to", home + "/no/x.csv");
    assertThat(nowhere.exit()).isEqualTo(2);
    assertThat(nowhere.err()).startsWith("Cannot write ");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "append;",
        "append;key: [station, at]",
        "upsert;key: [station, at]",
        "replace;partition-by: [day(at)]"
      })
  void fixesAndReplaysEachRowOnce(String mode, String extra) {
    load(mode, extra == null ? "" : extra);
    String position = position();
    String sha = id("沙河");
    assertThat(counted()).contains("open gauge:type 1", "open level:range 2").isEqualTo(counted());
    Outcome typo = lake.callWithoutSpark("quarantine", "fix", sha, "--set", "水=1");
    assertThat(typo.exit()).isEqualTo(2);
    assertThat(typo.err()).contains("no field '水'").contains("水位");
    Outcome fix =
        lake.callWithoutSpark("quarantine", "fix", sha, "--set", "水位=9.9", "--set", "编号=8");
    assertThat(fix.out()).startsWith("Fixed; ");

    Outcome replay = lake.call("quarantine", "replay", sha);
    assertThat(replay.exit()).as(replay.out()).isZero();
    assertThat(replay.out()).contains("read 1 accepted 1 quarantined 0");
    assertThat(lake.query("select station, level, gauge from water.ods_level order by 1"))
        .containsExactly("府河,1.500,7", "沙河,9.900,8");
    assertThat(lake.query(STATUS)).containsExactly("open,1", "open,1", "replayed,1");
    assertThat(
            lake.query(
                "select resolved_by, resolved_run_id is not null from water.ods_level__quarantine where status = 'replayed'"))
        .containsExactly("wang,true");
    assertThat(counted())
        .contains("open level:range 1", "replayed gauge:type 1", "replayed level:range 1");
    Outcome again = lake.call("quarantine", "replay", sha);
    assertThat(again.exit()).isEqualTo(2);
    assertThat(again.err()).contains("Cannot find an open quarantined row " + sha, "[CL1013]");

    // What nobody mended is refused again, as a new row that knows the old one.
    Outcome rest = lake.call("quarantine", "replay", "--job", "water.levels");
    assertThat(rest.out()).contains("read 2 accepted 0 quarantined 2");
    assertThat(lake.query(STATUS))
        .containsExactly("replayed,1", "replayed,1", "replayed,1", "open,2", "open,2");
    assertThat(lake.query("select count(*) from water.ods_level")).containsExactly("2");
    assertThat(position()).isEqualTo(position);
    assertThat(lake.call("run", "water.levels").out()).contains("Nothing new");
  }

  @Test
  void replaysAMalformedRecordOnceItIsWrittenOut() {
    load("append");
    String ragged = id("江安河");
    assertThat(lake.call("quarantine", "replay", ragged).out()).contains("quarantined 1");
    String second = id("江安河");
    assertThat(second).isNotEqualTo(ragged);
    Outcome fix = lake.callWithoutSpark("quarantine", "fix", second, "--set", "编号=9");
    assertThat(fix.err()).isEmpty();
    assertThat(lake.call("quarantine", "replay", second).out()).contains("accepted 1");
    assertThat(lake.query("select gauge from water.ods_level where station = '江安河'"))
        .containsExactly("9");
  }

  @Test
  void discardsWithAReason() {
    load("append");
    assertThat(lake.callWithoutSpark("quarantine", "discard", "--reason", "x").exit()).isEqualTo(2);
    Outcome one = lake.call("quarantine", "discard", id("沙河"), "--reason", "测试数据");
    assertThat(one.out()).isEqualToNormalizingNewlines("1 rows discarded\n");
    Outcome rest =
        lake.call("quarantine", "discard", "--table", "water.ods_level", "--reason", "old");
    assertThat(rest.out()).isEqualToNormalizingNewlines("2 rows discarded\n");
    assertThat(lake.callWithoutSpark("quarantine", "ls").lines()).hasSize(2);
    assertThat(lake.callWithoutSpark("quarantine", "ls", "--all", "-o", "csv").out())
        .contains("discarded");
    assertThat(
            lake.query(
                "select note, resolved_by from water.ods_level__quarantine where raw like '%沙河%'"))
        .containsExactly("测试数据,wang");
    assertThat(lake.call("quarantine", "replay").out()).contains("no open row to replay");
  }

  @Test
  void rowsOfAFileThatIsSentAgainAreSuperseded() {
    load("append");
    lake.call("quarantine", "discard", id("沙河"), "--reason", "given up");
    lake.landing("a.csv", "府河,2026-01-01 08:00,1.6,7", "沙河,2026-01-01 09:00,77,8");
    assertThat(lake.call("run", "water.levels").out()).contains("accepted 1 quarantined 1");
    assertThat(
            lake.query(
                "select status, count(*) from water.ods_level__quarantine group by 1 order by 1"))
        .containsExactly("discarded,1", "open,1", "superseded,2");
    assertThat(lake.query("select level from water.ods_level")).containsExactly("1.600");
  }
}
