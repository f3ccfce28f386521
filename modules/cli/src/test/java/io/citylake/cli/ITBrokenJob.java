package io.citylake.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.citylake.cli.CommandFixture.Outcome;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A job that can't be used, beside others that can: what goes on, and who is told. */
class ITBrokenJob {
  private static final String UNSET =
      """
      title: {zh: 站点, en: Stations}
      owner: 水务局
      target: water.dim_station
      source:
        jdbc: {product: postgresql, host: db, database: water, table: station, user: lake, password: "${STATION_PASSWORD}"}
      columns: {name: 名称}
      """;

  @TempDir private Path home;
  private CommandFixture water;

  @BeforeEach
  void workspace() {
    water = new CommandFixture(home).levels("append").levelsJob().stations();
    water.file("jobs/water/stations.yaml", UNSET);
    water.landing("1.csv", "a,2026-01-01 08:00,1,7", "b,2026-01-01 08:00,2,8");
  }

  @Test
  void unsetSecretCostsOnlyItsJob() {
    assertThat(water.call("apply").exit()).isZero();

    Outcome other = water.call("run", "water.levels");
    assertThat(other.exit()).as(other.err()).isZero();
    assertThat(water.query("SELECT count(*) FROM lake.water.ods_level")).containsExactly("2");

    Outcome named = water.callWithoutSpark("run", "water.stations");
    assertThat(named.exit()).isEqualTo(2);
    assertThat(named.err())
        .contains("jobs/water/stations.yaml:5:", "STATION_PASSWORD isn't set", "[CL1003]");

    Outcome all = water.call("run", "--all");
    assertThat(all.exit()).isEqualTo(1);
    assertThat(all.out())
        .contains("water.stations", "STATION_PASSWORD isn't set", "PASS=1", "ERROR=1");
    assertThat(water.read("target/run_results.json"))
        .contains("\"error_code\" : \"CL1003\"", "\"water.levels\"");

    Outcome list = water.callWithoutSpark("list", "-o", "csv");
    assertThat(list.exit()).isZero();
    assertThat(list.out()).contains("water.stations,,,water.dim_station,broken");
    assertThat(list.err()).contains("Broken: water.stations; citylake validate says why");

    Outcome validate = water.callWithoutSpark("validate");
    assertThat(validate.exit()).isEqualTo(2);
    assertThat(validate.lastLine()).startsWith("1 problem in ");
  }

  @Test
  void halfTypedStepCostsOnlyItselfAndWhatNeedsIt() {
    water.file(
        "conf/themes/water/dws_level.yaml",
        """
        title: {zh: 位, en: Levels}
        layer: dws
        grain: one
        columns: [{name: n, type: long}]
        """);
    water.file(
        "conf/themes/water/ads_level.yaml",
        """
        title: {zh: 位, en: Levels}
        layer: ads
        grain: one
        columns: [{name: n, type: long}]
        """);
    water.file("jobs/water/dws_level.sql", "/*\ntitle: {zh: 位, en: L}\n*/ SELECT count( FROM");
    water.file(
        "jobs/water/ads_level.sql", "/*\ntitle: {zh: 位, en: L}\n*/ SELECT n FROM water.dws_level");
    assertThat(water.call("apply").exit()).isZero();
    Outcome all = water.call("run", "--all");
    assertThat(all.exit()).isEqualTo(1);
    assertThat(all.out())
        .contains(
            "Not run: it needs [water.dws_level], which failed", "PASS=1", "ERROR=2", "SKIP=1");
    assertThat(water.query("SELECT count(*) FROM lake.water.ods_level")).containsExactly("2");
    assertThat(water.callWithoutSpark("run", "water.dws_level").exit()).isEqualTo(2);
    assertThat(water.callWithoutSpark("validate").out())
        .contains("jobs/water/dws_level.sql", "STATION_PASSWORD isn't set");
  }
}
