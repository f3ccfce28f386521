package io.citylake.lake.backup;

import io.citylake.lake.backup.Part.Kind;
import io.citylake.lake.io.LocalPaths;
import io.citylake.lake.io.PrivateFiles;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/** What a backed up workspace declares, put into a directory that has none. */
public final class RestoredWorkspace {
  private static final String DRAFT = ".restoring-workspace";

  private RestoredWorkspace() {}

  /**
   * Puts {@code conf/} and {@code jobs/} there; does nothing where there is a {@code conf/}.
   *
   * @throws CityLakeException ARCHIVE_DAMAGED
   */
  public static void place(Archive archive, Point point, Path workspace) {
    if (Files.exists(workspace.resolve("conf"))) {
      return;
    }
    Path draft = workspace.resolve(DRAFT);
    try {
      LocalPaths.deleteTree(draft);
      PrivateFiles.createDirectories(draft);
      for (Part part : point.of(Kind.WORKSPACE)) {
        if (!part.name().startsWith("conf/") && !part.name().startsWith("jobs/")) {
          throw new CityLakeException(
              ErrorCode.ARCHIVE_DAMAGED,
              "Cannot restore %s: it belongs to no workspace".formatted(part.name()));
        }
        Path to = draft.resolve(part.name());
        PrivateFiles.createDirectories(to.getParent());
        try (OutputStream out = PrivateFiles.newOutputStream(to)) {
          archive.copy(part, out);
        }
      }
      // The one that is asked for comes last.
      for (String each : List.of("jobs", "conf")) {
        if (Files.exists(draft.resolve(each)) && !Files.exists(workspace.resolve(each))) {
          Files.move(draft.resolve(each), workspace.resolve(each), StandardCopyOption.ATOMIC_MOVE);
        }
      }
      LocalPaths.deleteTree(draft);
    } catch (IOException e) {
      throw Archive.failed("write " + workspace, e);
    }
  }
}
