package io.citylake.contract.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.citylake.contract.Problem;
import io.citylake.contract.Workspace;
import io.citylake.contract.dataset.Openness;
import io.citylake.contract.dataset.ShareType;
import io.citylake.contract.job.SourceSpec;
import io.citylake.contract.job.SourceSpec.Copies;
import io.citylake.contract.settings.Environment;
import io.citylake.model.JobName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** One mistake at a time in a workspace that is otherwise good. */
class TestWorkspaceChecks {
  @TempDir private Path home;

  @BeforeEach
  void writeGoodWorkspace() throws IOException {
    for (Map.Entry<String, String> each : Mistakes.GOOD.entrySet()) {
      write(each.getKey(), each.getValue());
    }
  }

  private void write(String file, String text) throws IOException {
    Files.createDirectories(home.resolve(file).getParent());
    Files.writeString(home.resolve(file), text);
  }

  private List<String> problems() {
    return WorkspaceLoader.load(
            home, Environment.of(Map.of("PASSWORD", "s3cret")), LocalDate.of(2026, 3, 1))
        .problems()
        .stream()
        .map(Problem::toString)
        .toList();
  }

  @Test
  void findsNothingInTheGoodWorkspace() {
    assertThat(problems()).isEmpty();
  }

  @Test
  void warnsOfEachDatasetThatNobodyDecided() throws IOException {
    String decided = "share: none\nopen: none\ndecided: {on: \"2026-11-30\", because: 尚在试运行}\n";
    write(Mistakes.DAYS, Mistakes.GOOD.get(Mistakes.DAYS) + decided);
    write(Mistakes.AREA, Mistakes.GOOD.get(Mistakes.AREA) + "share: unconditional\n");

    LoadResult.Loaded loaded =
        (LoadResult.Loaded)
            WorkspaceLoader.load(
                home, Environment.of(Map.of("PASSWORD", "s3cret")), LocalDate.of(2026, 3, 1));

    String text = ":1:1: nobody decided whether it is shared and open, so it is 不予共享 and 不开放; say ";
    assertThat(loaded.warnings())
        .extracting(Problem::toString)
        .filteredOn(each -> each.contains("nobody decided"))
        .containsExactly(
            Mistakes.AREA + text + "'open', 'decided'",
            Mistakes.LEVEL + text + "'share', 'open', 'decided'");
    // What is half decided is kept to its owner.
    assertThat(loaded.workspace().datasets().values())
        .allSatisfy(
            dataset -> {
              assertThat(dataset.catalogue().share()).isEqualTo(ShareType.NONE);
              assertThat(dataset.catalogue().open()).isEqualTo(Openness.NONE);
            });
  }

  @Test
  void refusesOwnersThatAreNoDepartmentOnceThereAreAny() throws IOException {
    write(
        Mistakes.SETTINGS, "departments: {水利局: {code: 11510109MB99000137, responsible: 数据管理岗}}\n");
    assertThat(problems())
        .containsExactly(
            "conf/themes/water.yaml:2:8: department '水务局' doesn't exist; did you mean '水利局'?");
  }

  @Test
  void refusesStepOverATableThatJobsFill() throws IOException {
    String text = Mistakes.GOOD.get(Mistakes.STEP);
    write(Mistakes.STEP, text.replace("title: ", "target: water.ods_level\ntitle: "));
    assertThat(problems())
        .contains(
            "jobs/water/level.yaml:2:9: step water.ads_day fills water.ods_level already; a derived"
                + " table is its step's alone",
            "jobs/water/ads_day.sql:3:9: job water.level fills water.ods_level already; a derived"
                + " table is its step's alone");
  }

  @Test
  void refusesTwoStepsOfOneTable() throws IOException {
    write(
        "jobs/water/other.sql", "/*\ntitle: {zh: 又, en: Again}\ntarget: water.ads_day\n*/SELECT 1");
    assertThat(problems())
        .containsExactly(
            "jobs/water/ads_day.sql:3:1: step water.other fills water.ads_day already",
            "jobs/water/other.sql:3:9: step water.ads_day fills water.ads_day already");
  }

