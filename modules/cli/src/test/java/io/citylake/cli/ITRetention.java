package io.citylake.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.citylake.cli.CommandFixture.Outcome;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A contract's retention, acted on beside jobs and a step that follows them. */
class ITRetention {
  private static final String ROWS = "select station from water.ods_level order by station";
  private static final String DAYS = "select cast(day as string) from water.ads_day order by day";

  @TempDir private Path home;
  private CommandFixture lake;

  @BeforeEach
  void load() {
    lake =
        new CommandFixture(home)
            .levels("append", "key: [station, at]", "retention: {keep: 10y, by: at}")
            .levelsJob()
            .file(
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
                refresh: {key: [day], changes: {water.ods_level: ["cast(at AS date)"]}}
                */
                SELECT cast(at AS date) AS day, max(level) AS highest FROM water.ods_level GROUP BY 1
                """);
  }

  private void passes(String... command) {
    Outcome outcome = lake.call(command);
    assertThat(outcome.exit()).as(outcome.out() + outcome.err()).isZero();
  }

  @Test
  void oldRowsGoAndWhatWasDerivedStays() {
    passes("apply");
    lake.landing("1.csv", "甲,1999-01-01 08:00,1,7", "乙,2026-01-01 08:00,2,7");
    passes("run", "--all");
    Outcome plan = lake.call("maintain", "--plan");
    assertThat(plan.out())
        .contains("PLANNED   retain water.ods_level: 1 rows of at before 2")
        .contains("in 1 files");
    assertThat(lake.query(ROWS)).containsExactly("乙", "甲");

    Outcome done = lake.call("maintain", "water.ods_level");
    assertThat(done.exit()).as(done.out() + done.err()).isZero();
    assertThat(done.out())
        .contains("DONE      retain water.ods_level 1 -> 0")
        .doesNotContain("thin-releases");
    assertThat(lake.query(ROWS)).containsExactly("乙");
    assertThat(lake.query(DAYS)).containsExactly("1999-01-01", "2026-01-01");

    Outcome nothing = lake.call("run", "--all");
    assertThat(nothing.out()).contains("nothing new");
    lake.landing("2.csv", "丙,2026-01-02 08:00,3,7");
    passes("run", "--all");
    assertThat(lake.query(ROWS)).containsExactly("丙", "乙");
    assertThat(lake.query(DAYS)).containsExactly("1999-01-01", "2026-01-01", "2026-01-02");

    // What is delivered again is taken out again.
    lake.landing("3.csv", "丁,1998-01-01 08:00,4,7");
    passes("run", "--all");
    passes("maintain");
    assertThat(lake.query(ROWS)).containsExactly("丙", "乙");
    assertThat(lake.callWithoutSpark("doctor", "--scrub").exit()).isZero();
  }

  @Test
  void upkeepIsAJobOfTheScheduleWhereItHasOne() {
    lake.file(
        "conf/citylake.yaml",
        "maintain: {schedule: {cron: \"30 2 * * *\"}, hours: 01:00-06:00, budget-bytes: 10GB}");
    passes("apply");
    assertThat(lake.callWithoutSpark("schedule", "list").out()).contains("_sys.maintain");
    assertThat(lake.callWithoutSpark("schedule", "next", "_sys.maintain").out())
        .contains("_sys.maintain");
    lake.landing("1.csv", "甲,1999-01-01 08:00,1,7", "乙,2026-01-01 08:00,2,7");
    passes("run", "--all");
    Outcome speed =
        lake.call("scheduler", "--speed", "--from", "2026-03-01", "--until", "2026-03-03");
    assertThat(speed.exit()).as(speed.out() + speed.err()).isZero();
    assertThat(speed.out())
        .contains("_sys.maintain 2026-02-28")
        .contains("_sys.maintain 2026-03-01");
    String history =
        lake.callWithoutSpark(
                "schedule",
                "history",
                "_sys.maintain",
                "--series",
                "speed-2026-03-01-2026-03-03",
                "--lang",
                "en")
            .out();
    assertThat(history).contains("ok");
    assertThat(lake.query(ROWS)).containsExactly("乙");
  }
}
