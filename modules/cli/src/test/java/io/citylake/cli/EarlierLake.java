package io.citylake.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.Objects;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/**
 * The place of a lake that an earlier build made. Iceberg's metadata holds absolute paths, so such
 * a lake can only be opened where it was made: it is unpacked there, and deleted after. A lock on a
 * file beside it keeps other test JVMs of the machine away meanwhile.
 */
final class EarlierLake implements AutoCloseable {
  private static final Path HOME = Path.of("/tmp/citylake-lake-of-2026-11");
  private static final String ARCHIVE = "/earlier/lake-of-2026-11.zip";

  private final FileChannel file;
  private final FileLock lock;

  private EarlierLake(FileChannel file, FileLock lock) {
    this.file = file;
    this.lock = lock;
  }

  /** Waits for whoever has it. */
  static EarlierLake reserve() throws IOException {
    FileChannel file =
        FileChannel.open(
            HOME.resolveSibling(HOME.getFileName() + ".lock"),
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE);
    return new EarlierLake(file, file.lock());
  }

  /** As it was left, whatever is there: what a dead test left goes first. */
  CommandFixture unpack() throws IOException {
    delete();
    InputStream packed = Objects.requireNonNull(EarlierLake.class.getResourceAsStream(ARCHIVE));
    try (ZipInputStream archive = new ZipInputStream(packed, StandardCharsets.UTF_8)) {
      for (ZipEntry each = archive.getNextEntry(); each != null; each = archive.getNextEntry()) {
        unpack(archive, each);
      }
    }
    // It writes the two files that the lake has already, with the same text.
    return new CommandFixture(HOME);
  }

  /** With the time that the job's position names, and closed to others, as passwords have to be. */
  private static void unpack(ZipInputStream archive, ZipEntry each) throws IOException {
    Path to = HOME.resolve(each.getName());
    if (each.isDirectory()) {
      Files.createDirectories(to);
      return;
    }
    Files.createDirectories(to.getParent());
    Files.copy(archive, to);
    Files.setPosixFilePermissions(to, PosixFilePermissions.fromString("rw-------"));
    Files.setLastModifiedTime(to, each.getLastModifiedTime());
  }

  /** Lays the files that the earlier build never saw into the landing directory. */
  void deliver() throws IOException {
    Path later = HOME.resolve("later");
    try (Stream<Path> files = Files.walk(later)) {
      for (Path each : files.filter(Files::isRegularFile).toList()) {
        Path to = HOME.resolve("landing").resolve(later.relativize(each).toString());
        Files.copy(each, to, StandardCopyOption.REPLACE_EXISTING);
      }
    }
  }

  void delete() throws IOException {
    if (!Files.exists(HOME)) {
      return;
    }
    try (Stream<Path> files = Files.walk(HOME)) {
      for (Path each : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(each);
      }
    }
  }

  @Override
  public void close() throws IOException {
    delete();
    lock.release();
    file.close();
  }
}
