package io.citylake.govern.access;

import io.citylake.lake.io.StorageFault;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The files of the log, one a day (UTC), in the order of the chain. */
final class LogFiles {
  private static final Pattern NAME = Pattern.compile("\\d{4}-\\d{2}-\\d{2}\\.ndjson");

  private LogFiles() {}

  static List<Path> list(Path directory) {
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .filter(file -> NAME.matcher(file.getFileName().toString()).matches())
          .sorted()
          .toList();
    } catch (IOException e) {
      throw unreadable(directory, e);
    }
  }

  /** What is done with each line; false ends the reading. */
  interface Reader {
    boolean line(Path file, int number, String line);
  }

  /** A last piece without a line feed comes as a line too. */
  static void read(Path directory, Reader reader) {
    readFrom(directory, "", reader);
  }

  /** From the first line of a file on. */
  static void readFrom(Path directory, String first, Reader reader) {
    for (Path file : list(directory)) {
      if (String.valueOf(file.getFileName()).compareTo(first) < 0) {
        continue;
      }
      try (BufferedReader lines = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
        int number = 0;
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
          number++;
          if (!reader.line(file, number, line)) {
            return;
          }
        }
      } catch (IOException e) {
        throw unreadable(file, e);
      }
    }
  }

  private static CityLakeException unreadable(Path file, IOException cause) {
    return new CityLakeException(
        ErrorCode.STORAGE_FAILED,
        "Cannot read the access log: %s (file=%s)".formatted(StorageFault.reason(cause), file),
        cause);
  }
}
