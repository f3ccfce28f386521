package io.citylake.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.citylake.cli.CommandFixture.Outcome;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Contracts change; rows that are there stay where they are. */
class ITChange {
  private static final String FILES =
      "select file_path, file_size_in_bytes from water.ods_level.files order by 1";

  @TempDir private Path home;
  private CommandFixture lake;
  private List<String> files = List.of();

  @BeforeEach
  void load() {
    lake =
        new CommandFixture(home)
            .levels("append")
            .levelsJob()
            .landing("a.csv", "府河,2026-01-01 08:00,1.5,7", "沙河,2026-01-02 08:00,2.5,8");
    assertThat(lake.callWithoutSpark("apply").exit()).isZero();
    assertThat(lake.call("run", "water.levels").exit()).isZero();
    files = lake.query(FILES);
    assertThat(files).isNotEmpty();
  }

  private void contract(String... pairs) {
    String name = "conf/themes/water/ods_level.yaml";
    String text = lake.read(name);
    for (int i = 0; i < pairs.length; i += 2) {
      assertThat(text).contains(pairs[i]);
      text = text.replace(pairs[i], pairs[i + 1]);
    }
    lake.file(name, text);
  }

  private Outcome apply(String... planned) {
    assertThat(lake.callWithoutSpark("plan").out()).contains(planned);
    Outcome applied = lake.callWithoutSpark("apply");
    assertThat(applied.exit()).as(applied.err()).isZero();
    assertThat(lake.query(FILES)).isEqualTo(files);
    assertThat(lake.callWithoutSpark("plan", "--detailed-exitcode").exit()).isZero();
    return applied;
  }

  @Test
  void addsWidensAndRenamesColumnsWithoutTouchingAFile() {
    contract(
        "  - {name: gauge, type: int, title: {zh: 编号, en: Gauge}}",
        "  - {name: number, was: [gauge], type: long, title: {zh: 编号, en: Gauge}}\n"
            + "  - {name: basin, type: string, title: {zh: 流域, en: Basin}}");
    lake.file(
        "jobs/water/levels.yaml",
        lake.read("jobs/water/levels.yaml")
            .replace("  gauge:", "  basin: {from: 流域, optional: true}\n  number:"));
    apply(
        "water.ods_level (2 rows, ",
        "  ~ rename column gauge to number  [no rows, 0 B, 0 files rewritten]",
        "  ~ widen column number from int to long  [no rows, 0 B, 0 files rewritten]",
        "  + add column basin string  [no rows, 0 B, 0 files rewritten]");
    assertThat(lake.query("select station, number, basin from water.ods_level order by 1"))
        .containsExactly("府河,7,", "沙河,8,");
    lake.file("landing/b.csv", "站点,时间,水位,编号,流域", "江安河,2026-01-03 08:00,3.5,3000000000,岷江");
    assertThat(lake.call("run", "water.levels").out()).contains("accepted 1");
    assertThat(lake.query("select number, basin from water.ods_level where station = '江安河'"))
        .containsExactly("3000000000,岷江");
  }

  @Test
  void dropsOnlyWhenAllowed() {
    contract("  - {name: gauge, type: int, title: {zh: 编号, en: Gauge}}", "");
    lake.file(
        "jobs/water/levels.yaml",
        lake.read("jobs/water/levels.yaml").replace("  gauge: {from: 编号, optional: true}", ""));
    assertThat(lake.callWithoutSpark("plan").out())
        .contains("  - drop column gauge  [2 rows, 0 B, 0 files rewritten]  BLOCKED: ")
        .contains("--allow-drop");
    Outcome refused = lake.callWithoutSpark("apply");
    assertThat(refused.exit()).isEqualTo(2);
    assertThat(refused.err()).contains("[CL1007]");
    assertThat(lake.query("select gauge from water.ods_level order by 1"))
        .containsExactly("7", "8");
    assertThat(lake.callWithoutSpark("apply", "--allow-drop").exit()).isZero();
    assertThat(lake.query(FILES)).isEqualTo(files);
    assertThat(lake.call("sql", "-e", "select gauge from water.ods_level").exit()).isEqualTo(2);
    // A column of the same name does not bring the old values back.
    contract(
        "layer: ods",
        "layer: ods",
        "unit: m, rules: [{range: {min: 0, max: 50}}]}",
        "unit: m, rules: [{range: {min: 0, max: 50}}]}\n  - {name: gauge, type: int, title: {zh: 编号, en: Gauge}}");
    apply("  + add column gauge int");
    assertThat(lake.query("select coalesce(gauge, -1) from water.ods_level"))
        .containsExactly("-1", "-1");
  }

  @Test
  void partitionsAndSortsNewFilesOnly() {
    contract(
        "write-mode: append", "write-mode: append\npartition-by: [day(at)]\nsort-by: [station]");
    apply("~ partition new files by [", "~ sort new files by [");
    lake.landing("b.csv", "江安河,2026-01-03 08:00,3.5,9", "清水河,2026-01-04 08:00,4.5,9");
    assertThat(lake.call("run", "water.levels").exit()).isZero();
    assertThat(lake.query(FILES)).hasSize(files.size() + 2).containsAll(files);
    assertThat(lake.query("select count(*) from water.ods_level where at < '2026-01-04 00:00:00'"))
        .containsExactly("3");
  }

  @Test
  void titlesRulesAndGradesAreWordsOnly() {
    contract(
        "title: {zh: 水位, en: Level}", "title: {zh: 水深, en: Depth}, grade: 3",
        "max: 50", "max: 40");
    apply("change titles of columns level", "change properties ");
    assertThat(lake.query("describe water.ods_level").toString()).contains("水深");
    assertThat(lake.query("select count(*) from water.ods_level.snapshots")).containsExactly("1");
    lake.landing("b.csv", "江安河,2026-01-03 08:00,45,9");
    assertThat(lake.call("run", "water.levels").out()).contains("refused 1: level:range=1");
  }

  @Test
  void anotherWorkspaceNeverWritesToThisCatalog(@TempDir Path elsewhere) {
    CommandFixture other =
        new CommandFixture(elsewhere)
            .file(
                "conf/citylake.yaml",
                "source-roots: [landing]",
                "catalog: {uri: \"jdbc:sqlite:" + home + "/.citylake/catalog.db\"}",
                "warehouse: " + home + "/.citylake/warehouse")
            .levels("append")
            .levelsJob()
            .landing("z.csv", "锦江,2026-01-01 08:00,1.5,7");
    String before = lake.callWithoutSpark("runs", "-o", "csv").out();
    for (String command : List.of("plan", "apply", "run --all", "quarantine replay")) {
      Outcome refused = other.callWithoutSpark(command.split(" "));
      assertThat(refused.exit()).as(command).isEqualTo(2);
      assertThat(refused.err()).as(command).contains("it belongs to another workspace", "[CL1008]");
    }
    assertThat(lake.callWithoutSpark("runs", "-o", "csv").out()).isEqualTo(before);
    assertThat(lake.query("select count(*) from water.ods_level")).containsExactly("2");
  }
}
