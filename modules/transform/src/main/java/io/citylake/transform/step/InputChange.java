package io.citylake.transform.step;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DataOperations;
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

  /** Rows came, went or changed; all of them are in these files. */
  record Touched(List<DataFile> files) implements InputChange {
    public Touched {
      files = List.copyOf(files);
    }
  }

  /** The history doesn't tell. */
  record Unknown(String why) implements InputChange {}

  /** Reads manifests of the snapshots in between only, unless rows were deleted from old files. */
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
    return new Files(table, from).after(snapshots);
  }

  /** Collects files over snapshots, oldest first. */
  final class Files {
    private final Table table;
    private final long from;
    private final Map<String, DataFile> added = new LinkedHashMap<>();
    private final Map<String, DataFile> removed = new LinkedHashMap<>();
    private final Set<String> deletedFrom = new HashSet<>();
    private boolean onlyAdded = true;

    private Files(Table table, long from) {
      this.table = table;
      this.from = from;
    }

    private InputChange after(List<Snapshot> snapshots) {
      for (Snapshot snapshot : snapshots) {
        // A compaction writes the same rows into other files.
        if (!DataOperations.REPLACE.equals(snapshot.operation())) {
          String obstacle = take(snapshot);
          if (obstacle != null) {
            return new Unknown(obstacle);
          }
        }
      }
      if (onlyAdded) {
        return added.isEmpty() ? new None() : new Added(List.copyOf(added.values()));
      }
      List<DataFile> files = new ArrayList<>(added.values());
      files.addAll(removed.values());
      files.addAll(oldFilesWithDeletions());
      return files.isEmpty() ? new None() : new Touched(files);
    }

    /** Why the snapshot can't be told, or null. */
    private @Nullable String take(Snapshot snapshot) {
      SnapshotChanges changes = SnapshotChanges.builderFor(table).snapshot(snapshot).build();
      for (DataFile file : changes.removedDataFiles()) {
        onlyAdded = false;
        // What came and went in between makes no difference.
        if (added.remove(file.location()) == null) {
          removed.put(file.location(), file.copyWithoutStats());
        }
      }
      for (DeleteFile deletes : changes.addedDeleteFiles()) {
        onlyAdded = false;
        String data = ContentFileUtil.referencedDataFileLocation(deletes);
        if (data == null) {
          return "rows were deleted from it by conditions or across files";
        }
        deletedFrom.add(data);
      }
      for (DataFile file : changes.addedDataFiles()) {
        added.put(file.location(), file.copyWithoutStats());
      }
      return null;
    }

    private List<DataFile> oldFilesWithDeletions() {
      Set<String> wanted = new HashSet<>(deletedFrom);
      wanted.removeAll(added.keySet());
      wanted.removeAll(removed.keySet());
      List<DataFile> files = new ArrayList<>();
      if (wanted.isEmpty()) {
        return files;
      }
      try (CloseableIterable<FileScanTask> tasks = table.newScan().useSnapshot(from).planFiles()) {
        for (FileScanTask task : tasks) {
          if (wanted.contains(task.file().location())) {
            files.add(task.file().copyWithoutStats());
          }
        }
      } catch (java.io.IOException e) {
        throw new java.io.UncheckedIOException(e);
      }
      return files;
    }
  }
}