  @Test
  void refusesStepWhoseHeadHasNoEnd() throws IOException {
    write(Mistakes.STEP, Mistakes.GOOD.get(Mistakes.STEP).replace("*/", ""));
    assertThat(problems())
        .singleElement()
        .asString()
        .startsWith("jobs/water/ads_day.sql:1:1: a step begins with a comment that holds its keys");
  }

  @ParameterizedTest
  @MethodSource("io.citylake.contract.load.Mistakes#all")
  void findsOneMistake(String file, String good, String bad, String expected) throws IOException {
    String text = Mistakes.GOOD.get(file);
    assertThat(text).contains(good);
    write(file, text.replace(good, bad));
    int line = (int) text.substring(0, text.indexOf(good)).lines().count();
    assertThat(problems()).singleElement().asString().startsWith(file + ":").endsWith(expected);
    int reported = Integer.parseInt(problems().get(0).split(":")[1]);
    assertThat(reported).as("line of " + problems().get(0)).isBetween(line - 1, line + 2);
  }

  @Test
  void aTopicBringsNoWholeCopies() throws IOException {
    write(Mistakes.FEED, Mistakes.GOOD_FEED + "write-mode: replace\n");
    assertThat(problems())
        .singleElement()
        .asString()
        .startsWith(Mistakes.KAFKA + ":2:9: a topic needs a target with write-mode append");
  }

  /** An older message that is replayed must not take the place of a newer one. */
  @Test
  void aTopicIntoAnUpsertNeedsASequence() throws IOException {
    String upsert = Mistakes.GOOD_FEED + "key: [code]\nwrite-mode: upsert\n";
    write(Mistakes.FEED, upsert);
    assertThat(problems())
        .singleElement()
        .asString()
        .startsWith(Mistakes.KAFKA + ":2:9: a topic needs a target with a sequence where its");
    write(
        Mistakes.FEED,
        upsert.replace("type: string}]", "type: string}, {name: n, type: long}]")
            + "sequence: n\n");
    write(
        Mistakes.KAFKA,
        Mistakes.GOOD.get(Mistakes.KAFKA).replace("columns: {", "columns: {n: $kafka.offset, "));
    assertThat(problems()).isEmpty();
  }

  @Test
  void replacesAWholeTableButNeedsAKeyForTheOtherModes() throws IOException {
    write(Mistakes.AREA, Mistakes.GOOD.get(Mistakes.AREA) + "write-mode: replace\n");
    assertThat(problems()).isEmpty();
    write(Mistakes.AREA, Mistakes.GOOD.get(Mistakes.AREA) + "write-mode: upsert\n");
    assertThat(problems()).containsExactly(Mistakes.AREA + ":5:13: write-mode upsert needs a key");
    write(Mistakes.AREA, Mistakes.GOOD.get(Mistakes.AREA) + "write-mode: snapshot\n");
    assertThat(problems())
        .containsExactly(Mistakes.AREA + ":5:13: write-mode snapshot needs a key");
  }

  @Test
  void historyIsOfFullCopiesOfOneJob() throws IOException {
    String table =
        """
        title: {zh: 区, en: Area}
        layer: dim
        grain: one area
        key: [code]
        write-mode: %s
        columns:
          - {name: code, type: string, required: true}
        """;
    String job =
        """
        title: {zh: 区, en: Areas}
        target: water.dim_copy
        source: {jdbc: {product: sqlite, database: x.db, table: area%s}}
        columns: {code: code}
        """;
    write("conf/themes/water/dim_copy.yaml", table.formatted("snapshot"));
    write("jobs/water/copy_a.yaml", job.formatted(""));
    assertThat(problems()).isEmpty();
    write("jobs/water/copy_a.yaml", job.formatted(", incremental: {column: code}"));
    write("jobs/water/copy_b.yaml", job.formatted(""));
    assertThat(problems())
        .containsExactly(
            "jobs/water/copy_a.yaml:3:76: an increment is no full copy: a table of write-mode snapshot would end every row that it lacks; take 'incremental' away, or make the target append or upsert",
            "jobs/water/copy_b.yaml:2:9: water.copy_a brings full copies of this table already, and each copy of write-mode snapshot ends what the other's has; bring both by one job, or into two tables");
    write("conf/themes/water/dim_copy.yaml", table.formatted("upsert"));
    assertThat(problems()).isEmpty();
  }

