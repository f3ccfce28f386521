package io.citylake.run.batch;

import static org.assertj.core.api.Assertions.assertThat;

import io.citylake.contract.Workspace;
import io.citylake.lake.history.RunOutcome;
import io.citylake.model.JobName;
import io.citylake.run.OpenLake;
import io.citylake.run.RunFixture;
import io.citylake.run.graph.JobSelector;
import io.citylake.run.graph.WorkspaceMeaning;
import io.citylake.run.round.RoundResult;
import io.citylake.run.round.RunListener;
import io.citylake.run.round.RunRequest;
import io.citylake.run.round.RunRequest.FailurePolicy;
import io.citylake.run.round.RunRequest.Mode;
import io.citylake.testkit.Faults;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Derived tables through the whole pipeline, in the order that their queries need. */
class TestStepsSpark {
  private static final JobName STEP = JobName.parse("water.ads_day");
  private static final String HEAD =
      """
      /*
      title: {zh: 日, en: Day}
      refresh: {partition: [day], changes: {water.ods_level: ["cast(at AS date)"]}}
      */
      """;
  private static final String QUERY =
      "SELECT cast(at AS date) AS day, max(level) AS highest FROM water.ods_level GROUP BY 1\n";

  @TempDir private Path directory;

  @BeforeEach
  @AfterEach
  void noFaults() {
    Faults.reset();
  }

  private RunFixture lake(String name) {
    RunFixture lake = new RunFixture(directory.resolve(name)).dataset("append").job();
    lake.file(
        "conf/themes/water/ads_day.yaml",
        """
        title: {zh: 日, en: Day}
        layer: ads
        grain: one day
        key: [day]
        partition-by: [day]
        columns:
          - {name: day, type: date, required: true}
          - {name: highest, type: "decimal(8,3)"}
        """);
    lake.file("jobs/water/ads_day.sql", HEAD + QUERY);
    lake.landing("a.csv", "府河,2026-01-01 08:00,1.5,", "府河,2026-01-02 08:00,2.5,");
    lake.apply();
    return lake;
  }

  private static RoundResult all(RunFixture lake, Workspace workspace) {
    try (OpenLake open = lake.open(workspace)) {
      return open.round(RunListener.none())
          .run(
              new JobSelector(workspace).all(),
              new RunRequest(RunFixture.DATE, Mode.INCREMENTAL, FailurePolicy.GO_ON)
                  .withThreads(2));
    }
  }

  private static JobResult all(RunFixture lake) {
    return all(lake, lake.workspace()).jobs().get(1);
  }

  private static List<String> days(RunFixture lake) {
    return lake.rows("SELECT day, highest FROM lake.water.ads_day ORDER BY day");
  }

  @Test
  void stepsFollowTheJobsThatTheyRead() {
    RunFixture lake = lake("follow");
    JobResult first = all(lake);
    assertThat(first.job()).isEqualTo(STEP);
    assertThat(first.message()).isEqualTo("rebuilt for the first time");
    assertThat(first.tally().accepted()).isEqualTo(2);
    assertThat(days(lake)).containsExactly("2026-01-01|1.500", "2026-01-02|2.500");
    lake.landing("b.csv", "沙河,2026-01-02 09:00,9.5,");
    assertThat(all(lake).message()).isEqualTo("made anew for 1 groups of [day]");
    assertThat(days(lake)).containsExactly("2026-01-01|1.500", "2026-01-02|9.500");
    assertThat(all(lake).outcome()).isEqualTo(RunOutcome.NOTHING_NEW);
    assertThat(lake.rows("SELECT DISTINCT _source FROM lake.water.ads_day"))
        .containsExactly("water.ads_day");
  }

  @Test
  void correctedFileMovesItsGroupsOnly() {
    RunFixture lake = lake("corrected");
    all(lake);
    lake.landing("a.csv", "府河,2026-01-01 08:00,1.5,", "府河,2026-01-03 08:00,2.5,");
    assertThat(all(lake).message()).isEqualTo("made anew for 3 groups of [day]");
    assertThat(days(lake)).containsExactly("2026-01-01|1.500", "2026-01-03|2.500");
  }

