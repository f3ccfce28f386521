package io.citylake.lake.health;

import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;
import org.apache.iceberg.ContentFile;
import org.jspecify.annotations.Nullable;

/**
 * A file that a table's metadata names.
 *
 * @param length that it was written with; -1 where nobody says
 * @param snapshots that read it
 * @param content what its manifest says of a data or delete file; else null
 */
record StoredFile(
    Kind kind,
    String location,
    long length,
    SortedSet<Long> snapshots,
    @Nullable ContentFile<?> content) {
  StoredFile {
    snapshots = Collections.unmodifiableSortedSet(new TreeSet<>(snapshots));
  }

  /** What it is to its table. */
  enum Kind {
    METADATA,
    EARLIER_METADATA,
    MANIFEST_LIST,
    MANIFEST,
    DATA,
    DELETES,
    STATISTICS,
    POSITION
  }

  StoredFile(Kind kind, String location, SortedSet<Long> snapshots) {
    this(kind, location, -1, snapshots, null);
  }
}
