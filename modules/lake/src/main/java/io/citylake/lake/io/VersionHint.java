package io.citylake.lake.io;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.UUID;
import org.apache.iceberg.io.FileIO;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The file {@code version-hint.text} beside a table's metadata files: the name of the one that was
 * committed last. It is written after a commit, so it can be behind the catalog and never ahead of
 * it, unless the catalog's database is an older copy: that it is one is known by this file alone,
 * so a commit never has it go back.
 */
public final class VersionHint {
  private static final Logger LOG = LoggerFactory.getLogger(VersionHint.class);
  private static final String FILE = "version-hint.text";
  private static final int LONGEST = 1024;

  private VersionHint() {}

  /**
   * Notes a commit, unless a later one is noted. It never fails, since the commit is made, and does
   * not wait for the disk.
   *
   * @param metadata location of the metadata file that was committed
   */
  public static void write(FileIO io, String metadata) {
    if (read(io, directory(metadata)).filter(last -> version(last) > version(metadata)).isEmpty()) {
      replace(io, metadata);
    }
  }

  /**
   * Notes a version whatever is noted: of a table that is new, or that somebody has had go back.
   * Never fails, as {@link #write}.
   */
  public static void replace(FileIO io, String metadata) {
    String hint = directory(metadata) + "/" + FILE;
    byte[] text = name(metadata).getBytes(StandardCharsets.UTF_8);
    try {
      if (LocalPaths.isLocal(hint)) {
        replace(LocalPaths.path(hint), text);
        return;
      }
      try (OutputStream out = io.newOutputFile(hint).createOrOverwrite()) {
        out.write(text);
      }
    } catch (IOException | RuntimeException e) {
      LOG.warn("Cannot note the last commit in {}: {}", hint, e.getMessage());
    }
  }

  /** Whoever reads meanwhile, or after a power cut, reads one of the two as a whole. */
  private static void replace(Path hint, byte[] text) throws IOException {
    Path draft = hint.resolveSibling(FILE + "." + UUID.randomUUID());
    try {
      Files.write(draft, text);
      Files.move(draft, hint, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(draft);
    }
  }

  /**
   * The location of the metadata file that was committed last, as far as that was noted.
   *
   * @param directory of the table's metadata files
   */
  public static Optional<String> read(FileIO io, String directory) {
    String hint = directory + "/" + FILE;
    try (InputStream in =
        LocalPaths.isLocal(hint)
            ? Files.newInputStream(LocalPaths.path(hint))
            : io.newInputFile(hint).newStream()) {
      String name = new String(in.readNBytes(LONGEST), StandardCharsets.UTF_8).strip();
      return name.matches("\\d+-[-\\w.]+\\.metadata\\.json")
          ? Optional.of(directory + "/" + name)
          : Optional.empty();
    } catch (IOException | RuntimeException e) {
      LOG.debug("No commit is noted in {}", hint, e);
      return Optional.empty();
    }
  }

  /** The directory that a metadata file lies in. */
  public static String directory(String metadata) {
    return metadata.substring(0, metadata.lastIndexOf('/'));
  }

  /** The version that a metadata file's name begins with, padded with zeros; -1 for none. */
  public static int version(String metadata) {
    String name = name(metadata);
    return name.matches("\\d{1,9}-.*")
        ? Integer.parseInt(name.substring(0, name.indexOf('-')))
        : -1;
  }

  private static String name(String metadata) {
    return metadata.substring(metadata.lastIndexOf('/') + 1);
  }
}
