package io.citylake.lake.metadata;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.OptionalLong;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.FileContent;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.util.ContentFileUtil;
import org.jspecify.annotations.Nullable;

/**
 * Counts the rows that a reader would meet, by metadata. Where deletion files hide some this reads
 * every manifest: nothing for the way of a query or a load.
 */
public final class LiveRows {
  private LiveRows() {}

  /**
   * Exactly.
   *
   * @param snapshot null is a table that has none
   * @return empty where a deletion is by conditions, across files, or in several files for one: the
   *     same row may be deleted twice there
   */
  public static OptionalLong count(Table table, @Nullable Snapshot snapshot) {
    SnapshotTotals totals = SnapshotTotals.of(snapshot, table.io());
    return snapshot == null || totals.rows().isPresent()
        ? totals.rows()
        : byFiles(table, snapshot.snapshotId());
  }

  private static OptionalLong byFiles(Table table, long snapshot) {
    long rows = 0;
    try (CloseableIterable<FileScanTask> tasks =
        table.newScan().useSnapshot(snapshot).planFiles()) {
      for (FileScanTask task : tasks) {
        rows += task.file().recordCount();
        List<DeleteFile> deletes = task.deletes();
        if (deletes.size() > 1 || !deletes.stream().allMatch(LiveRows::isOfOneFile)) {
          return OptionalLong.empty();
        }
        rows -= deletes.stream().mapToLong(DeleteFile::recordCount).sum();
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot end reading manifests of " + table.name(), e);
    }
    return OptionalLong.of(rows);
  }

  private static boolean isOfOneFile(DeleteFile deletes) {
    return deletes.content() == FileContent.POSITION_DELETES
        && ContentFileUtil.referencedDataFileLocation(deletes) != null;
  }
}
