package io.citylake.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.citylake.cli.CommandFixture;
import io.citylake.cli.CommandFixture.Outcome;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestValidateCommand {
  @TempDir private Path home;
  private CommandFixture workspace;

  @BeforeEach
  void workspace() {
    workspace = new CommandFixture(home).levels("append").levelsJob();
  }

  private void tenMistakes() {
    workspace
        .file("conf/citylake.yaml", "zone: Asia/Shanghia", "warehose: /data")
        .file("conf/themes/water.yaml", "title: {zh: 水务, en: Water}", "owner: a", "owner: b")
        .file(
            "conf/themes/water/ods_level.yaml",
            "title: {zh: 水位, en: Water levels}",
            "layer: ods",
            "grain: one row per reading",
            "key: [statoin]",
            "write-mode: upsrt",
            "partition-by: [day(station)]",
            "columns:",
            "  - {name: station, type: string, title: {zh: 站点, en: Station}, rules: [{matches:"
                + " \"([a-z\"}]}",
            "  - {name: at, type: timestamp, title: {zh: 时间, en: Time}, rules: [not_futur]}")
        .file(
            "jobs/water/levels.yaml",
            "title: {zh: 水位, en: Levels}",
            "owner: 水务局",
            "target: water.ods_levels",
            "schedule: {cron: \"0 30\"}",
            "source: {files: {path: landing/*.csv, format: csv}}",
            "columns: {station: 站点}");
  }

  private static final List<String> PLACES =
      List.of(
          "conf/citylake.yaml:1:7: 'zone' must be a time zone such as Asia/Shanghai, not"
              + " 'Asia/Shanghia'",
          "conf/citylake.yaml:2:1: unknown key 'warehose'; did you mean 'warehouse'?",
          "conf/themes/water.yaml:3:1: duplicate key 'owner'; it stands at line 2 already",
          "conf/themes/water/ods_level.yaml:4:7: key column 'statoin' doesn't exist; did you mean"
              + " 'station'?",
          "conf/themes/water/ods_level.yaml:5:13: 'write-mode' is 'upsrt'; expected append, upsert,"
              + " replace or snapshot; did you mean 'upsert'?",
          "conf/themes/water/ods_level.yaml:6:16: partition 'day(station)' needs a date or"
              + " timestamp, not string",
          "conf/themes/water/ods_level.yaml:8:83: 'matches' must be a regular expression of at most"
              + " 1000 characters, not '([a-z': Unclosed character class near character 5",
          "conf/themes/water/ods_level.yaml:9:68: an item of 'rules' is 'not_futur'; expected"
              + " range, length, matches, in, code, before, after, not_future, within, required,"
              + " uscc, citizen_id, phone, plate or expression; did you mean 'not_future'?",
          "jobs/water/levels.yaml:3:9: table 'water.ods_levels' doesn't exist; did you mean"
              + " 'water.ods_level'?",
          "jobs/water/levels.yaml:4:18: 'cron' must have five to seven fields, such as \"0 30 2 * *"
              + " *\"");

  @Test
  void reportsTenMistakesOfSeveralFilesAtTheirPlaces() {
    tenMistakes();
    Outcome outcome = workspace.callWithoutSpark("validate");
    assertThat(outcome.lines().subList(0, 10)).isEqualTo(PLACES);
    assertThat(outcome.lastLine()).isEqualTo("10 problems in " + home);
    assertThat(outcome.exit()).isEqualTo(2);
  }

  @Test
  void printsProblemsAsJson() {
    tenMistakes();
    Outcome outcome = workspace.callWithoutSpark("validate", "-o", "json");
    assertThat(outcome.exit()).isEqualTo(2);
    assertThat(outcome.lines()).hasSize(12);
    assertThat(outcome.out())
        .contains(
            "{\"file\":\"conf/citylake.yaml\",\"line\":2,\"column\":1,\"message\":\"unknown key"
                + " 'warehose'; did you mean 'warehouse'?\",\"severity\":\"mistake\"}");
  }

  @Test
  void countsWhatAValidWorkspaceDeclares() {
    Outcome outcome = workspace.callWithoutSpark("validate");
    assertThat(outcome.out())
        .isEqualTo(
            "Valid: 1 themes, 1 datasets, 1 jobs, 0 steps, 0 applications, 0 code tables, 0 calendars in %s%n"
                .formatted(home));
    assertThat(outcome.exit()).isZero();
  }

  private void firms(String key, String day, String incremental) {
    workspace
        .file("landing/m.db", "")
        .file(
            "conf/themes/water/ods_firm.yaml",
            "title: {zh: 企业, en: Firms}",
            "layer: ods",
            "grain: one row per firm",
            "key: [id]",
            "columns:",
            "  - {name: id, type: long, title: {zh: 号, en: Id}" + key + "}",
            "  - {name: day, " + day + ", title: {zh: 日, en: Day}}",
            "share: none",
            "open: none",
            "decided: {on: \"2026-11-30\", because: 测试数据}")
        .file(
            "jobs/water/firm.yaml",
            "title: {zh: 企业, en: Firms}",
            "owner: 水务局",
            "target: water.ods_firm",
            "source:",
            "  jdbc:",
            "    product: sqlite",
            "    database: landing/m.db",
            "    table: firm",
            "    incremental: {column: upd" + incremental + "}",
            "columns:",
            "  id: id",
            "  day: {from: upd"
                + (day.contains("date") ? "" : ", format: yyyy-MM-dd HH:mm:ss")
                + "}");
  }

  @Test
  void warnsOfKeysThatMayBeMissingAndOfCoarseWatermarks() {
    firms("", "type: date", "");
    Outcome outcome = workspace.callWithoutSpark("validate");
    assertThat(outcome.exit()).isZero();
    assertThat(outcome.lines())
        .startsWith(
            "conf/themes/water/ods_firm.yaml:4:7: warning: key column 'id' isn't required, but a"
                + " row without it is refused; say 'required: true' of the column",
            "jobs/water/firm.yaml:9:27: warning: watermark 'upd' tells days only, and there is no"
                + " 'look-back': a row that is committed late under an earlier one is never read;"
                + " say 'look-back', for which the target needs a key");
    assertThat(outcome.lastLine()).startsWith("Valid: ");
    assertThat(workspace.callWithoutSpark("validate", "-o", "csv").lines())
        .hasSize(3)
        .element(1)
        .asString()
        .endsWith(",warning");

    firms(", required: true", "type: timestamp", "");
    assertThat(workspace.callWithoutSpark("validate").lines())
        .hasSize(2)
        .element(0)
        .asString()
        .contains("watermark 'upd' tells seconds only");
    firms(", required: true", "type: timestamp", ", look-back: 1h");
    assertThat(workspace.callWithoutSpark("validate").lines()).hasSize(1);
  }

  @Test
  void nothingStartsWhileAProblemIsOpen() {
    tenMistakes();
    for (String command :
        List.of(
            "list",
            "plan",
            "apply",
            "run --all",
            "sql",
            "quarantine discard --job t.j --reason r")) {
      Outcome outcome = workspace.callWithoutSpark(command.split(" "));
      assertThat(outcome.exit()).as(command).isEqualTo(2);
      assertThat(outcome.out()).as(command).isEmpty();
      assertThat(outcome.err()).as(command).contains(PLACES).contains("10 problems [CL1003]");
    }
    assertThat(home.resolve(".citylake")).doesNotExist();
  }

  @Test
  void wrongUsageIsAShortSentenceAndExits2() {
    Outcome unknown = workspace.callWithoutSpark("run", "--al");
    assertThat(unknown.exit()).isEqualTo(2);
    assertThat(unknown.err())
        .isEqualToNormalizingNewlines(
            "Unknown option: '--al'\nPossible solutions: --all\nSee citylake run --help\n");
    Outcome date = workspace.callWithoutSpark("run", "--all", "--date", "2026-02-30");
    assertThat(date.exit()).isEqualTo(2);
    assertThat(date.err()).contains("'2026-02-30' is no date: expected yyyy-MM-dd or yyyyMMdd");
    assertThat(workspace.callWithoutSpark().exit()).isEqualTo(2);
    assertThat(workspace.callWithoutSpark("runn").err()).contains("citylake --help");
    assertThat(workspace.callWithoutSpark("run").err()).contains("Name a job");
    for (String command : List.of("runn --help", "--help runn", "quarantine fixx --help")) {
      Outcome helped = workspace.callWithoutSpark(command.split(" "));
      assertThat(helped.exit()).as(command).isEqualTo(2);
      assertThat(helped.out()).as(command).isEmpty();
      assertThat(helped.err()).as(command).startsWith("Unmatched argument");
    }
  }

  @Test
  void helpIsNoFailure() {
    for (String words : List.of("--help", "help run", "run --help", "quarantine fix --help")) {
      Outcome outcome = workspace.callWithoutSpark(words.split(" "));
      assertThat(outcome.exit()).as(words).isZero();
      assertThat(outcome.out()).as(words).contains("Usage: citylake");
    }
    assertThat(workspace.callWithoutSpark("--version").out()).isNotBlank();
  }
}
