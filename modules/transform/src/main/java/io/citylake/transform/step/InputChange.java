package io.citylake.transform.step;

import io.citylake.lake.metadata.TableRefs;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotChanges;
import org.apache.iceberg.Table;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.util.ContentFileUtil;
import org.jspecify.annotations.Nullable;

/**
 * What happened to a table between two of its snapshots, told by its metadata: the data files that
 * hold every row that came or went. A file may hold rows that stayed as well.
 */
sealed interface InputChange {
  /** Nothing that changes a row. */
  record None() implements InputChange {}

  /** Rows came and no row went or changed. */
  record Added(List<DataFile> files) implements InputChange {
    public Added {
      files = List.copyOf(files);
    }
  }

  /**
   * Rows came, went or changed.
   *
   * @param files all that came or went as files
   * @param deletions the rows that went out of files that stayed
   */
  record Touched(List<DataFile> files, List<Deletion> deletions) implements InputChange {
    public Touched {
      files = List.copyOf(files);
      deletions = List.copyOf(deletions);
    }
  }

  /**
   * Rows that one commit deleted out of one data file.
   *
   * @param marks what the commit wrote of the file's rows: those that are deleted
   * @param earlier what these took the place of: rows that had been deleted before the first of the
   *     snapshots
   */
  record Deletion(DataFile file, List<DeleteFile> marks, List<DeleteFile> earlier) {
    public Deletion {
      marks = List.copyOf(marks);
      earlier = List.copyOf(earlier);
    }
  }

  /** The history doesn't tell. */
  record Unknown(String why) implements InputChange {}

  /**
   * Reads manifests of the snapshots in between only; for a snapshot that deleted rows, those of
   * all its files.
   */
  static InputChange between(Table table, long from, long to) {
    if (from == to) {
      return new None();
    }
    List<Snapshot> snapshots = new ArrayList<>();
    Snapshot each = table.snapshot(to);
    while (each != null && each.snapshotId() != from) {
      snapshots.add(each);
      Long parent = each.parentId();
      each = parent == null ? null : table.snapshot(parent);
    }
    if (each == null) {
      return new Unknown(
          from < 0
              ? "it was empty before"
              : "the state that was read last is no longer in its history");
    }
    Collections.reverse(snapshots);
    return new Files(table).after(snapshots);
  }

  /** Collects files over snapshots, oldest first. */
  final class Files {
    /** In place of a file's location, where deletions don't name one. */
    private static final String ANY = "";

    private final Table table;
    private final Map<String, DataFile> added = new LinkedHashMap<>();
    private final Map<String, DataFile> removed = new LinkedHashMap<>();
    private final List<Deletion> deletions = new ArrayList<>();
    // Marks of these snapshots: what a later one takes the place of is still news.
    private final Set<String> marked = new HashSet<>();
    private boolean onlyAdded = true;

    private Files(Table table) {
      this.table = table;
    }

    private InputChange after(List<Snapshot> snapshots) {
      for (Snapshot snapshot : snapshots) {
        // A compaction writes the same rows into other files, and what is too old to be kept was
        // true when it was derived from.
        String obstacle = TableRefs.isUpkeep(snapshot) ? null : take(snapshot);
        if (obstacle != null) {
          return new Unknown(obstacle);
        }
        // It may have put marks from before and from these snapshots into one file.
        changes(snapshot).addedDeleteFiles().forEach(each -> marked.add(key(each)));
      }
      if (onlyAdded) {
        return added.isEmpty() ? new None() : new Added(List.copyOf(added.values()));
      }
      List<DataFile> files = new ArrayList<>(added.values());
      files.addAll(removed.values());
      // Of files that are read whole the deleted rows are met there.
      Set<String> whole = new HashSet<>(added.keySet());
      whole.addAll(removed.keySet());
      List<Deletion> others =
          deletions.stream().filter(each -> !whole.contains(each.file().location())).toList();
      return files.isEmpty() && others.isEmpty() ? new None() : new Touched(files, others);
    }

    /** Why the snapshot can't be told, or null. */
    private @Nullable String take(Snapshot snapshot) {
      SnapshotChanges changes = changes(snapshot);
      for (DataFile file : changes.removedDataFiles()) {
        onlyAdded = false;
        // What came and went in between makes no difference.
        if (added.remove(file.location()) == null) {
          removed.put(file.location(), file.copyWithoutStats());
        }
      }
      Map<String, List<DeleteFile>> marks = byFile(changes.addedDeleteFiles());
      if (marks.containsKey(ANY)) {
        return "rows were deleted from it by conditions or across files";
      }
      if (!marks.isEmpty()) {
        onlyAdded = false;
        // What is written anew of a file's deletions holds the earlier ones too.
        boolean again = changes.removedDeleteFiles().iterator().hasNext();
        Map<String, FileScanTask> before = again ? tasks(snapshot.parentId(), marks) : Map.of();
        tasks(snapshot.snapshotId(), marks)
            .forEach(
                (file, task) ->
                    deletions.add(
                        new Deletion(
                            task.file().copyWithoutStats(),
                            marks.get(file),
                            before.containsKey(file) ? earlier(before.get(file)) : List.of())));
      }
      for (DataFile file : changes.addedDataFiles()) {
        added.put(file.location(), file.copyWithoutStats());
      }
      return null;
    }

    private SnapshotChanges changes(Snapshot snapshot) {
      return SnapshotChanges.builderFor(table).snapshot(snapshot).build();
    }

    private List<DeleteFile> earlier(FileScanTask before) {
      return before.deletes().stream().filter(each -> !marked.contains(key(each))).toList();
    }

    /** One file may hold the deletions of many. */
    private static String key(DeleteFile deletes) {
      return deletes.location() + "#" + deletes.contentOffset();
    }

    private static Map<String, List<DeleteFile>> byFile(Iterable<DeleteFile> deletes) {
      Map<String, List<DeleteFile>> files = new HashMap<>();
      for (DeleteFile each : deletes) {
        String data = ContentFileUtil.referencedDataFileLocation(each);
        files
            .computeIfAbsent(data == null ? ANY : data, file -> new ArrayList<>())
            .add(each.copy());
      }
      return files;
    }

    /**
     * How files were read at a snapshot. A compaction may have made them after the state that was
     * read last.
     */
    private Map<String, FileScanTask> tasks(
        @Nullable Long snapshot, Map<String, List<DeleteFile>> files) {
      Map<String, FileScanTask> found = new LinkedHashMap<>();
      if (snapshot == null) {
        return found;
      }
      try (CloseableIterable<FileScanTask> tasks =
          table.newScan().useSnapshot(snapshot).planFiles()) {
        for (FileScanTask task : tasks) {
          if (files.containsKey(task.file().location())) {
            found.put(task.file().location(), task);
          }
        }
      } catch (java.io.IOException e) {
        throw new java.io.UncheckedIOException(e);
      }
      return found;
    }
  }
}
