package io.citylake.upkeep.past;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The logs of runs and their results in a directory, with what killed writers left of those. */
public final class OldLogs {
  private static final Pattern OWN =
      Pattern.compile("[^/]+\\.log|[^/]+\\.run_results\\.json|run_results[^/]*\\.tmp");

  private OldLogs() {}

  /** Those that were written last before a moment; nothing else that lies there. */
  public static List<Path> find(Path directory, Instant before) {
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .filter(file -> OWN.matcher(file.getFileName().toString()).matches())
          .filter(file -> isOld(file, before))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot list " + directory, e);
    }
  }

  private static boolean isOld(Path file, Instant before) {
    try {
      return Files.isRegularFile(file)
          && Files.getLastModifiedTime(file).toInstant().isBefore(before);
    } catch (IOException e) {
      // Another has taken it away meanwhile.
      return false;
    }
  }
}
