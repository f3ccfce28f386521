package io.citylake.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.citylake.cli.CommandFixture.Outcome;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands of somebody's first day, in their order. */
class ITFirstSteps {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private Path home;
  private CommandFixture lake;

  @BeforeEach
  void workspace() {
    lake =
        new CommandFixture(home)
            .levels("append")
            .levelsJob()
            .landing(
                "a.csv",
                "府河,2026-01-01 08:00,1.5,7",
                "沙河,2026-01-01 08:00,2.5,8",
                "沙河,2026-01-01 09:00,99,8");
  }

  private void apply() {
    Outcome applied = lake.callWithoutSpark("apply");
    assertThat(applied.err()).isEqualToNormalizingNewlines("Applied.\n");
    assertThat(applied.exit()).isZero();
  }

  @Test
  void planApplyAndPlanAgain() {
    Outcome plan = lake.callWithoutSpark("plan", "--detailed-exitcode");
    assertThat(plan.exit()).isEqualTo(2);
    assertThat(plan.lines())
        .contains(
            "water",
            "  + create theme water  [no rows, 0 B, 0 files rewritten]",
            "water.ods_level",
            "water.ods_level__quarantine");
    assertThat(lake.callWithoutSpark("plan").exit()).isZero();
    apply();
    Outcome again = lake.callWithoutSpark("plan", "--detailed-exitcode");
    assertThat(again.out())
        .isEqualToNormalizingNewlines("Nothing to do: the catalog is what the contracts say.\n");
    assertThat(again.exit()).isZero();
    assertThat(lake.callWithoutSpark("apply").out()).contains("Nothing to do");
  }

  @Test
  void runBeforeApplySaysWhatToDo() {
    Outcome run = lake.call("run", "water.levels");
    assertThat(run.exit()).isEqualTo(1);
    assertThat(run.out())
        .contains("create table with 8 columns", "run citylake apply first [CL1006]");
    assertThat(run.lastLine()).isEqualTo("PASS=0 WARN=0 QUARANTINED=0 ERROR=1 SKIP=0");
    apply();
    lake.levels("append", "  - {name: extra, type: string, title: {zh: 附, en: Extra}}");
    assertThat(lake.call("run", "water.levels").out())
        .contains("water.ods_level: add column extra string", "[CL1006]");
    // A title is no reason to wait.
    lake.levels("append", "tags: [later]");
    assertThat(lake.call("run", "water.levels").exit()).isZero();
  }

  @Test
  void runsOnceAndThenFindsNothingNew() throws Exception {
    apply();
    Outcome first = lake.call("run", "water.levels");
    assertThat(first.err()).isEmpty();
    assertThat(first.exit()).isZero();
    assertThat(first.lines().get(0)).matches("1 of 1 START water\\.levels \\.+ \\[RUN]");
    assertThat(first.lines().get(1))
        .matches(
            "1 of 1 OK    water\\.levels \\.+ \\[published in \\d+\\.\\d\\ds, files 1 new, read 3 accepted 2 quarantined 1 duplicates 0]");
    assertThat(first.lines().get(2)).isEqualTo("    refused 1: level:range=1");
    assertThat(first.lastLine()).isEqualTo("PASS=1 WARN=0 QUARANTINED=1 ERROR=0 SKIP=0");

    JsonNode results = JSON.readTree(lake.read("target/run_results.json"));
    JsonNode job = results.path("results").path(0);
    assertThat(job.path("unique_id").asText()).isEqualTo("water.levels");
    assertThat(job.path("status").asText()).isEqualTo("pass");
    assertThat(job.path("outcome").asText()).isEqualTo("published");
    assertThat(job.path("rows").path("accepted").asLong()).isEqualTo(2);
    assertThat(job.path("files").path("new").asLong()).isEqualTo(1);
    assertThat(job.path("rows").path("reasons").path("level:range").asLong()).isEqualTo(1);
    assertThat(results.path("metadata").path("mode").asText()).isEqualTo("incremental");
    assertThat(home.resolve("target").toFile().list()).containsExactly("run_results.json");

    Outcome second = lake.call("run", "--all");
    assertThat(second.exit()).isZero();
    assertThat(second.out())
        .contains("[nothing new in ", ", files none]", "Nothing new in the source");
    assertThat(lake.query("select count(*) from water.ods_level")).containsExactly("2");

    Outcome runs = lake.callWithoutSpark("runs", "-o", "json");
    JsonNode ledger = JSON.readTree(runs.out());
    assertThat(ledger.findValuesAsText("outcome")).containsExactly("nothing_new", "published");
    assertThat(ledger.path(1).path("run").asText()).isEqualTo(job.path("run_id").asText());
    assertThat(ledger.path(1).path("read").asLong()).isEqualTo(3);

    String run = job.path("run_id").asText();
    Outcome show = lake.callWithoutSpark("runs", "show", run);
    assertThat(show.out())
        .contains("outcome          published", "accepted         2")
        .contains("stage stage", "stage publish", "position_after");
    assertThat(lake.callWithoutSpark("runs", "--limit", "1").lines()).hasSize(3);
    Outcome unknown =
        lake.callWithoutSpark("runs", "show", run.substring(0, run.length() - 6) + "aaaaaa");
    assertThat(unknown.exit()).isEqualTo(2);
    assertThat(unknown.err()).contains("see citylake runs");
  }

