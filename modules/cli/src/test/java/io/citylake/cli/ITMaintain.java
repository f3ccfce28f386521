package io.citylake.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.citylake.cli.CommandFixture.Outcome;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Upkeep by commands, on a table that is loaded file by file and a step that follows it. */
class ITMaintain {
  private static final String ROWS =
      "select station, cast(level as int) from water.ods_level order by station";
  private static final String FILES = "select count(*) from water.ods_level.files";
  private static final String SNAPSHOTS = "select count(*) from water.ods_level.snapshots";

  @TempDir private Path home;
  private CommandFixture lake;

  @BeforeEach
  void loadFileByFile() {
    lake = new CommandFixture(home).levels("upsert", "key: [station]").levelsJob();
    lake.file(
            "conf/themes/water/ads_day.yaml",
            """
            title: {zh: 日, en: Day}
            layer: ads
            grain: one day
            key: [day]
            columns:
              - {name: day, type: date, title: {zh: 日, en: Day}, required: true}
              - {name: highest, type: "decimal(8,3)", title: {zh: 最高, en: Highest}, unit: m}
            """)
        .file(
            "jobs/water/ads_day.sql",
            """
            /*
            title: {zh: 日, en: Day}
            */
            SELECT cast(at AS date) AS day, max(level) AS highest FROM water.ods_level GROUP BY 1
            """);
    Outcome applied = lake.call("apply");
    assertThat(applied.exit()).as(applied.out() + applied.err()).isZero();
    for (int i = 0; i < 6; i++) {
      // Every file brings a station of its own, and the first one's new level.
      lake.landing(
          i + ".csv",
          "府河,2026-01-01 08:0%d,%d,7".formatted(i, i),
          "站%d,2026-01-01 08:00,1,7".formatted(i));
      Outcome run = lake.call("run", "--all");
      assertThat(run.exit()).as(run.out() + run.err()).isZero();
    }
  }

  @Test
  void leavesTheRowsAndFewerFiles() {
    List<String> rows = lake.query(ROWS);
    long files = Long.parseLong(lake.query(FILES).get(0));
    Outcome plan = lake.call("maintain", "--plan");
    assertThat(plan.exit()).isZero();
    assertThat(plan.out()).contains("PLANNED   compact water.ods_level");
    assertThat(lake.query(FILES)).containsExactly(Long.toString(files));

    // Two days later, so that what nobody needs is old enough.
    lake.at(Clock.offset(Clock.systemUTC(), Duration.ofDays(2)));
    Outcome done = lake.call("maintain");
    assertThat(done.exit()).as(done.out() + done.err()).isZero();
    assertThat(done.out())
        .contains("DONE      compact water.ods_level")
        .contains("rows as before")
        .contains("DONE      thin-releases")
        .contains("DONE      expire-snapshots water.ods_level");
    lake.at(Clock.systemUTC());
    assertThat(lake.query(ROWS)).isEqualTo(rows);
    assertThat(Long.parseLong(lake.query(FILES).get(0))).isLessThan(files);
    assertThat(Long.parseLong(lake.query(SNAPSHOTS).get(0))).isLessThan(6);
    assertThat(lake.callWithoutSpark("doctor", "--scrub").exit()).isZero();

    // Neither the job nor the step has anything to do for it.
    Outcome nothing = lake.call("run", "--all");
    assertThat(nothing.exit()).as(nothing.out() + nothing.err()).isZero();
    assertThat(nothing.out()).contains("nothing new");
    lake.landing("8.csv", "府河,2026-01-02 08:00,9,7");
    Outcome next = lake.call("run", "--all");
    assertThat(next.exit()).as(next.out() + next.err()).isZero();
    assertThat(lake.query("select max(cast(highest as int)) from water.ads_day"))
        .containsExactly("9");
    // One row of eight was deleted from the large file.
    assertThat(lake.call("maintain").out()).contains("1 deletion files");
    assertThat(lake.call("maintain").out()).contains("Nothing to do");
  }

  @Test
  void refusesWhatWouldTakeARunsSnapshots() {
    Outcome refused = lake.call("maintain", "--keep-snapshots", "5m");
    assertThat(refused.exit()).isEqualTo(2);
    assertThat(refused.err()).contains("keep-snapshots must be at least");
    assertThat(lake.call("maintain", "--budget", "soon").err()).contains("write it as 90m");
    assertThat(lake.call("maintain", "water.nowhere").exit()).isEqualTo(2);
  }
}
