package io.citylake.read.file;

import java.util.List;
import java.util.Locale;

/** Which files are no deliveries: hidden ones, half-copied ones, control files. */
final class FileNames {
  private static final List<String> ENDINGS = List.of(".tmp", ".part", ".ctl", ".crc");

  private FileNames() {}

  /** By the last part of a path. */
  static boolean isHidden(String path) {
    String name = path.substring(path.lastIndexOf('/') + 1);
    String lower = name.toLowerCase(Locale.ROOT);
    return name.startsWith(".")
        // Excel's note of who has a workbook open.
        || name.startsWith("~$")
        || name.startsWith("_")
        || ENDINGS.stream().anyMatch(lower::endsWith);
  }
}
