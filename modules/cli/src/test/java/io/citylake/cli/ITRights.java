package io.citylake.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.citylake.cli.CommandFixture.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** H1: an account that lost its rights to a part of the lake or of its sources. */
class ITRights {
  private static final String ROWS = "select station, level from water.ods_level order by level";

  @TempDir private Path home;
  private CommandFixture lake;

  @BeforeEach
  void load() {
    lake = new CommandFixture(home).levels("append").levelsJob();
    assertThat(lake.callWithoutSpark("apply").exit()).isZero();
    lake.landing("a.csv", "府河,2026-01-01 08:00,1.5,7");
    assertThat(lake.call("run", "--all").exit()).isZero();
    lake.landing("b.csv", "沙河,2026-01-01 08:00,2,8");
  }

  private void everyDirectory(String under, String rights) throws IOException {
    try (Stream<Path> places = Files.walk(home.resolve(under))) {
      for (Path place : places.filter(Files::isDirectory).toList()) {
        Files.setPosixFilePermissions(place, PosixFilePermissions.fromString(rights));
      }
    }
  }

  private Outcome call(String... words) throws IOException, InterruptedException {
    try (ForkedCommand command = ForkedCommand.startWithRights(lake, words)) {
      return command.await();
    }
  }

  /** To go back to an earlier version would lose what was published since. */
  @Test
  void metadataThatMayNotBeReadIsNotTakenForDamaged() throws Exception {
    String metadata = ".citylake/warehouse/water/ods_level/metadata";
    everyDirectory(metadata, "---------");
    Outcome run = call("run", "--all");
    Outcome recover = call("table", "recover", "--plan", "water.ods_level");
    Outcome doctor = call("doctor");
    everyDirectory(metadata, "rwx------");
    assertThat(run.exit()).isEqualTo(1);
    assertThat(run.out())
        .contains("is denied; mend its permissions", "CL3003")
        .doesNotContain("damaged", "recover");
    assertThat(recover.exit()).isEqualTo(1);
    assertThat(recover.err()).contains("is denied", "CL3003").hasLineCount(1);
    assertThat(doctor.exit()).isEqualTo(1);
    assertThat(doctor.out()).contains("do: mend its permissions").doesNotContain("backup");
    assertThat(lake.call("run", "--all").exit()).isZero();
    assertThat(lake.query(ROWS)).containsExactly("府河,1.500", "沙河,2.000");
  }

  @Test
  void whatMayNotBeWrittenIsOneSentenceAndTheNextRunLoadsAll() throws Exception {
    everyDirectory(".citylake/warehouse/water/ods_level/data", "r-x------");
    Outcome run = call("run", "--all");
    everyDirectory(".citylake/warehouse/water/ods_level/data", "rwx------");
    assertThat(run.exit()).isEqualTo(1);
    assertThat(run.out().lines().filter(line -> line.contains("CL3003")))
        .singleElement()
        .asString()
        .contains("Cannot write file " + home, "access is denied; mend its permissions")
        .doesNotContain("stage failure", "Exception");
    assertThat(lake.call("run", "--all").exit()).isZero();
    assertThat(lake.query(ROWS)).containsExactly("府河,1.500", "沙河,2.000");
  }

  @Test
  void aSourceRootThatMayNotBeReadIsNotTakenForAnEmptyOne() throws Exception {
    everyDirectory("landing", "---------");
    Outcome run = call("run", "--all");
    everyDirectory("landing", "rwx------");
    assertThat(run.exit()).isEqualTo(1);
    assertThat(run.out())
        .contains("the account that runs this may not read it", "CL3001")
        .doesNotContain("no file matches");
    assertThat(lake.call("run", "--all").exit()).isZero();
    assertThat(lake.query(ROWS)).containsExactly("府河,1.500", "沙河,2.000");
  }
}
