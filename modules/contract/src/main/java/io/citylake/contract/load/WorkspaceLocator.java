package io.citylake.contract.load;

import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Finds the workspace that a command means: a directory with both {@code conf/} and {@code jobs/}.
 */
public final class WorkspaceLocator {
  private WorkspaceLocator() {}

  /**
   * The directory named, else the nearest one at or above the current directory, else the
   * repository's. Raises WORKSPACE_NOT_FOUND.
   *
   * @param named by {@code --home}; it must itself be a workspace
   * @param repository where CityLake is installed; null where that isn't known
   */
  public static Path locate(@Nullable Path named, Path current, @Nullable Path repository) {
    if (named != null) {
      Path home = current.resolve(named).toAbsolutePath().normalize();
      if (!isWorkspace(home)) {
        throw new CityLakeException(
            ErrorCode.WORKSPACE_NOT_FOUND,
            "Cannot use the directory as a workspace: it must have conf/ and jobs/ (home=%s)"
                .formatted(home));
      }
      return home;
    }
    return nearest(current.toAbsolutePath().normalize())
        .or(() -> Optional.ofNullable(repository).filter(WorkspaceLocator::isWorkspace))
        .orElseThrow(
            () ->
                new CityLakeException(
                    ErrorCode.WORKSPACE_NOT_FOUND,
                    "Cannot find a workspace: no directory at or above has both conf/ and jobs/; go to one, or name it with --home (current=%s)"
                        .formatted(current)));
  }

  private static Optional<Path> nearest(Path current) {
    for (Path at = current; at != null; at = at.getParent()) {
      if (isWorkspace(at)) {
        return Optional.of(at);
      }
    }
    return Optional.empty();
  }

  private static boolean isWorkspace(Path directory) {
    return Files.isDirectory(directory.resolve("conf"))
        && Files.isDirectory(directory.resolve("jobs"));
  }
}