  /** R01, for a derived table: both halves of its change come or none. */
  @Test
  void deathAtAnyStepAndRestartGivesTheRowsOnce() {
    RunFixture measured = changed("measured");
    int steps = stepWithFaults(measured, 0);
    assertThat(steps).isGreaterThan(10);
    // Every third: a load's test dies at each, and a step goes the same way.
    for (int step = 1; step <= steps; step += 3) {
      RunFixture lake = changed("step" + step);
      stepWithFaults(lake, step);
      Faults.reset();
      lake.processIsGone();
      all(lake);
      assertThat(days(lake))
          .as("killed at step %d of %d", step, steps)
          .containsExactly("2026-01-01|1.500", "2026-01-02|9.500");
      assertThat(lake.rows("SELECT name FROM lake.water.ads_day.refs")).containsExactly("main");
    }
  }

  private RunFixture changed(String name) {
    RunFixture lake = lake(name);
    all(lake);
    lake.landing("b.csv", "沙河,2026-01-02 09:00,9.5,");
    lake.run();
    return lake;
  }

  private static int stepWithFaults(RunFixture lake, int dieAt) {
    Workspace faulty = lake.faulty();
    Faults.reset();
    Faults.dieAt(dieAt);
    try (OpenLake open = lake.open(faulty)) {
      open.round(RunListener.none())
          .run(
              List.of(STEP),
              new RunRequest(RunFixture.DATE, Mode.INCREMENTAL, FailurePolicy.GO_ON));
    } catch (RuntimeException e) {
      if (dieAt == 0) {
        throw e;
      }
    }
    return Faults.steps().size();
  }

  @Test
  void refusesKeysThatComeTwice() {
    RunFixture lake = lake("twice");
    lake.file("jobs/water/ads_day.sql", HEAD + QUERY.replace("GROUP BY 1", "GROUP BY 1, station"));
    lake.landing("b.csv", "沙河,2026-01-02 09:00,9.5,");
    JobResult result = all(lake);
    assertThat(result.outcome()).isEqualTo(RunOutcome.BLOCKED);
    assertThat(result.message()).contains("unique").contains("main is as before");
    assertThat(days(lake)).isEmpty();
  }

  @Test
  void saysWhichRequiredColumnTheQueryLeavesEmpty() {
    RunFixture lake = lake("required");
    lake.file(
        "jobs/water/ads_day.sql",
        HEAD + QUERY.replace("cast(at AS date) AS day", "cast(null AS date) AS day"));
    assertThat(all(lake).message())
        .contains("column day of water.ads_day is required, and the query gives a row without it");
  }

  @Test
  void findsMissingInputsAndCirclesBeforeAnythingRuns() {
    RunFixture lake = lake("circle");
    lake.file("jobs/water/ads_day.sql", HEAD + QUERY.replace("water.ods_level", "water.ods_levl"));
    assertThat(WorkspaceMeaning.problems(lake.workspace()))
        .singleElement()
        .asString()
        .contains("jobs/water/ads_day.sql")
        .contains("it reads water.ods_levl, which no contract declares")
        .contains("did you mean water.ods_level?");
    String table =
        "title: {zh: 甲, en: A}\nlayer: ads\ngrain: x\ncolumns: [{name: n, type: long}]\n";
    String head = "/*\ntitle: {zh: 甲, en: A}\n*/\n";
    lake.file("jobs/water/ads_day.sql", HEAD + QUERY);
    lake.file("conf/themes/water/ads_a.yaml", table);
    lake.file("conf/themes/water/ads_b.yaml", table);
    lake.file("jobs/water/ads_a.sql", head + "SELECT n FROM water.ads_b");
    lake.file("jobs/water/ads_b.sql", head + "SELECT n FROM water.ads_a");
    assertThat(WorkspaceMeaning.problems(lake.workspace()))
        .singleElement()
        .asString()
        .contains("in a circle ([water.ads_a, water.ads_b])");
  }
}
