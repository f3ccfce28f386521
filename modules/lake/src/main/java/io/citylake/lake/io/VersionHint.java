package io.citylake.lake.io;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Optional;
import org.apache.iceberg.io.FileIO;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The file {@code version-hint.text} beside a table's metadata files: the name of the one that was
 * committed last. It is written after a commit, so it can be behind the catalog and never ahead of
 * it, unless the catalog's database is an older copy.
 */
public final class VersionHint {
  private static final Logger LOG = LoggerFactory.getLogger(VersionHint.class);
  private static final String FILE = "version-hint.text";
  private static final int LONGEST = 1024;

  private VersionHint() {}

  /**
   * Notes a commit. It never fails, since the commit is made, and does not wait for the disk.
   *
   * @param metadata location of the metadata file that was committed
   */
  public static void write(FileIO io, String metadata) {
    String hint = directory(metadata) + "/" + FILE;
    byte[] text = name(metadata).getBytes(StandardCharsets.UTF_8);
    try {
      if (LocalPaths.isLocal(hint)) {
        Files.write(LocalPaths.path(hint), text);
        return;
      }
      try (OutputStream out = io.newOutputFile(hint).createOrOverwrite()) {
        out.write(text);
      }
    } catch (IOException | RuntimeException e) {
      LOG.warn("Cannot note the last commit in {}: {}", hint, e.getMessage());
    }
  }

  /**
   * The location of the metadata file that was committed last, as far as that was noted.
   *
   * @param directory of the table's metadata files
   */
  public static Optional<String> read(FileIO io, String directory) {
    String hint = directory + "/" + FILE;
    try (InputStream in = io.newInputFile(hint).newStream()) {
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

  /** The version that a metadata file's name begins with, padded with zeros. */
  public static int version(String metadata) {
    String name = name(metadata);
    return Integer.parseInt(name.substring(0, name.indexOf('-')));
  }

  private static String name(String metadata) {
    return metadata.substring(metadata.lastIndexOf('/') + 1);
  }
}
