package io.citylake.lake.io;

import java.util.Map;

/**
 * Parquet's own checksums, one for each page: always written, and by default verified by nobody.
 * They hold where a file has no {@link FileChecksums}, and for stores elsewhere.
 */
public final class PageChecksums {
  private PageChecksums() {}

  /** What Hadoop is told, so that whoever reads a Parquet file verifies them. */
  public static Map<String, String> settings() {
    return Map.of("parquet.page.verify-checksum.enabled", "true");
  }
}
