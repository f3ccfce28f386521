package io.citylake.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.citylake.cli.CommandFixture.Outcome;
import io.citylake.govern.state.StateStore;
import io.citylake.govern.user.UserStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code citylake sql --as}: what a policy leaves of the lake to one user. */
class ITGovernedSql {
  @TempDir private Path home;
  private CommandFixture water;

  @BeforeEach
  void load() {
    water = new CommandFixture(home).levels("append").levelsJob();
    water.file(
        "conf/policies.yaml",
        """
        roles:
          officer:
            title: {zh: 巡查员, en: Officer}
            grants: [{tables: water.ods_level, exclude: gauge}]
            filters: [{column: station, in: [a]}]
        """);
    water.landing("1.csv", "a,2026-01-01 08:00,1,7", "b,2026-01-01 08:00,2,8");
    assertThat(water.call("apply").exit()).isZero();
    assertThat(water.call("run", "--all").exit()).isZero();
    new UserStore(StateStore.of(home.resolve(".citylake")), Clock.systemUTC())
        .add("wang", List.of("officer"), "long enough for all".toCharArray());
  }

  @Test
  void seesTheRowsOfTheFilterAndTheColumnsOfTheGrant() {
    Outcome seen =
        water.call(
            "sql", "--as", "wang", "-o", "csv", "-e", "SELECT station, level FROM water.ods_level");
    assertThat(seen.exit()).as(seen.err()).isZero();
    assertThat(seen.lines()).containsExactly("station,level", "a,1.000");
  }

  @Test
  void isToldWhatIsNotGrantedAndFindsItInTheAccessLog() {
    Outcome refused =
        water.call("sql", "--as", "wang", "-e", "SELECT sum(gauge) FROM water.ods_level");
    assertThat(refused.exit()).isEqualTo(2);
    assertThat(refused.err()).contains("Cannot read water.ods_level", "gauge", "CL1014");
    Outcome log = water.callWithoutSpark("audit", "-o", "csv");
    assertThat(log.out()).contains("wang", "refused", "sum(gauge)");
    assertThat(water.callWithoutSpark("audit", "verify").exit()).isZero();
  }

  /** What nobody in particular is shown is masked by grade, whatever the policies grant. */
  @Test
  void sampleOfACatalogEntryIsMasked() {
    String contract = water.read("conf/themes/water/ods_level.yaml");
    water.file(
        "conf/themes/water/ods_level.yaml",
        contract
            .replace("en: Station}", "en: Station}, grade: 2")
            .replace("en: Time}", "en: Time}, grade: 3")
            .replace("en: Level}", "en: Level}, grade: 4"));
    assertThat(water.call("apply").exit()).isZero();
    Outcome masked = water.call("catalog", "show", "water.ods_level", "--sample", "1", "-o", "csv");
    assertThat(masked.exit()).as(masked.err()).isZero();
    assertThat(masked.lines().get(0)).isEqualTo("station,at,level,gauge");
    assertThat(masked.lines().get(1))
        .matches("\\*\\*\\*,2026-01-01 00:00:00,,[78]")
        .hasSizeLessThan(40);
    Outcome wang =
        water.call(
            "catalog", "show", "water.ods_level", "--sample", "9", "--as", "wang", "-o", "csv");
    // The filter's row; not the gauge, which isn't granted, nor the level, which asks for a
    // purpose.
    assertThat(wang.lines()).as(wang.err()).containsExactly("station,at", "a,2026-01-01 00:00:00");
    assertThat(water.callWithoutSpark("catalog", "show", "water.ods_level").exit()).isZero();
    assertThat(water.callWithoutSpark("audit", "-o", "csv").out()).contains("_sample", "wang");
  }

