package io.citylake.upkeep.proof;

import io.citylake.lake.metadata.SnapshotRemoval;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Table;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.spark.ScanTaskSetManager;
import org.apache.iceberg.spark.SparkTableCache;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Has Spark read chosen files of a table, whatever snapshot shows them; any thread. */
public record ChosenFiles(SparkSession spark, Table table) {
  /** Their rows, for as long as they are used. */
  public <T> T rows(List<FileScanTask> tasks, Function<Dataset<Row>, T> use) {
    return rows(tasks, (id, rows) -> use.apply(rows));
  }

  /**
   * Their rows, for as long as they are used.
   *
   * @param use is told by what name files can be written that no snapshot shows yet
   */
  public <T> T rows(List<FileScanTask> tasks, BiFunction<String, Dataset<Row>, T> use) {
    String id = UUID.randomUUID().toString();
    SparkTableCache.get().add(id, table);
    ScanTaskSetManager.get().stageTasks(table, id, tasks);
    try {
      return use.apply(id, spark.read().format("iceberg").load(id));
    } finally {
      ScanTaskSetManager.get().removeTasks(table, id);
      SparkTableCache.get().remove(id);
    }
  }

  /** Those of a snapshot that are among some, whole and with their deletions. */
  public List<FileScanTask> tasks(long snapshot, Set<String> locations) {
    List<FileScanTask> tasks = new ArrayList<>();
    try (CloseableIterable<FileScanTask> all = table.newScan().useSnapshot(snapshot).planFiles()) {
      all.forEach(
          task -> {
            if (locations.contains(task.file().location())) {
              tasks.add(task);
            }
          });
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot end reading manifests of " + table.name(), e);
    }
    return tasks;
  }

  /** Takes away what was staged and isn't read, with the files that nothing else reads. */
  public void drop(Collection<Long> staged) {
    if (!staged.isEmpty()) {
      SnapshotRemoval.expire(table, staged);
    }
  }
}
