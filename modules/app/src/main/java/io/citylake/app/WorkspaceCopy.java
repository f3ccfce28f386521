package io.citylake.app;

import io.citylake.lake.io.LocalPaths;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The files that declare a workspace, as they were at one moment. Whoever closes it deletes them.
 *
 * @param mark by which another state of the files is known
 */
record WorkspaceCopy(Path directory, String mark) implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(WorkspaceCopy.class);
  private static final List<String> DECLARING = List.of("conf", "jobs");

  /** Empty where the files changed while they were copied. */
  static Optional<WorkspaceCopy> take(Path home) {
    String before = mark(home);
    Path directory;
    try {
      directory = Files.createTempDirectory("citylake-workspace");
    } catch (IOException e) {
      throw failed(home, e);
    }
    WorkspaceCopy copy = new WorkspaceCopy(directory, before);
    try {
      for (Path file : files(home)) {
        Path to = directory.resolve(home.relativize(file).toString());
        Files.createDirectories(to.getParent());
        Files.copy(file, to);
      }
    } catch (IOException | UncheckedIOException e) {
      copy.close();
      if (before.equals(mark(home))) {
        throw failed(home, e);
      }
      return Optional.empty();
    }
    if (before.equals(mark(home))) {
      return Optional.of(copy);
    }
    copy.close();
    return Optional.empty();
  }

  /** Names, sizes and times of the files: whoever changes one changes it. */
  static String mark(Path home) {
    StringBuilder mark = new StringBuilder();
    for (Path file : files(home)) {
      try {
        BasicFileAttributes has = Files.readAttributes(file, BasicFileAttributes.class);
        mark.append(home.relativize(file))
            .append(' ')
            .append(has.size())
            .append(' ')
            .append(has.lastModifiedTime().toInstant())
            .append('\n');
      } catch (IOException e) {
        mark.append(home.relativize(file)).append(" gone\n");
      }
    }
    return mark.toString();
  }

  private static List<Path> files(Path home) {
    List<Path> files = new ArrayList<>();
    for (String each : DECLARING) {
      Path directory = home.resolve(each);
      if (Files.isDirectory(directory)) {
        try (Stream<Path> all = Files.walk(directory)) {
          all.filter(Files::isRegularFile).forEach(files::add);
        } catch (IOException | UncheckedIOException e) {
          // A directory that goes while it is listed: the next look sees it without.
          LOG.debug("Cannot list {}", directory, e);
        }
      }
    }
    files.sort(Comparator.naturalOrder());
    return files;
  }

  private static CityLakeException failed(Path home, Exception cause) {
    return new CityLakeException(
        ErrorCode.STORAGE_FAILED,
        "Cannot copy the files of the workspace (home=%s): %s".formatted(home, cause.getMessage()),
        cause);
  }

  @Override
  public void close() {
    try {
      LocalPaths.deleteTree(directory);
    } catch (IOException | UncheckedIOException e) {
      LOG.warn("Cannot delete {}", directory, e);
    }
  }
}
