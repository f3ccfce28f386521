package io.citylake.upkeep.proof;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableScan;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.spark.ScanTaskSetManager;
import org.apache.iceberg.spark.SparkSchemaUtil;
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
    try {
      return use.apply(id, read(id, tasks));
    } finally {
      ScanTaskSetManager.get().removeTasks(table, id);
      SparkTableCache.get().remove(id);
    }
  }

  /** Of no files, such as what is left of those whose rows were all deleted, no rows. */
  private Dataset<Row> read(String id, List<FileScanTask> tasks) {
    if (tasks.isEmpty()) {
      return spark.createDataFrame(List.of(), SparkSchemaUtil.convert(table.schema()));
    }
    ScanTaskSetManager.get().stageTasks(table, id, tasks);
    return spark.read().format("iceberg").load(id);
  }

  /** Those of a snapshot that are among some, whole and with their deletions. */
  public List<FileScanTask> tasks(long snapshot, Set<String> locations) {
    List<FileScanTask> tasks = new ArrayList<>();
    each(
        table.newScan().useSnapshot(snapshot),
        task -> {
          if (locations.contains(task.file().location())) {
            tasks.add(task);
          }
        });
    return tasks;
  }

  /** Plans a scan, and hands each of its files on. */
  public void each(TableScan scan, Consumer<FileScanTask> to) {
    try (CloseableIterable<FileScanTask> all = scan.planFiles()) {
      all.forEach(to);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot end reading manifests of " + table.name(), e);
    }
  }
}
