package io.citylake.publish.erase;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import io.citylake.contract.dataset.ServiceColumns;
import io.citylake.model.QuarantineColumn;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.iceberg.BaseFileScanTask;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.ManifestFile;
import org.apache.iceberg.ManifestFiles;
import org.apache.iceberg.ManifestReader;
import org.apache.iceberg.PartitionSpecParser;
import org.apache.iceberg.Schema;
import org.apache.iceberg.SchemaParser;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.expressions.ResidualEvaluator;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.spark.ScanTaskSetManager;
import org.apache.iceberg.spark.SparkTableCache;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;

/**
 * Looks for a person in a table's files, whatever refers to them: what a deletion only hides is
 * found, and so is what an earlier snapshot still has, or a column that was taken out of the table.
 * Writes nothing.
 */
public final class SubjectSearch {
  private static final String FILE = "_file";

  private final Supplier<SparkSession> spark;
  private final Function<Schema, Optional<Column>> rows;

  private SubjectSearch(Supplier<SparkSession> spark, Function<Schema, Optional<Column>> rows) {
    this.spark = spark;
    this.rows = rows;
  }

  /**
   * @param rows which of a table's rows name the person; empty where none could
   */
  static SubjectSearch of(Supplier<SparkSession> spark, Function<Schema, Optional<Column>> rows) {
    return new SubjectSearch(spark, rows);
  }

  /** Looks into every column: nothing says any more which of them tell of persons. */
  public static SubjectSearch everywhere(Supplier<SparkSession> spark, SubjectTest test) {
    return new SubjectSearch(spark, test::anywhere);
  }

  /**
   * What a table has of the person.
   *
   * @param rows that queries would answer now
   * @param hidden rows in files of earlier snapshots and branches, and deleted ones
   * @param sources the {@code _source} of the rows and of the refused records
   */
  public record Found(long rows, long hidden, SortedSet<String> sources) {
    public boolean isNothing() {
      return rows == 0 && hidden == 0;
    }
  }

  /** Whether any of a table's rows could name the person. */
  boolean canName(Table table) {
    return rows.apply(WholeTable.schema(table)).isPresent();
  }

  Column condition(Table table) {
    return rows.apply(WholeTable.schema(table)).orElse(lit(false));
  }

  /** Looks everywhere. */
  public Found find(Table table) {
    if (!canName(table)) {
      return new Found(0, 0, new TreeSet<>());
    }
    Map<String, DataFile> all = new TreeMap<>();
    for (Snapshot snapshot : table.snapshots()) {
      all.putAll(files(table, snapshot));
    }
    Map<String, Long> held = held(table, all);
    Found now = held.isEmpty() ? new Found(0, 0, new TreeSet<>()) : now(table);
    long physically = held.values().stream().mapToLong(Long::longValue).sum();
    return new Found(now.rows(), physically - now.rows(), now.sources());
  }

  private Found now(Table table) {
    SortedSet<String> sources = new TreeSet<>();
    long[] rows = {0};
    List<FileScanTask> tasks = new ArrayList<>();
    try (CloseableIterable<FileScanTask> shown = table.newScan().planFiles()) {
      shown.forEach(tasks::add);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    if (!tasks.isEmpty()) {
      Column source = source(table.schema());
      reading(
          table,
          tasks,
          (key, all) -> {
            for (Row each : all.where(condition(table)).groupBy(source).count().collectAsList()) {
              rows[0] += each.getLong(1);
              if (!each.isNullAt(0) && !each.getString(0).isEmpty()) {
                sources.add(each.getString(0));
              }
            }
          });
    }
    return new Found(rows[0], 0, sources);
  }

  private static Column source(Schema schema) {
    boolean refused =
        schema.findField(QuarantineColumn.RAW.column()) != null
            && schema.findField(QuarantineColumn.REASONS.column()) != null;
    String source = refused ? QuarantineColumn.SOURCE.column() : ServiceColumns.SOURCE;
    return schema.findField(source) == null
        ? lit("")
        : col("`" + source + "`").cast(DataTypes.StringType);
  }

  /** Which of the files have rows that name the person, and how many, deleted ones included. */
  Map<String, Long> held(Table table, Map<String, DataFile> files) {
    List<FileScanTask> tasks = new ArrayList<>();
    String schema = SchemaParser.toJson(WholeTable.schema(table));
    for (DataFile file : files.values()) {
      String spec = PartitionSpecParser.toJson(table.specs().get(file.specId()));
      tasks.add(
          new BaseFileScanTask(
              file,
              new DeleteFile[0],
              schema,
              spec,
              ResidualEvaluator.unpartitioned(Expressions.alwaysTrue())));
    }
    Map<String, Long> held = new TreeMap<>();
    if (!tasks.isEmpty()) {
      reading(
          table,
          tasks,
          (key, rows) -> {
            for (Row each :
                rows.where(condition(table)).groupBy(col(FILE)).count().collectAsList()) {
              held.put(each.getString(0), each.getLong(1));
            }
          });
    }
    return held;
  }

  /** What is done with rows of chosen files. */
  interface Reading {
    void of(String key, Dataset<Row> rows);
  }

  /** Iceberg's way of having Spark read chosen files, with columns that the table has no more. */
  void reading(Table table, List<FileScanTask> tasks, Reading reading) {
    String key = UUID.randomUUID().toString();
    SparkTableCache.get().add(key, WholeTable.of(table));
    ScanTaskSetManager.get().stageTasks(table, key, tasks);
    try {
      reading.of(key, spark.get().read().format("iceberg").load(key));
    } finally {
      ScanTaskSetManager.get().removeTasks(table, key);
      SparkTableCache.get().remove(key);
    }
  }

  static Map<String, DataFile> files(Table table, Snapshot snapshot) {
    Map<String, DataFile> files = new TreeMap<>();
    for (ManifestFile manifest : snapshot.dataManifests(table.io())) {
      try (ManifestReader<DataFile> reader =
          ManifestFiles.read(manifest, table.io(), table.specs())) {
        reader.forEach(file -> files.put(file.location(), file.copyWithoutStats()));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return files;
  }
}
