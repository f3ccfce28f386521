package io.citylake.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.citylake.cli.CommandFixture.Outcome;
import io.citylake.lake.backup.LakeBackup;
import io.citylake.lake.backup.LakeRestore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Backups and restores whose process is gone in the middle, at each of their stages. */
class ITBackupKills {
  private static final String ROWS = "select station, level from water.ods_level order by station";

  @TempDir private Path disk;

  @Test
  void nothingHalfPassesForWhole() throws Exception {
    Path home = disk.resolve("lake");
    Path archive = disk.resolve("archive");
    CommandFixture lake = new CommandFixture(home).levels("append").levelsJob();
    lake.landing("a.csv", "府河,2026-01-01 08:00,1.5,7", "沙河,2026-01-01 08:00,99,8");
    well(lake.callWithoutSpark("apply"));
    well(lake.call("run", "--all"));
    List<String> rows = lake.query(ROWS);

    for (LakeBackup.Stage stage : LakeBackup.Stage.values()) {
      kill("backup", home, archive, stage.toString());
      Outcome listed = lake.callWithoutSpark("restore", archive.toString(), "--list", "-o", "csv");
      boolean whole = stage == LakeBackup.Stage.ADDED;
      assertThat(listed.lines()).as("%s", stage).hasSize(whole ? 2 : 1);
      if (!whole) {
        Path nowhere = disk.resolve("nowhere");
        Outcome none =
            lake.callWithoutSpark("restore", archive.toString(), "--to", nowhere.toString());
        assertThat(none.err()).as("%s", stage).contains("CL1059", "has no backup");
      }
    }
    Outcome next =
        well(lake.callWithoutSpark("backup", archive.toString(), "--with-data", "--verify"));
    assertThat(next.out()).contains("are what the backup says");
    try (Stream<Path> files = Files.walk(archive)) {
      assertThat(files.filter(file -> file.getFileName().toString().startsWith("draft-")))
          .isEmpty();
    }

    Path place = disk.resolve("place");
    copy(home.resolve("conf"), place.resolve("conf"));
    copy(home.resolve("jobs"), place.resolve("jobs"));
    CommandFixture half = CommandFixture.of(place);
    for (LakeRestore.Stage stage : LakeRestore.Stage.values()) {
      kill("restore", place, archive, stage.toString());
      Outcome refused = half.callWithoutSpark("runs");
      assertThat(refused.exit()).as("%s", stage).isEqualTo(2);
      assertThat(refused.err()).as("%s", stage).contains("CL1060");
    }
    well(half.callWithoutSpark("restore", archive.toString()));
    assertThat(half.query(ROWS)).isEqualTo(rows);
    assertThat(half.callWithoutSpark("doctor", "--scrub").out()).contains("nothing is wrong");
  }

  private static Outcome well(Outcome outcome) {
    assertThat(outcome.exit()).as(outcome.out() + outcome.err()).isZero();
    return outcome;
  }

  private void kill(String what, Path home, Path archive, String stage) throws Exception {
    Path out = Files.createTempFile(disk, "process", ".out");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx1g",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                DiesInBackup.class.getName(),
                what,
                home.toString(),
                archive.toString(),
                stage)
            .redirectErrorStream(true)
            .redirectOutput(out.toFile())
            .start();
    assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue())
        .as("%s %s: %s", what, stage, Files.readString(out))
        .isEqualTo(DiesInBackup.DEAD);
  }

  private static void copy(Path from, Path to) throws IOException {
    Files.createDirectories(to.getParent());
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(from.relativize(file).toString()));
      }
    }
  }
}
