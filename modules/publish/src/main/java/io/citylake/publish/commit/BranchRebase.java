package io.citylake.publish.commit;

import io.citylake.lake.metadata.TableRefs;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.RowDelta;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotChanges;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.events.CreateSnapshotEvent;
import org.apache.iceberg.util.ContentFileUtil;

/**
 * A branch whose {@code main} was compacted since: what the branch changed, all in one snapshot on
 * top of the compacted {@code main}. A compaction writes the same rows into other files, so what
 * the branch added stays right, and what it deleted stays right as long as the files that it
 * deleted from are still there.
 *
 * <p>The snapshot is staged without a branch: nobody reads it until a commit moves {@code main} to
 * it, and nothing has to be cleaned up where none does. Used by one thread.
 */
final class BranchRebase {
  private final Table table;
  private final long main;
  private final FileChanges own;
  private final FileChanges compacted;

  private BranchRebase(Table table, long main, List<Snapshot> own, List<Snapshot> compactions) {
    this.table = table;
    this.main = main;
    this.own = FileChanges.of(table, own);
    this.compacted = FileChanges.of(table, compactions);
  }

  /**
   * Whether {@code main} moved away from a branch by compactions alone.
   *
   * @param head the end of the branch, or where it would begin
   */
  static boolean isPossible(TableMetadata metadata, long head) {
    Long main = TableRefs.head(metadata, TableRefs.MAIN);
    // A branch of an empty table meets a first snapshot that is no compaction.
    return main != null && TableRefs.areRewrites(TableRefs.apart(metadata, main, head));
  }

  /** Reads what was changed on both sides; empty where {@link #isPossible} says no. */
  static Optional<BranchRebase> find(Table table, TableMetadata metadata, long head) {
    Long main = TableRefs.head(metadata, TableRefs.MAIN);
    if (main == null || !isPossible(metadata, head)) {
      return Optional.empty();
    }
    return Optional.of(
        new BranchRebase(
            table,
            main,
            TableRefs.apart(metadata, head, main),
            TableRefs.apart(metadata, main, head)));
  }

  /** The {@code main} that it goes on top of. */
  long main() {
    return main;
  }

  /** Why it can't be done: a compaction rewrote what the branch deletes from or takes out. */
  Optional<String> conflict() {
    for (String file : own.removed.keySet()) {
      if (compacted.removed.containsKey(file)) {
        return Optional.of(
            "a compaction rewrote a file that the run takes out (file=" + file + ")");
      }
    }
    for (String deletes : own.removedDeletes.keySet()) {
      if (compacted.removedDeletes.containsKey(deletes)) {
        return Optional.of(
            "a compaction rewrote deletions that the run replaces (file=" + deletes + ")");
      }
    }
    for (DeleteFile deletes : own.addedDeletes.values()) {
      String file = ContentFileUtil.referencedDataFileLocation(deletes);
      if (file == null) {
        return Optional.of("the run's deletions don't say which files they are of");
      }
      if (compacted.removed.containsKey(file)) {
        return Optional.of(
            "a compaction rewrote a file that the run deletes rows from (file=" + file + ")");
      }
      if (deletes.format() == FileFormat.PUFFIN && compacted.deletesFrom(file)) {
        return Optional.of(
            "a compaction rewrote the deletions of a file that the run deletes rows from (file="
                + file
                + ")");
      }
    }
    return Optional.empty();
  }

  /**
   * Writes the snapshot. Its files are checked once more by Iceberg.
   *
   * @param summary what it says of itself
   * @return its id; empty where {@code main} moved again meanwhile
   */
  Optional<Long> stage(Map<String, String> summary) {
    table.refresh();
    RowDelta change =
        table.newRowDelta().stageOnly().validateFromSnapshot(main).validateDeletedFiles();
    summary.forEach(change::set);
    own.removed.values().forEach(change::removeRows);
    own.removedDeletes.values().forEach(change::removeDeletes);
    own.added.values().forEach(change::addRows);
    own.addedDeletes.values().forEach(change::addDeletes);
    change.commit();
    long staged = ((CreateSnapshotEvent) change.updateEvent()).snapshotId();
    table.refresh();
    Long parent = table.snapshot(staged).parentId();
    return parent != null && parent == main ? Optional.of(staged) : Optional.empty();
  }

  /** Which files came and went over some snapshots; what came and went again is in neither. */
  private static final class FileChanges {
    private final Map<String, DataFile> added = new LinkedHashMap<>();
    private final Map<String, DataFile> removed = new LinkedHashMap<>();
    private final Map<String, DeleteFile> addedDeletes = new LinkedHashMap<>();
    private final Map<String, DeleteFile> removedDeletes = new LinkedHashMap<>();

    /**
     * @param snapshots oldest first
     */
    static FileChanges of(Table table, List<Snapshot> snapshots) {
      FileChanges all = new FileChanges();
      for (Snapshot snapshot : snapshots) {
        all.take(SnapshotChanges.builderFor(table).snapshot(snapshot).build());
      }
      return all;
    }

    private void take(SnapshotChanges changes) {
      for (DataFile file : changes.removedDataFiles()) {
        if (added.remove(file.location()) == null) {
          removed.put(file.location(), file);
        }
      }
      for (DeleteFile deletes : changes.removedDeleteFiles()) {
        if (addedDeletes.remove(key(deletes)) == null) {
          removedDeletes.put(key(deletes), deletes);
        }
      }
      changes.addedDataFiles().forEach(file -> added.put(file.location(), file));
      changes.addedDeleteFiles().forEach(deletes -> addedDeletes.put(key(deletes), deletes));
    }

    boolean deletesFrom(String file) {
      return addedDeletes.values().stream()
          .anyMatch(deletes -> file.equals(ContentFileUtil.referencedDataFileLocation(deletes)));
    }

    /** One file may hold the deletions of many. */
    private static String key(DeleteFile deletes) {
      return deletes.contentOffset() == null
          ? deletes.location()
          : deletes.location() + "#" + deletes.contentOffset();
    }
  }
}
