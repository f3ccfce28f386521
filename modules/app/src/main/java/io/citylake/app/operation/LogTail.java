package io.citylake.app.operation;

import io.citylake.schedule.alert.cause.PersonalNumbers;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The end of a log. Numbers of persons are masked as they are written there, and once more here,
 * whatever the settings of the log are.
 *
 * @param isHere whether the file is on this machine at all
 * @param isWhole whether nothing is before it
 */
record LogTail(boolean isHere, boolean isWhole, List<String> lines) {
  private static final int MOST_BYTES = 256 << 10;
  private static final int LONGEST_LINE = 2_000;

  LogTail {
    lines = List.copyOf(lines);
  }

  /** At most so many lines, and a quarter of a megabyte. */
  static LogTail read(Path file, int most) {
    if (!Files.isRegularFile(file)) {
      return new LogTail(false, false, List.of());
    }
    try (RandomAccessFile log = new RandomAccessFile(file.toFile(), "r")) {
      long from = Math.max(0, log.length() - MOST_BYTES);
      byte[] bytes = new byte[(int) (log.length() - from)];
      log.seek(from);
      log.readFully(bytes);
      List<String> all = new String(bytes, StandardCharsets.UTF_8).lines().toList();
      // The first one is cut where the file is longer.
      List<String> lines = from > 0 && !all.isEmpty() ? all.subList(1, all.size()) : all;
      List<String> last = lines.subList(Math.max(0, lines.size() - most), lines.size());
      return new LogTail(
          true,
          from == 0 && last.size() == lines.size(),
          last.stream().map(PersonalNumbers::hide).map(LogTail::shortened).toList());
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read the log of a run", e);
    }
  }

  private static String shortened(String line) {
    return line.length() > LONGEST_LINE ? line.substring(0, LONGEST_LINE) + "…" : line;
  }
}
