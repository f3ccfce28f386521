package io.citylake.read.file;

import io.citylake.read.format.FormatTask.Holding;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one source (a file, or an entry of a zip) holds, after one pass over its bytes.
 *
 * @param found the file on disk
 * @param entry the name within a zip, or null
 * @param source what {@code _source} says
 * @param sha256 of the bytes: of the file as it is, of a zip's entry unfolded
 * @param bytes of the file or of the unfolded entry
 * @param holding what is known of its records before it is read
 * @param cuts where it may be cut, the first at its begin; one for a content that is read in one go
 */
record Content(
    Storage.Found found,
    @Nullable String entry,
    String source,
    String sha256,
    long bytes,
    Holding holding,
    List<Cut> cuts) {
  Content {
    cuts = List.copyOf(cuts);
  }

  Content withHolding(Holding known) {
    return new Content(found, entry, source, sha256, bytes, known, cuts);
  }

  /** Of the file, and within it. */
  String path() {
    String path = found.uri().getPath();
    return entry == null ? path : path + "!/" + entry;
  }

  /** An offset right after a line end, and the line that starts there. */
  record Cut(long offset, long line) {}
}
