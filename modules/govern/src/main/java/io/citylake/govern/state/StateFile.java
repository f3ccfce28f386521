package io.citylake.govern.state;

import io.citylake.lake.io.LocalPaths;
import io.citylake.lake.io.StorageFault;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import io.citylake.model.StoredFormat;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A small file that only its owner may read, replaced whole or not at all. Who reads, decides and
 * replaces uses {@link #change}.
 */
public final class StateFile implements StateEntry {
  private static final Set<PosixFilePermission> OWNERS =
      Set.copyOf(PosixFilePermissions.fromString("rw-------"));

  private final Path path;
  private final StateLock lock;

  public StateFile(Path path) {
    this.path = path.toAbsolutePath().normalize();
    this.lock = new StateLock(this.path.resolveSibling(this.path.getFileName() + ".lock"));
  }

  public Path path() {
    return path;
  }

  @Override
  public String place() {
    return "file=" + path;
  }

  @Override
  public void change(Function<Optional<byte[]>, byte[]> change) {
    lock.holding(
        () -> {
          byte[] next = change.apply(find());
          replace(next);
          return next;
        });
  }

  /**
   * What it holds; empty where it isn't there.
   *
   * @throws CityLakeException ACCESS_DENIED where others than its owner may read or write it
   */
  @Override
  public Optional<byte[]> find() {
    try {
      requireOwnersOnly();
      return Optional.of(Files.readAllBytes(path));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw failed("read", e);
    }
  }

  @Override
  public Optional<Object> version() {
    try {
      BasicFileAttributes now = Files.readAttributes(path, BasicFileAttributes.class);
      return Optional.of(new Version(now.fileKey(), now.lastModifiedTime().toString(), now.size()));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw failed("read", e);
    }
  }

  /** Tells one content of the file from the next. */
  private record Version(@Nullable Object fileKey, String modified, long size) {}

  /** On disk when this returns. */
  public void replace(byte[] content) {
    try {
      Files.createDirectories(path.getParent());
      Path draft = path.resolveSibling(path.getFileName() + ".new");
      Files.deleteIfExists(draft);
      try (FileChannel channel = openPrivate(draft)) {
        ByteBuffer bytes = ByteBuffer.wrap(content);
        while (bytes.hasRemaining()) {
          channel.write(bytes);
        }
        channel.force(true);
      }
      Files.move(draft, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      LocalPaths.syncDirectory(path.getParent());
    } catch (IOException e) {
      throw failed("write", e);
    }
  }

  /**
   * Called with the form that a file says it has, before anything else of it is read.
   *
   * @throws CityLakeException LAKE_NEWER where a later program wrote it
   */
  public static void requireKnown(StoredFormat format, int found, Path file) {
    format.requireKnown(found, "a later CityLake", "file=" + file);
  }

  /** Opens a file to write at its end, made for its owner only where it isn't there. */
  public static FileChannel openPrivate(Path file) throws IOException {
    Set<StandardOpenOption> options =
        EnumSet.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND);
    return isPosix(file.toAbsolutePath().getParent())
        ? FileChannel.open(file, options, ownersOnly())
        : FileChannel.open(file, options);
  }

  private static FileAttribute<Set<PosixFilePermission>> ownersOnly() {
    return PosixFilePermissions.asFileAttribute(OWNERS);
  }

  private void requireOwnersOnly() throws IOException {
    if (isPosix(path) && !OWNERS.containsAll(Files.getPosixFilePermissions(path))) {
      throw new CityLakeException(
          ErrorCode.ACCESS_DENIED,
          "Cannot use %s: others than its owner may read or write it; run chmod 600 on it"
              .formatted(path));
    }
  }

  private static boolean isPosix(Path file) {
    return Files.getFileAttributeView(file, PosixFileAttributeView.class) != null;
  }

  private CityLakeException failed(String verb, IOException cause) {
    return new CityLakeException(
        ErrorCode.STORAGE_FAILED,
        "Cannot %s %s: %s".formatted(verb, path, StorageFault.reason(cause)),
        cause);
  }
}
