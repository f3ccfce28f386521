package io.citylake.city.file;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.Collections;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * Takes the clock out of a workbook: entry times, and the creation time that it tells of itself.
 */
final class FixedZip {
  private static final LocalDateTime TIME = LocalDateTime.of(2025, 1, 1, 0, 0);
  private static final String PROPERTIES = "docProps/core.xml";
  private static final Pattern INSTANT =
      Pattern.compile("\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}(\\.\\d+)?Z");

  private FixedZip() {}

  /**
   * Copies by the central directory: fastexcel's local headers don't say sizes that JDK 17 reads.
   */
  static void copy(Path from, Path to) throws IOException {
    try (ZipFile source = new ZipFile(from.toFile());
        ZipOutputStream target = new ZipOutputStream(Files.newOutputStream(to))) {
      for (ZipEntry entry : Collections.list(source.entries())) {
        byte[] content = source.getInputStream(entry).readAllBytes();
        ZipEntry copy = new ZipEntry(entry.getName());
        copy.setTimeLocal(TIME);
        target.putNextEntry(copy);
        target.write(entry.getName().equals(PROPERTIES) ? withoutClock(content) : content);
        target.closeEntry();
      }
    }
  }

  private static byte[] withoutClock(byte[] properties) {
    String text = new String(properties, StandardCharsets.UTF_8);
    return INSTANT.matcher(text).replaceAll(TIME + ":00Z").getBytes(StandardCharsets.UTF_8);
  }
}