  @Test
  void keepsNamesThatItNeedsItself() throws IOException {
    write(
        Mistakes.AREA,
        """
        title: {zh: 区, en: Area}
        layer: dim
        grain: one area
        key: [code]
        write-mode: snapshot
        columns:
          - {name: code, type: string}
          - {name: valid_to, type: date}
          - {name: _run_id, type: string}
        """);
    write("conf/themes/water/dim_x__quarantine.yaml", Mistakes.GOOD.get(Mistakes.AREA));
    assertThat(problems())
        .containsExactly(
            Mistakes.AREA
                + ":8:12: column 'valid_to' is CityLake's own where write-mode is snapshot",
            Mistakes.AREA
                + ":9:12: 'name' must be a lower_snake name of at most 64 characters, not"
                + " '_run_id'",
            "conf/themes/water/dim_x__quarantine.yaml:1:1: names that end in __quarantine or"
                + " __deleted or __displaced are CityLake's own");
  }

  @Test
  void copiesAreNotPassedOverWhereALaterFileTakesThePlaceOfEarlierOnes() throws IOException {
    write(
        Mistakes.FILES,
        Mistakes.GOOD.get(Mistakes.FILES).replace("path: x,", "path: x, copies: skip,"));
    assertThat(problems())
        .singleElement()
        .asString()
        .contains("'copies: skip' goes with write-mode append and no column from path-match only");
  }

  /** A, B, A of a register is three states of it, the last as good as the first. */
  @Test
  void copiesAreLoadedUnlessTheJobOnlyAddsRowsThatTheFileAloneTells() throws IOException {
    String target = Mistakes.GOOD.get(Mistakes.AREA) + "key: [code]\n";
    String append = "columns: {code: c}\n";
    String path = "columns: {code: {path-match: \"([0-9]+)\"}}\n";
    assertThat(copies(target, append)).isEqualTo(Copies.SKIP);
    assertThat(copies(target, path)).isEqualTo(Copies.LOAD);
    for (String mode : List.of("snapshot", "upsert", "replace")) {
      String partition = mode.equals("replace") ? "partition-by: [code]\n" : "";
      assertThat(copies(target + "write-mode: " + mode + "\n" + partition, append))
          .as(mode)
          .isEqualTo(Copies.LOAD);
    }
  }

  private Copies copies(String target, String columns) throws IOException {
    write(Mistakes.AREA, target);
    write(
        "jobs/water/areas.yaml",
        "title: {zh: 区, en: Areas}\ntarget: water.dim_area\n"
            + "source: {files: {path: x, format: {csv: {header: true}}}}\n"
            + columns);
    Workspace workspace =
        WorkspaceLoader.loadOrThrow(
            home, Environment.of(Map.of("PASSWORD", "s3cret")), LocalDate.of(2026, 3, 1));
    SourceSpec source = workspace.loadJob(JobName.parse("water.areas")).source();
    return ((SourceSpec.Files) source).intake().copies();
  }

  @Test
  void needsAKeyForLookBack() throws IOException {
    write(
        Mistakes.JDBC,
        Mistakes.GOOD
            .get(Mistakes.JDBC)
            .replace("water.ods_level", "water.dim_area")
            .replace("{station: s, at: t}", "{code: c}"));
    assertThat(problems())
        .containsExactly(
            Mistakes.JDBC
                + ":11:47: look-back needs a target with a key, because rows are met again");
  }

  @Test
  void givesSqliteNoServer() throws IOException {
    write(Mistakes.JDBC, Mistakes.GOOD.get(Mistakes.JDBC).replace("postgresql", "sqlite"));
    assertThat(problems())
        .containsExactly(
            Mistakes.JDBC + ":6:11: 'host' doesn't go with sqlite",
            Mistakes.JDBC + ":9:11: 'user' doesn't go with sqlite",
            Mistakes.JDBC + ":10:15: 'password' doesn't go with sqlite",
            Mistakes.JDBC + ":12:18: parameter 'sslmode' isn't allowed; allowed are: none");
  }

