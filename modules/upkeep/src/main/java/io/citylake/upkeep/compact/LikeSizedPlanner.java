package io.citylake.upkeep.compact;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Table;
import org.apache.iceberg.actions.BinPackRewriteFilePlanner;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.util.ContentFileUtil;

/**
 * Plans what Iceberg does, without the large files of a partition that the smaller ones would not
 * double: a partition that grows each day would be written anew as a whole each day. So each file
 * that a row is in is at least twice as large as the one before, and of a partition stay about as
 * many files as it has doubled. Used once.
 */
final class LikeSizedPlanner extends BinPackRewriteFilePlanner {
  /** A group is read, sorted and written at once, so it bounds what a task spills. */
  private static final String LARGEST_GROUP = Long.toString(2L << 30);

  /** A tenth of a file's rows deleted, as Amoro takes it, costs each reader more than a rewrite. */
  private static final double DELETED_RATIO = 0.1;

  private static final int DELETION_FILES = 3;

  LikeSizedPlanner(Table table, long snapshot) {
    super(table, Expressions.alwaysTrue(), snapshot, true);
    // What is cut in two is more than half a file each, and must not be chosen again.
    init(
        Map.of(
            MIN_FILE_SIZE_BYTES, Long.toString(defaultTargetFileSize() / 2),
            MAX_FILE_GROUP_SIZE_BYTES, LARGEST_GROUP,
            DELETE_RATIO_THRESHOLD, Double.toString(DELETED_RATIO),
            DELETE_FILE_THRESHOLD, Integer.toString(DELETION_FILES)));
  }

  /** Of one partition. */
  @Override
  protected Iterable<FileScanTask> filterFiles(Iterable<FileScanTask> tasks) {
    List<FileScanTask> bySize = new ArrayList<>();
    super.filterFiles(tasks).forEach(bySize::add);
    bySize.sort(Comparator.comparingLong(FileScanTask::sizeBytes));
    List<FileScanTask> chosen = new ArrayList<>();
    int last = lastOfLikeSize(bySize);
    for (int i = 0; i < bySize.size(); i++) {
      if (i <= last || isFullOfDeletions(bySize.get(i))) {
        chosen.add(bySize.get(i));
      }
    }
    return chosen;
  }

  /** The largest that all smaller ones together are as large as; -1 for none. */
  private static int lastOfLikeSize(List<FileScanTask> bySize) {
    int last = -1;
    long smaller = 0;
    for (int i = 0; i < bySize.size(); i++) {
      long size = bySize.get(i).sizeBytes();
      if (i > 0 && size <= smaller) {
        last = i;
      }
      smaller += size;
    }
    return last;
  }

  private static boolean isFullOfDeletions(FileScanTask task) {
    long deleted =
        task.deletes().stream()
            .filter(ContentFileUtil::isFileScoped)
            .mapToLong(DeleteFile::recordCount)
            .sum();
    return task.deletes().size() >= DELETION_FILES
        || deleted >= DELETED_RATIO * task.file().recordCount();
  }
}
