package io.citylake.lake.backup;

import io.citylake.lake.io.DurableFileIo;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import io.citylake.model.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.util.HexFormat;

/**
 * Puts files of tables back below a warehouse. What is there and has the bytes of the backup stays;
 * what has others is replaced, since no file of a table is ever changed but by damage. No link
 * below the warehouse is followed. One thread.
 */
final class PlacedFiles {
  private final Archive archive;
  private final Path warehouse;
  private final DurableFileIo io = new DurableFileIo();
  private long written;
  private long there;

  PlacedFiles(Archive archive, Path warehouse) {
    this.archive = archive;
    this.warehouse = warehouse.toAbsolutePath().normalize();
  }

  /** How many files were written. */
  long written() {
    return written;
  }

  /** How many were there. */
  long there() {
    return there;
  }

  /**
   * Puts one file back.
   *
   * @throws CityLakeException ARCHIVE_DAMAGED, ARCHIVE_UNFIT where it is only referred to and gone
   */
  void place(Part part) {
    Path to = warehouse.resolve(part.name());
    try {
      requireNoLink(to, part);
      if (!part.isCopied()) {
        requireThere(to, part);
        there++;
      } else if (isThere(to, part)) {
        there++;
      } else {
        if (Files.exists(to, LinkOption.NOFOLLOW_LINKS)) {
          // Else a damaged archive would take what is left of the file.
          archive.copy(part, OutputStream.nullOutputStream());
        }
        try (OutputStream out = io.newOutputFile(to.toString()).createOrOverwrite()) {
          archive.copy(part, out);
        } catch (IOException | RuntimeException e) {
          Files.deleteIfExists(to);
          throw e;
        }
        written++;
      }
    } catch (IOException e) {
      throw Archive.failed("write " + to, e);
    }
  }

  private void requireThere(Path to, Part part) throws IOException {
    if (!Files.isRegularFile(to, LinkOption.NOFOLLOW_LINKS) || Files.size(to) != part.length()) {
      throw Archive.unfit(
          "the backup only refers to file %s, and it is not there with %,d bytes"
              .formatted(to, part.length()));
    }
  }

  private static boolean isThere(Path to, Part part) throws IOException {
    return Files.isRegularFile(to, LinkOption.NOFOLLOW_LINKS)
        && Files.size(to) == part.length()
        && sha256(to).equals(part.sha256());
  }

  /** Of a file's bytes as they are. */
  static String sha256(Path file) throws IOException {
    try (InputStream bytes = Files.newInputStream(file);
        DigestInputStream in = new DigestInputStream(bytes, Sha256.digest())) {
      in.transferTo(OutputStream.nullOutputStream());
      return HexFormat.of().formatHex(in.getMessageDigest().digest());
    }
  }

  private void requireNoLink(Path to, Part part) {
    if (!to.normalize().equals(to) || !to.startsWith(warehouse)) {
      throw outside(part);
    }
    for (Path each = to; each != null && !each.equals(warehouse); each = each.getParent()) {
      if (Files.isSymbolicLink(each)) {
        throw outside(part);
      }
    }
  }

  private static CityLakeException outside(Part part) {
    return new CityLakeException(
        ErrorCode.ARCHIVE_DAMAGED,
        "Cannot restore %s: a link on its way leads out of the warehouse; remove it"
            .formatted(part.name()));
  }
}
