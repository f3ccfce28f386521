package io.citylake.read.file;

import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import java.io.IOException;
import java.io.InputStream;
import java.util.OptionalInt;

/**
 * The end of a zip archive: its directory (APPNOTE 4.3.16). Without it the archive was cut short,
 * also where each entry before the cut is whole.
 */
final class ZipEnd {
  private static final int LEAST = 22;
  private static final int LONGEST_COMMENT = 0xFFFF;
  private static final int TOTAL_AT = 10;

  /** What the field holds where the true number stands in a zip64 record. */
  private static final int ELSEWHERE = 0xFFFF;

  private ZipEnd() {}

  /**
   * How many entries the directory names; empty where the number stands elsewhere.
   *
   * @throws CityLakeException SOURCE_UNREADABLE where there is no directory
   */
  static OptionalInt entries(Storage storage, Storage.Found found, String source)
      throws IOException {
    long from = Math.max(0, found.size() - LEAST - LONGEST_COMMENT);
    byte[] tail;
    try (InputStream in = storage.open(found.uri(), from)) {
      tail = in.readNBytes(LEAST + LONGEST_COMMENT);
    }
    for (int at = tail.length - LEAST; at >= 0; at--) {
      if (tail[at] == 'P' && tail[at + 1] == 'K' && tail[at + 2] == 5 && tail[at + 3] == 6) {
        int total = (tail[at + TOTAL_AT] & 0xFF) | (tail[at + TOTAL_AT + 1] & 0xFF) << 8;
        return total == ELSEWHERE ? OptionalInt.empty() : OptionalInt.of(total);
      }
    }
    throw new CityLakeException(
        ErrorCode.SOURCE_UNREADABLE,
        "Cannot read %s: the archive is cut short, it has no directory at its end; have it sent again"
            .formatted(source));
  }
}