  @Test
  void reportsFilesThatWouldNotBeRead() throws IOException {
    write("conf/codes/color.yml", "title: {zh: 色, en: Color}");
    write("conf/citylake.yml", "zone: UTC");
    write("jobs/stray.yaml", "a: 1");
    write("conf/themes/Wind.yaml", "a: 1");
    write("conf/themes/air/ods_pm.yaml", Mistakes.GOOD.get(Mistakes.AREA).replace("dim", "ods"));
    write("conf/calendars/cn.yaml", "");
    assertThat(problems())
        .containsExactly(
            "conf/calendars/cn.yaml:1:1: the file is empty",
            "conf/citylake.yml:1:1: the file's name must end in .yaml, else it isn't read",
            "conf/codes/color.yml:1:1: the file's name must end in .yaml, else it isn't read",
            "conf/themes/Wind.yaml:1:1: 'Wind' is no name: it must be lower_snake"
                + " ([a-z][a-z0-9_]{0,63})",
            "conf/themes/air/ods_pm.yaml:1:1: theme 'air' doesn't exist",
            "jobs/stray.yaml:1:1: jobs belong in the directory of their theme:"
                + " jobs/THEME/JOB.yaml");
  }

  @Test
  void findsDaysThatACalendarCannotHave() throws IOException {
    write(
        "conf/calendars/cn.yaml",
        "title: {zh: 历, en: C}\n"
            + "holidays: [2026-01-03]\n"
            + "make-up-days: [2026-01-03, 2026-01-04, 2026-01-05]\n");
    assertThat(problems())
        .containsExactly(
            "conf/calendars/cn.yaml:3:16: 2026-01-03 is a holiday and a make-up day; it is one",
            "conf/calendars/cn.yaml:3:40: make-up day 2026-01-05 is no Saturday or Sunday: weekdays"
                + " are worked as they are");
  }

  @Test
  void readsNoFileOutsideOfConf() throws IOException {
    Path secret = Files.writeString(home.resolve("secret.csv"), "code,zh,en,from,until,parent\n");
    Files.createSymbolicLink(home.resolve("conf/codes/river.csv"), secret);
    write(Mistakes.CODES, "title: {zh: 河, en: River}\nfile: river.csv\n");
    Files.createDirectories(home.resolve("conf/geo"));
    Files.createSymbolicLink(home.resolve("conf/geo/zone.geojson"), secret);
    write(
        Mistakes.LEVEL,
        Mistakes.GOOD
            .get(Mistakes.LEVEL)
            .replace("box: [103, 30, 104, 31]", "polygon: zone.geojson"));
    assertThat(problems())
        .containsExactly(
            Mistakes.CODES + ":2:7: conf/codes/river.csv leads out of conf/",
            Mistakes.LEVEL
                + ":16:77: Cannot read polygon: it is not a file under conf/ (file=zone.geojson)");
  }

  @Test
  void doesNotReportWhatFollowsFromABrokenFile() throws IOException {
    write(Mistakes.LEVEL, "title: [\n");
    assertThat(problems()).singleElement().asString().startsWith(Mistakes.LEVEL + ":");
  }

  /** It leaves what somebody may still need, and has its own place beside what else runs. */
  @Test
  void findsUpkeepThatWouldGoTooFar() throws IOException {
    write(
        Mistakes.SETTINGS,
        """
        pools: {night: 2}
        maintain:
          schedule: {cron: "30 2 * * *", pool: night}
          keep-snapshots: 5m
          all-releases: 3d
          hourly-releases: 2d
          history: {runs: 1d, slots: 30d}
        """);
    assertThat(problems()).hasSize(5);
    assertThat(String.join("\n", problems()))
        .contains(
            "'pool' doesn't go with maintain: it has a place of its own beside what else runs; see 'hours'",
            "'keep-snapshots' must be at least 1h",
            "'hourly-releases' must be at least as long as 'all-releases'",
            "'runs' must be at least 7d",
            "'slots' must be at least 62d");
  }

  @Test
  void needsNoSettingsFile() throws IOException {
    Files.delete(home.resolve(Mistakes.SETTINGS));
    assertThat(problems()).isEmpty();
    write(Mistakes.SETTINGS, "# nothing yet\n");
    assertThat(problems()).isEmpty();
  }
}
