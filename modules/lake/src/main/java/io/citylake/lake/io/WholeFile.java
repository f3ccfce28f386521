package io.citylake.lake.io;

import io.citylake.model.CityLakeException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.InputFile;

/** Reads files to their end for nothing but to see that they are what was written. */
public final class WholeFile {
  private WholeFile() {}

  /**
   * Reads a file.
   *
   * @return whether it was written with checksums that we know; else that it can be read is all
   * @throws CityLakeException FILE_DAMAGED
   * @throws org.apache.iceberg.exceptions.NotFoundException where it is not there
   */
  public static boolean read(FileIO io, String location) {
    try (InputStream in = io.newInputFile(location).newStream()) {
      in.transferTo(OutputStream.nullOutputStream());
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read file %s".formatted(location), e);
    }
    return hasChecksums(location);
  }

  /** The file for whoever wants what is whole of it: only pages of Parquet are verified. */
  public static InputFile damaged(FileIO io, String location) {
    return LocalPaths.isLocal(location)
        ? new LocalInputFile(location, -1, LocalInputFile.Verify.PAGES)
        : io.newInputFile(location);
  }

  private static boolean hasChecksums(String location) {
    if (!LocalPaths.isLocal(location)) {
      return false;
    }
    Path path = LocalPaths.path(location);
    try {
      return FileChecksums.read(location, path, Files.size(path)).known();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read file %s".formatted(location), e);
    }
  }
}
