package io.citylake.model;

import java.io.Serializable;

/**
 * Where a batch of records comes from.
 *
 * @param source what the rows' {@code _source} says: the file under its landing root, or {@code
 *     database/table}
 * @param fingerprint SHA-256 of the content in hex for a file, the read range for a database and
 *     when it was read, since its rows have other places the next time; {@link #WHOLE_FILE} where a
 *     file is refused as a whole; part of a quarantined row's identity
 * @param path the path that {@code path-match} mappings look at; same as source where there is no
 *     file
 */
public record RowOrigin(String source, String fingerprint, String path) implements Serializable {
  /** What the fingerprint of a file that is refused as a whole looks like, which is not read. */
  public static final String WHOLE_FILE = "^[0-9]+:[0-9]+$";

  /**
   * Of a file that is refused as a whole.
   *
   * @param modified milliseconds since 1970
   */
  public static RowOrigin ofWholeFile(String source, long size, long modified, String path) {
    return new RowOrigin(source, size + ":" + modified, path);
  }
}