  @Test
  void asksInSqlInThreeFormats() {
    apply();
    lake.call("run", "water.levels");
    String question = "select station, level, at from water.ods_level order by station";
    assertThat(lake.call("sql", "-e", question).lines())
        .containsExactly(
            "station  level  at",
            "───────  ─────  ───────────────────",
            "府河     1.500  2026-01-01 08:00:00",
            "沙河     2.500  2026-01-01 08:00:00",
            "2 rows");
    assertThat(lake.call("sql", "-o", "csv", "-e", question).lines())
        .containsExactly(
            "station,level,at", "府河,1.500,2026-01-01 08:00:00", "沙河,2.500,2026-01-01 08:00:00");
    assertThat(lake.call("sql", "-o", "json", "-e", question + "; select 1 as one; ").lines())
        .containsExactly(
            "[",
            "{\"station\":\"府河\",\"level\":1.500,\"at\":\"2026-01-01 08:00:00\"}",
            ",{\"station\":\"沙河\",\"level\":2.500,\"at\":\"2026-01-01 08:00:00\"}",
            "]",
            "[",
            "{\"one\":1}",
            "]");
    String old =
        "select timestamp'0001-01-01 00:00:00' as a, date'1582-10-10' as b, timestamp'1500-03-01 12:00:00' as c";
    assertThat(lake.call("sql", "-o", "csv", "-e", old).lines())
        .containsExactly("a,b,c", "0001-01-01 00:00:00,1582-10-10,1500-03-01 12:00:00");
    lake.file("question.sql", "-- two of them", "select 1 as a;", "select ';' as b");
    assertThat(lake.call("sql", "-o", "csv", "-f", home + "/question.sql").lines())
        .containsExactly("a", "1", "b", ";");
    assertThat(lake.call("sql", "--limit", "1", "-e", question).lastLine())
        .isEqualTo("1 row shown, there are more: use --limit or -o csv");
  }

  @Test
  void sqlMistakesAreOneParagraphAndExit2() {
    Outcome column = lake.call("sql", "-e", "select statoin from (select 1 as station)");
    assertThat(column.exit()).isEqualTo(2);
    assertThat(column.err())
        .startsWith("Cannot run the statement: ")
        .contains("`statoin`", "`station`")
        .endsWith("[CL1009]" + System.lineSeparator())
        .doesNotContain("\tat ", "Project [");
    Outcome syntax = lake.call("sql", "-e", "select 1\nfrm x y");
    assertThat(syntax.exit()).isEqualTo(2);
    assertThat(syntax.err().lines()).hasSize(1);
    assertThat(syntax.err()).contains("(line 2, pos ");
    Outcome late = lake.call("sql", "-o", "csv", "-e", "select raise_error('boom') as x");
    assertThat(late.exit()).isEqualTo(2);
    assertThat(late.err()).contains("boom").doesNotContain("\tat ");
    assertThat(lake.call("sql", "-e", "select 1", "-f", "x").err()).contains("-e or -f, not both");
    assertThat(lake.callWithoutSpark("sql", "-f", home + "/none.sql").err())
        .contains("no such file");
  }

  @Test
  void listsJobsTablesAndThemes() {
    lake.stations();
    assertThat(lake.callWithoutSpark("list", "-o", "csv").lines())
        .containsExactly(
            "job,title_zh,title_en,target,write_mode,owner,tags",
            "water.levels,水位,Levels,water.ods_level,append,水务局,hourly",
            "water.stations,站点,Stations,water.dim_station,append,水务局,weekly");
    assertThat(lake.callWithoutSpark("ls", "tables", "-o", "csv").lines())
        .contains("water.ods_level,水位,Water levels,ods,append,4,水务局");
    assertThat(lake.callWithoutSpark("list", "themes", "-o", "csv").lines())
        .containsExactly("theme,title_zh,title_en,owner,tables", "water,水务,Water,水务局,2");
  }

