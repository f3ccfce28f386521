package io.citylake.lake.metadata;

import io.citylake.model.DataSize;
import java.util.OptionalLong;
import org.apache.iceberg.ManifestFile;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotSummary;
import org.apache.iceberg.Table;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.util.PropertyUtil;
import org.jspecify.annotations.Nullable;

/**
 * How large a snapshot's table is, by its manifest list alone: one small file, however many data
 * files there are. The totals of a snapshot's summary are no help: Iceberg counts a branch's from
 * zero where a write makes the branch, as ours do, and leaves out what would be negative.
 *
 * <p>What isn't known is told as unknown, never as 0. {@link LiveRows} tells more, for more reads.
 *
 * @param counted rows of data files, deleted ones included, by the manifests that count
 * @param dataFiles by the manifests that count
 * @param uncounted manifests with data files that don't tell how many files or rows
 * @param deletions whether deletion files hide some rows
 */
public record SnapshotTotals(long counted, long dataFiles, int uncounted, boolean deletions) {
  /** Of a table without a snapshot, or without a table. */
  public static final SnapshotTotals NONE = new SnapshotTotals(0, 0, 0, false);

  /** What a manifest that doesn't count is taken for: nobody may think that it is small. */
  private static final long ROWS_OF_UNCOUNTED = 1L << 30;

  /** Of the table's present snapshot. */
  public static SnapshotTotals of(Table table) {
    return of(table.currentSnapshot(), table.io());
  }

  /** Of a snapshot; null is a table that has none. */
  public static SnapshotTotals of(@Nullable Snapshot snapshot, FileIO io) {
    if (snapshot == null) {
      return NONE;
    }
    long rows = 0;
    long files = 0;
    int uncounted = 0;
    for (ManifestFile manifest : snapshot.dataManifests(io)) {
      if (isLive(manifest)) {
        OptionalLong some = sum(manifest.addedRowsCount(), manifest.existingRowsCount());
        OptionalLong names = sum(manifest.addedFilesCount(), manifest.existingFilesCount());
        if (some.isPresent() && names.isPresent()) {
          rows += some.getAsLong();
          files += names.getAsLong();
        } else {
          uncounted++;
        }
      }
    }
    boolean deletions = snapshot.deleteManifests(io).stream().anyMatch(SnapshotTotals::isLive);
    return new SnapshotTotals(rows, files, uncounted, deletions);
  }

  /** How many rows a commit added, by its own count; deleted ones are not taken off. */
  public static long added(Snapshot commit) {
    return PropertyUtil.propertyAsLong(commit.summary(), SnapshotSummary.ADDED_RECORDS_PROP, 0);
  }

  /** Whether there is no data file, thus no row that a reader could meet. */
  public boolean isEmpty() {
    return dataFiles == 0 && uncounted == 0;
  }

  /** Exactly; empty where deletion files hide some, or a manifest doesn't count. */
  public OptionalLong rows() {
    return deletions && !isEmpty() ? OptionalLong.empty() : mostRows();
  }

  /** Those that are deleted included; empty where a manifest doesn't count. */
  public OptionalLong mostRows() {
    return uncounted == 0 ? OptionalLong.of(counted) : OptionalLong.empty();
  }

  /** Empty where a manifest doesn't count. */
  public OptionalLong files() {
    return uncounted == 0 ? OptionalLong.of(dataFiles) : OptionalLong.empty();
  }

  /**
   * About the bytes of its data files: an estimate from the rows, because a manifest list has no
   * bytes. Of what isn't counted it is a large one, for whoever chooses by size.
   */
  public DataSize estimatedSize() {
    return new DataSize(SmallData.bytesOf(counted + uncounted * ROWS_OF_UNCOUNTED));
  }

  private static boolean isLive(ManifestFile manifest) {
    return manifest.hasAddedFiles() || manifest.hasExistingFiles();
  }

  private static OptionalLong sum(@Nullable Number added, @Nullable Number existing) {
    return added == null || existing == null
        ? OptionalLong.empty()
        : OptionalLong.of(added.longValue() + existing.longValue());
  }
}
