package io.citylake.read.file;

import io.citylake.read.format.FormatTask.Holding;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What one source (a file, or an entry of a zip) holds, after one pass over its bytes.
 *
 * @param found the file on disk
 * @param entry the name within a zip, or null
 * @param source what {@code _source} says
 * @param sha256 of the bytes, unfolded
 * @param folded the hash of a gzip file as it is, which earlier versions knew it by; null for
 *     others
 * @param bytes of the file or of the unfolded entry
 * @param holding what is known of its records before it is read
 * @param cuts where it may be cut, the first at its begin; one for a content that is read in one go
 */
record Content(
    Storage.Found found,
    @Nullable String entry,
    String source,
    String sha256,
    @Nullable String folded,
    long bytes,
    Holding holding,
    List<Cut> cuts) {
  Content {
    cuts = List.copyOf(cuts);
  }

  Content withHolding(Holding known) {
    return new Content(found, entry, source, sha256, folded, bytes, known, cuts);
  }

  Content ofFolded(String hash) {
    // Its size on disk is what a task reads.
    return new Content(found, entry, source, sha256, hash, found.size(), holding, cuts);
  }

  /** As earlier versions knew it, where that is how a position knows it. */
  Content knownIn(Set<String> hashes) {
    return folded != null && hashes.contains(folded)
        ? new Content(found, entry, source, folded, null, bytes, holding, cuts)
        : this;
  }

  /** Of the file, and within it. */
  String path() {
    String path = found.uri().getPath();
    return entry == null ? path : path + "!/" + entry;
  }

  /** An offset right after a line end, and the line that starts there. */
  record Cut(long offset, long line) {}
}