  private List<String> selected(String selection) {
    Outcome listed = lake.callWithoutSpark("list", "-o", "csv", "--select", selection);
    assertThat(listed.err()).isEmpty();
    return listed.lines().stream().skip(1).map(line -> line.split(",", -1)[0]).toList();
  }

  @Test
  void selectsAsDbtDoes() {
    lake.stations()
        .levels(
            "append",
            "audits:",
            "  - references: {column: station, table: water.dim_station, to: name, level: warn}");
    assertThat(selected("theme:water")).containsExactly("water.stations", "water.levels");
    assertThat(selected("tag:hourly")).containsExactly("water.levels");
    assertThat(selected("tag:river")).hasSize(2);
    assertThat(selected("water.l*")).containsExactly("water.levels");
    assertThat(selected("+water.levels")).containsExactly("water.stations", "water.levels");
    assertThat(selected("water.stations+")).containsExactly("water.stations", "water.levels");
    assertThat(selected("+water.stations")).containsExactly("water.stations");
    assertThat(selected("table:water.dim_*,tag:hourly")).hasSize(2);
    Outcome unknown = lake.callWithoutSpark("run", "water.level");
    assertThat(unknown.exit()).isEqualTo(2);
    assertThat(unknown.err()).contains("did you mean water.levels?", "[CL1004]");
    assertThat(lake.callWithoutSpark("run", "--select", "them:water").exit()).isEqualTo(2);
  }

  @Test
  void dryRunSaysWhatWouldHappenAndWritesNothing() {
    apply();
    Outcome look = lake.call("run", "water.levels", "--dry-run");
    assertThat(look.exit()).isZero();
    assertThat(look.out())
        .contains("[dry run in ", "read 3 accepted 2 quarantined 1", "refused 1: level:range=1");
    assertThat(lake.query("select count(*) from water.ods_level.snapshots")).containsExactly("0");
    assertThat(lake.call("run", "water.levels").out()).contains("accepted 2");
    assertThat(lake.callWithoutSpark("run", "--all", "--dry-run", "--full-refresh").exit())
        .isEqualTo(2);
  }

  @Test
  void oneFailingJobLeavesTheOthersAlone() {
    lake.stations()
        .file("landing/stations/s.json", "{\"其他\": 1}", "{\"名称\": \"府河\"}")
        .file("landing/again/a.csv", "其他", "x")
        .file(
            "jobs/water/again.yaml",
            """
            title: {zh: 再, en: Again}
            owner: 水务局
            target: water.dim_station
            source: {files: {path: landing/again/*.csv, format: csv}}
            columns: {name: 名称}
            """);
    apply();
    Outcome round = lake.call("run", "--all");
    assertThat(round.exit()).isEqualTo(1);
    assertThat(round.out()).contains("ERROR water.again", "OK    water.levels");
    assertThat(round.lastLine()).matches("PASS=2 WARN=0 QUARANTINED=\\d ERROR=1 SKIP=0");
    Outcome fast = lake.call("run", "--all", "--fail-fast", "--threads", "1");
    assertThat(fast.exit()).isEqualTo(1);
    assertThat(fast.lastLine()).isEqualTo("PASS=0 WARN=0 QUARANTINED=0 ERROR=1 SKIP=2");
    assertThat(fast.out()).contains("Not run: an earlier job failed and --fail-fast was given");
    Outcome json = lake.call("run", "--all", "-o", "json");
    assertThat(json.err()).contains("PASS=2");
    assertThat(json.out()).startsWith("[").contains("\"status\":\"ERROR\"");
  }

  @Test
  void businessDateChoosesTheFiles() {
    lake.levelsJob()
        .file(
            "jobs/water/levels.yaml",
            lake.read("jobs/water/levels.yaml")
                .replace("landing/*.csv", "\"landing/${bizdate}/${bizdate-1:yyyy-MM-dd}.csv\""))
        .landing("20260301/2026-02-28.csv", "府河,2026-02-28 08:00,1.5,7")
        .landing("20260302/2026-03-01.csv", "府河,2026-03-01 08:00,2.5,7");
    apply();
    assertThat(lake.call("run", "--all", "--date", "2026-03-01").out()).contains("read 1 accepted");
    assertThat(lake.query("select level from water.ods_level")).containsExactly("1.500");
    assertThat(lake.call("run", "--all", "--date", "20260302").out()).contains("read 1 accepted");
    assertThat(lake.query("select level from water.ods_level order by 1"))
        .containsExactly("1.500", "2.500");
    assertThat(lake.callWithoutSpark("runs", "-o", "csv").out())
        .contains(",load,2026-03-01,published,", ",load,2026-03-02,published,");
  }
}
