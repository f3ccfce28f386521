package io.citylake.upkeep.compact;

import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.actions.RewriteFileGroup;

/**
 * Files of one partition that are written anew together.
 *
 * @param planned the snapshot whose files and deletions these are
 * @param partition as Iceberg names it; empty for a table without partitions
 * @param files data files that go
 * @param deletions deletion files that are folded in
 */
public record RewriteCandidate(
    RewriteFileGroup group,
    long planned,
    String partition,
    long files,
    long deletions,
    long bytes) {
  static RewriteCandidate of(RewriteFileGroup group, long planned) {
    FileScanTask first = group.fileScanTasks().get(0);
    return new RewriteCandidate(
        group,
        planned,
        first.spec().partitionToPath(first.file().partition()),
        group.fileScanTasks().size(),
        group.fileScanTasks().stream().mapToLong(task -> task.deletes().size()).sum(),
        group.fileScanTasks().stream().mapToLong(task -> task.file().fileSizeInBytes()).sum());
  }

  /** How many files a reader is spared. */
  public long gain() {
    return files + deletions - group.expectedOutputFiles();
  }

  /** Why it is worth the work. */
  public String reason() {
    String of = partition.isEmpty() ? "" : " of " + partition;
    String deleted = deletions == 0 ? "" : ", %,d deletion files".formatted(deletions);
    return "%,d files%s with %,d KB on average%s, for about %,d"
        .formatted(
            files, of, bytes / 1024 / Math.max(1, files), deleted, group.expectedOutputFiles());
  }
}