  /** As the server: counts come from the manifests, for which there need be no data. */
  @Test
  void readsNoDataForWhatTheMetadataKnows() throws IOException {
    water.file(
        "conf/policies.yaml",
        """
        roles:
          officer:
            title: {zh: 巡查员, en: Officer}
            grants: [{tables: water.ods_level}]
        """);
    String statement = "SELECT count(*) AS n, max(gauge) AS most FROM water.ods_level";
    try (Stream<Path> files =
        Files.walk(home.resolve(".citylake/warehouse/water/ods_level/data"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Files.delete(file);
      }
    }
    Outcome known = water.call("sql", "--as", "wang", "-o", "csv", "-e", statement);
    assertThat(known.exit()).as(known.err()).isZero();
    assertThat(known.lines()).containsExactly("n,most", "2,8");
    assertThat(water.call("sql", "--as", "wang", "-e", "SELECT gauge FROM water.ods_level").exit())
        .isNotZero();
  }

  @Test
  void keepsAThemeFromOneStatementToTheNext() {
    Outcome seen =
        water.call(
            "sql",
            "--as",
            "wang",
            "-o",
            "csv",
            "-e",
            "USE water; SELECT count(*) n FROM ods_level");
    assertThat(seen.exit()).as(seen.err()).isZero();
    assertThat(seen.lines()).endsWith("1");
  }

  /** No policy stands before these; the log does. */
  @Test
  void writesDownWhatIsReadPastThePolicies() {
    water.landing("2.csv", "c,never,3,9");
    water.call("run", "--all");
    water.call("sql", "-e", "SELECT level FROM water.ods_level WHERE station = 'a'");
    water.call("sql", "-e", "SELECT nothing FROM water.ods_level");
    assertThat(water.callWithoutSpark("quarantine", "show").out()).contains("never");
    String to = home.resolve("refused.csv").toString();
    assertThat(water.callWithoutSpark("quarantine", "export", "--to", to).exit()).isZero();
    assertThat(water.callWithoutSpark("catalog", "search", "level").exit()).isZero();

    assertThat(water.callWithoutSpark("audit", "-o", "csv").lines())
        .anyMatch(each -> each.contains(",SQL,allowed,0,") && each.contains("station = 'a'"))
        .anyMatch(
            each ->
                each.contains(",SQL,answered,1,")
                    && each.contains("water.ods_level(level,station)"))
        .anyMatch(each -> each.contains(",SQL,failed,0,") && each.contains("SELECT nothing"))
        .anyMatch(
            each ->
                each.contains(",QUARANTINE,answered,1,4,")
                    && each.contains("water.ods_level__quarantine")
                    && each.contains("quarantine show"))
        .anyMatch(each -> each.contains("quarantine export") && each.contains("--to"))
        .anyMatch(each -> each.contains(",CATALOGUE,answered,") && each.contains("search level"));
    // Whose change of the policies is not known, and that they are others since is.
    String policies = water.read("conf/policies.yaml");
    water.call("sql", "--as", "wang", "-e", "SELECT 1");
    water.file("conf/policies.yaml", policies.replace("in: [a]", "in: [a, b]"));
    water.call("sql", "--as", "wang", "-e", "SELECT 1");
    assertThat(water.callWithoutSpark("audit", "-o", "csv").out())
        .contains("roles added [], changed [officer], removed []");
  }

  /** Whatever the umask is: rows are in clear in these. */
  @Test
  void isReadByNobodyElseOnItsMachineUnlessSomebodyOpensIt() throws IOException {
    water.landing("2.csv", "c,never,3,9");
    water.call("run", "--all");
    Path to = home.resolve("refused.csv");
    water.callWithoutSpark("quarantine", "export", "--to", to.toString());
    assertThat(permissions(to)).isEqualTo("rw-------");
    Path state = home.resolve(".citylake");
    assertThat(permissions(state)).isEqualTo("rwx------");
    assertThat(permissions(state.resolve("logs"))).isEqualTo("rwx------");
    assertThat(permissions(state.resolve("catalog.db"))).isEqualTo("rw-------");
    assertThat(water.callWithoutSpark("doctor").exit()).isZero();

    Files.setPosixFilePermissions(state, PosixFilePermissions.fromString("rwxr-xr-x"));
    Outcome open = water.callWithoutSpark("doctor");
    assertThat(open.exit()).isEqualTo(1);
    assertThat(open.out())
        .contains("other accounts of this machine may read or write " + state + " (rwxr-xr-x)")
        .contains("chmod go-rwx " + state);
    // Where the warehouse is elsewhere, that is made for its owner too.
    water.file("conf/citylake.yaml", "source-roots: [landing]\nstate-dir: s\nwarehouse: w\n");
    assertThat(water.call("apply").exit()).isZero();
    assertThat(permissions(home.resolve("s"))).isEqualTo("rwx------");
    assertThat(permissions(home.resolve("w"))).isEqualTo("rwx------");
  }

  private static String permissions(Path place) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(place));
  }

  @Test
  void answersNobodyWhoIsNotInTheBook() {
    Outcome nobody = water.callWithoutSpark("sql", "--as", "li", "-e", "SELECT 1");
    assertThat(nobody.exit()).isNotZero();
    assertThat(nobody.err()).contains("Cannot find user li");
  }
}
