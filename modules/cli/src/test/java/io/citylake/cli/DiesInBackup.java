package io.citylake.cli;

import io.citylake.contract.load.WorkspaceLoader;
import io.citylake.contract.settings.Environment;
import io.citylake.contract.settings.Settings;
import io.citylake.lake.backup.Archive;
import io.citylake.lake.backup.LakeBackup;
import io.citylake.lake.backup.LakeRestore;
import io.citylake.lake.backup.LakeRestore.Over;
import io.citylake.lake.backup.Returning;
import io.citylake.lake.catalog.Lake;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Consumer;

/** A process that backs up or restores until a stage, where it is gone as by kill -9. */
final class DiesInBackup {
  static final int DEAD = 137;

  private DiesInBackup() {}

  /**
   * @param args what it does, the workspace, the archive, and the stage behind which it dies
   */
  public static void main(String[] args) {
    Path home = Path.of(args[1]);
    Settings settings =
        WorkspaceLoader.settingsOrThrow(home, Environment.of(Map.of()), LocalDate.of(2026, 1, 1));
    if (args[0].equals("backup")) {
      backup(settings, home, Path.of(args[2]), args[3]);
    } else {
      restore(settings, Path.of(args[2]), args[3]);
    }
  }

  private static void backup(Settings settings, Path home, Path directory, String last) {
    try (Lake lake = Lake.open(settings);
        Archive archive = Archive.openToWrite(directory)) {
      new LakeBackup(
              lake,
              archive,
              new LakeBackup.Request(
                  home,
                  LakeBackup.Data.COPIED,
                  LakeBackup.Keys.TAKEN,
                  Duration.ofDays(1),
                  Clock.systemUTC()),
              dyingAt(last))
          .run();
    }
  }

  private static void restore(Settings settings, Path directory, String last) {
    try (Archive archive = Archive.open(directory)) {
      new LakeRestore(
              archive,
              new LakeRestore.Request(
                  archive.load(null), new TreeSet<>(), Over.NOTHING, Returning.REFUSED, null),
              settings,
              dyingAt(last))
          .run();
    }
  }

  private static <T> Consumer<T> dyingAt(String last) {
    return stage -> {
      if (stage.toString().equals(last)) {
        Runtime.getRuntime().halt(DEAD);
      }
    };
  }
}
