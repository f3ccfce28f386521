package io.citylake.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.citylake.cli.CommandFixture.Outcome;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a table holds is told from its files, not from what its last write counted. */
class ITTotals {
  private static final String CONTRACT = "conf/themes/water/ods_level.yaml";
  private static final String LEVEL = "title: {zh: 水位, en: Level}, unit: m";

  @TempDir private Path home;
  private CommandFixture lake;

  @BeforeEach
  void workspace() {
    lake = new CommandFixture(home).levelsJob();
  }

  private void apply() {
    Outcome applied = lake.callWithoutSpark("apply");
    assertThat(applied.exit()).as(applied.err()).isZero();
  }

  private void run() {
    Outcome run = lake.call("run", "water.levels");
    assertThat(run.exit()).as(run.out() + run.err()).isZero();
  }

  private void require(String... more) {
    String text = lake.read(CONTRACT);
    assertThat(text).contains(LEVEL);
    lake.file(CONTRACT, text.replace(LEVEL, "required: true, " + LEVEL) + String.join("\n", more));
  }

  /** Five rows of three files, one of which was sent again. */
  private void resend() {
    // The last file has fewer rows than what is sent again: a total from zero would be negative.
    lake.levels("append")
        .landing("a.csv", "府河,2026-01-01 08:00,1.5,7", "府河,2026-01-01 09:00,1.5,7");
    apply();
    run();
    lake.landing("b.csv", "沙河,2026-01-02 08:00,2.5,8", "沙河,2026-01-02 09:00,2.6,8");
    run();
    lake.landing("c.csv", "江安河,2026-01-03 08:00,,9");
    run();
    lake.landing("a.csv", "府河,2026-01-01 08:00,1.6,7", "府河,2026-01-01 09:00,1.7,7");
    run();
    assertThat(lake.query("select count(*), sum(level) from water.ods_level"))
        .containsExactly("5,8.400");
  }

  @Test
  void neverTakesATableForEmptyAfterAFileWasSentAgain() {
    resend();
    require();

    assertThat(lake.callWithoutSpark("plan").out()).doesNotContain("require column");
    apply();
    assertThat(lake.query("select count(*) from water.ods_level where level is null"))
        .containsExactly("1");
  }

  @Test
  void neverMakesRowsUnreadableAfterAPartitionWasReplaced() {
    lake.levels("replace", "partition-by: [day(at)]")
        .landing(
            "a.csv",
            "府河,2026-01-01 08:00,,1",
            "府河,2026-01-01 09:00,,2",
            "府河,2026-01-01 10:00,,3",
            "沙河,2026-01-02 08:00,,4");
    apply();
    run();
    lake.landing("b.csv", "府河,2026-01-01 08:00,,5", "府河,2026-01-01 09:00,,6");
    run();
    String text = lake.read(CONTRACT);
    lake.file(
        CONTRACT,
        text.replace(
            "  - {name: gauge,",
            "  - {name: note, type: string, title: {zh: 注, en: Note}, required: true}\n"
                + "  - {name: gauge,"));
    require();
    lake.levelsJob("  note: 注");

    assertThat(lake.callWithoutSpark("plan").out())
        .contains("water.ods_level (3 rows, about 150B in 2 files)", "+ add column note string")
        .doesNotContain("required", "require column");
    apply();
    assertThat(lake.query("select gauge, note from water.ods_level order by 1"))
        .containsExactly("4,", "5,", "6,");
    assertThat(lake.query("select count(*) from water.ods_level where level is null"))
        .containsExactly("3");
  }

  @Test
  void showsAllRowsOfATableAfterAFileWasSentAgain() {
    resend();

    assertThat(lake.callWithoutSpark("catalog", "show", "water.ods_level").out())
        .contains("rows       5");
    assertThat(lake.callWithoutSpark("catalog", "search", "水位", "-o", "csv").lines().get(1))
        .startsWith("water.ods_level,水位,Water levels,水务局,1,不予共享,不开放,,5,");
  }
}
