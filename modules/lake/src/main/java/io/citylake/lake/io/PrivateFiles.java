package io.citylake.lake.io;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;

/**
 * Files and directories that are made for their owner only, whatever the umask lets through. What
 * is there already keeps its permissions: somebody may have widened them for a reason.
 */
public final class PrivateFiles {
  private static final String DIRECTORY = "rwx------";
  private static final String PASSAGE = "rwx--x--x";
  private static final String FILE = "rw-------";

  private PrivateFiles() {}

  /** Makes a directory and those above it that are missing. */
  public static void createDirectories(Path directory) throws IOException {
    Files.createDirectories(directory, attributes(directory, DIRECTORY));
  }

  /** The same, for one that others go through to what lies in it, without seeing what there is. */
  public static void createPassage(Path directory) throws IOException {
    Files.createDirectories(directory, attributes(directory, PASSAGE));
  }

  /** Makes an empty file where there is none. */
  public static void createFile(Path file) throws IOException {
    if (!Files.exists(file)) {
      try {
        Files.createFile(file, attributes(file, FILE));
      } catch (FileAlreadyExistsException e) {
        // Another process was quicker.
      }
    }
  }

  /** Writes a file anew; one that is there keeps its permissions. */
  public static OutputStream newOutputStream(Path file) throws IOException {
    return Channels.newOutputStream(
        FileChannel.open(
            file,
            Set.of(
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE,
                StandardOpenOption.TRUNCATE_EXISTING),
            attributes(file, FILE)));
  }

  /**
   * Writes a file that isn't there.
   *
   * @throws FileAlreadyExistsException where something is, a link too
   */
  public static OutputStream createOutputStream(Path file) throws IOException {
    return Channels.newOutputStream(
        FileChannel.open(
            file,
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
            attributes(file, FILE)));
  }

  /** The permissions of what others than its owner may list, read or write; empty for all else. */
  public static Optional<String> openToOthers(Path place) {
    try {
      Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(place);
      boolean open =
          permissions.contains(PosixFilePermission.GROUP_READ)
              || permissions.contains(PosixFilePermission.GROUP_WRITE)
              || permissions.contains(PosixFilePermission.OTHERS_READ)
              || permissions.contains(PosixFilePermission.OTHERS_WRITE);
      return open ? Optional.of(PosixFilePermissions.toString(permissions)) : Optional.empty();
    } catch (NoSuchFileException | UnsupportedOperationException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException("Cannot look at the permissions of " + place, e);
    }
  }

  private static FileAttribute<?>[] attributes(Path place, String permissions) {
    Path present = place.toAbsolutePath().getParent();
    while (present != null && !Files.exists(present)) {
      present = present.getParent();
    }
    return present == null
            || Files.getFileAttributeView(present, PosixFileAttributeView.class) == null
        ? new FileAttribute<?>[0]
        : new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
        };
  }
}
