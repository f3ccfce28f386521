package io.citylake.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.citylake.cli.CommandFixture.Outcome;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A table goes back by command: with how far its jobs were, and what stands beside it. */
class ITRollback {
  private static final String LEVELS =
      "select station, gauge, level from water.ods_level order by gauge";
  private static final String QUARANTINE = "select count(*) from water.ods_level__quarantine";
  private static final String DISPLACED = "select count(*) from water.ods_level__displaced";
  private static final String HIGHEST = "select day, highest from water.ads_day order by day";

  @TempDir private Path home;
  private CommandFixture lake;
  private List<String> first;

  @BeforeEach
  void loadTwice() {
    lake = new CommandFixture(home).levels("upsert", "key: [gauge]\nsequence: at").levelsJob();
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
    well(lake.callWithoutSpark("apply"));
    lake.landing("a.csv", "府河,2026-01-01 08:00,1.5,7", "沙河,2026-01-01 08:00,2,8");
    well(lake.call("run", "--all"));
    first = lake.query(LEVELS);
    lake.landing("b.csv", "府河,2026-01-02 08:00,3.5,7", "府河,2026-01-02 08:00,99,9");
    well(lake.call("run", "--all"));
    lake.landing("c.csv", "沙河,2026-01-03 08:00,4,8");
    well(lake.call("run", "--all"));
  }

  private static Outcome well(Outcome outcome) {
    assertThat(outcome.exit()).as(outcome.out() + outcome.err()).isZero();
    return outcome;
  }

  /** Of the table in the releases, the oldest first: each one's number and its snapshot. */
  private List<List<String>> releases() {
    List<List<String>> found = new ArrayList<>();
    lake.catalog(
        statement -> {
          try (ResultSet rows =
              statement.executeQuery(
                  "SELECT release_id, snapshot_id FROM citylake_release_tables WHERE table_name ="
                      + " 'water.ods_level' ORDER BY release_id")) {
            while (rows.next()) {
              found.add(List.of(rows.getString(1), rows.getString(2)));
            }
          }
        });
    assertThat(found).hasSize(3);
    return found;
  }

  @Test
  void whatCameSinceIsReadAgainAndTheStepFollows() {
    List<String> last = lake.query(LEVELS);
    List<String> days = lake.query(HIGHEST);
    assertThat(lake.query(QUARANTINE)).containsExactly("1");
    assertThat(lake.query(DISPLACED)).containsExactly("2");
    String to = releases().get(0).get(0);

    Outcome plan =
        well(lake.callWithoutSpark("table", "rollback", "water.ods_level", "--to", to, "--plan"));
    assertThat(plan.err())
        .contains("Job water.levels reads again", "2 runs, 2 rows", "Step water.ads_day");
    assertThat(lake.query(LEVELS)).isEqualTo(last);
    well(lake.callWithoutSpark("table", "rollback", "water.ods_level", "--to", to));
    assertThat(lake.query(LEVELS)).isEqualTo(first);
    assertThat(lake.query(QUARANTINE)).containsExactly("0");
    assertThat(lake.query(DISPLACED)).containsExactly("0");
    assertThat(lake.callWithoutSpark("doctor").out()).contains("nothing is wrong");

    // The step alone sees the table as it is now.
    well(lake.call("run", "water.ads_day"));
    assertThat(lake.query(HIGHEST)).containsExactly("2026-01-01,2.000");
    // The spoilt file is held back, and never comes in.
    lake.delete("landing/b.csv");
    well(lake.call("run", "--all"));
    assertThat(lake.query(LEVELS)).containsExactly("府河,7,1.500", "沙河,8,4.000");
    assertThat(lake.query(QUARANTINE)).containsExactly("0");
    lake.landing("b.csv", "府河,2026-01-02 08:00,3.5,7", "府河,2026-01-02 08:00,99,9");
    well(lake.call("run", "--all"));
    assertThat(lake.query(LEVELS)).isEqualTo(last);
    assertThat(lake.query(HIGHEST)).isEqualTo(days);
    assertThat(lake.query(QUARANTINE)).containsExactly("1");
    assertThat(lake.query(DISPLACED)).containsExactly("2");
  }

  @Test
  void whatCanNotBeGoneBackToIsRefused() {
    String now = releases().get(2).get(1);
    assertThat(rollback(now).err()).contains("CL2019", "already");
    assertThat(rollback("99999").err()).contains("CL2019", "neither a snapshot nor a release");
    assertThat(rollback("gestern").exit()).isEqualTo(2);
    // Forward again is no going back.
    String middle = releases().get(1).get(1);
    well(rollback(middle));
    assertThat(rollback(now).err()).contains("CL2019", "none that led to");
    assertThat(
            lake.callWithoutSpark("table", "rollback", "water.ods_level__quarantine", "--to", now)
                .err())
        .contains("CL2019", "goes back with water.ods_level");
  }

  private Outcome rollback(String to) {
    return lake.callWithoutSpark("table", "rollback", "water.ods_level", "--to", to);
  }
}
