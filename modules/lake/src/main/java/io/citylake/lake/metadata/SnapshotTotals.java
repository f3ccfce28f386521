package io.citylake.lake.metadata;

import io.citylake.model.DataSize;
import java.util.OptionalLong;
import org.apache.iceberg.ManifestFile;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.io.FileIO;
import org.jspecify.annotations.Nullable;

/**
 * How large a snapshot's table is, by its manifest list alone. The totals of its summary are no
 * help: Iceberg counts a branch's from zero where a write makes the branch, as ours do.
 *
 * @param rows empty where deletions hide some, or a manifest doesn't count
 * @param counted rows of data files, deleted ones included
 */
public record SnapshotTotals(OptionalLong rows, long counted) {
  public static SnapshotTotals of(@Nullable Snapshot snapshot, FileIO io) {
    if (snapshot == null) {
      return new SnapshotTotals(OptionalLong.of(0), 0);
    }
    long counted = 0;
    boolean whole = snapshot.deleteManifests(io).isEmpty();
    for (ManifestFile manifest : snapshot.dataManifests(io)) {
      Long added = manifest.addedRowsCount();
      Long existing = manifest.existingRowsCount();
      if (added == null || existing == null) {
        whole = false;
      } else {
        counted += added + existing;
      }
    }
    return new SnapshotTotals(whole ? OptionalLong.of(counted) : OptionalLong.empty(), counted);
  }

  public DataSize estimatedSize() {
    return new DataSize(SmallData.bytesOf(counted));
  }
}
