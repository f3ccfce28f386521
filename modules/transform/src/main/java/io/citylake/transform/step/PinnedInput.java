package io.citylake.transform.step;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import io.citylake.lake.metadata.SnapshotTotals;
import io.citylake.model.TableName;
import io.citylake.transform.step.InputChange.Deletion;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.apache.iceberg.BaseFileScanTask;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.PartitionSpecParser;
import org.apache.iceberg.Schema;
import org.apache.iceberg.SchemaParser;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.expressions.ResidualEvaluator;
import org.apache.iceberg.spark.ScanTaskSetManager;
import org.apache.iceberg.spark.SparkSchemaUtil;
import org.apache.iceberg.spark.SparkTableCache;
import org.apache.iceberg.types.Types.NestedField;
import org.apache.iceberg.util.SnapshotUtil;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataType;
import org.jspecify.annotations.Nullable;

/** A table at the state that it had when a run looked first; what is committed later isn't seen. */
final class PinnedInput {
  // Iceberg's own columns of a row.
  private static final String DELETED = "_deleted";
  private static final String FILE = "_file";
  private static final String PLACE = "_pos";

  private final String identifier;
  private final Table table;
  private final long snapshot;

  private PinnedInput(String identifier, Table table) {
    this.identifier = identifier;
    this.table = table;
    Snapshot current = table.currentSnapshot();
    this.snapshot = current == null ? -1 : current.snapshotId();
  }

  /**
   * Pins a table as it is now.
   *
   * @param catalog Spark's name of the lake
   */
  static PinnedInput of(String catalog, TableName name, Table table) {
    return new PinnedInput(catalog + "." + name, table);
  }

  StepPosition.State state() {
    return new StepPosition.State(table.uuid().toString(), snapshot);
  }

  SnapshotTotals totals() {
    return SnapshotTotals.of(snapshot < 0 ? null : table.snapshot(snapshot), table.io());
  }

  InputChange changeSince(StepPosition.State before) {
    return before.table().equals(table.uuid().toString())
        ? InputChange.between(table, before.snapshot(), snapshot)
        : new InputChange.Unknown("it is another table than the one that was read last");
  }

  /** All rows, with the columns that the table has now. */
  Dataset<Row> rows(SparkSession spark) {
    if (snapshot < 0) {
      return spark.table(identifier).where(lit(false));
    }
    Dataset<Row> then = spark.read().option("versionAsOf", snapshot).table(identifier);
    // An old snapshot is read with the columns of its time; ids tell which they are called now.
    Schema old = SnapshotUtil.schemaFor(table, snapshot);
    if (old.sameSchema(table.schema())) {
      return then;
    }
    List<Column> columns = new ArrayList<>();
    for (NestedField field : table.schema().columns()) {
      DataType type = SparkSchemaUtil.convert(field.type());
      NestedField before = old.findField(field.fieldId());
      Column value = before == null ? lit(null) : then.col(quoted(before.name()));
      columns.add(value.cast(type).as(field.name()));
    }
    return then.select(columns.toArray(new Column[0]));
  }

  /** Every row that data files hold, also those that were deleted from them since. */
  FileRows rowsOf(SparkSession spark, List<DataFile> files) {
    String id = UUID.randomUUID().toString();
    List<FileScanTask> tasks = new ArrayList<>();
    for (DataFile file : files) {
      tasks.add(task(file, List.of()));
    }
    return rowsOf(spark, id, tasks);
  }

  /** The rows that were deleted, as the files still hold them. */
  DeletedRows deletedRows(SparkSession spark, List<Deletion> deletions) {
    List<FileScanTask> marked = new ArrayList<>();
    List<FileScanTask> before = new ArrayList<>();
    for (Deletion each : deletions) {
      marked.add(task(each.file(), each.marks()));
      if (!each.earlier().isEmpty()) {
        before.add(task(each.file(), each.earlier()));
      }
    }
    FileRows all = rowsOf(spark, UUID.randomUUID().toString(), marked);
    return before.isEmpty()
        ? new DeletedRows(all, null)
        : new DeletedRows(all, rowsOf(spark, UUID.randomUUID().toString(), before));
  }

  private FileScanTask task(DataFile file, List<DeleteFile> deletes) {
    return new BaseFileScanTask(
        file,
        deletes.toArray(new DeleteFile[0]),
        SchemaParser.toJson(table.schema()),
        PartitionSpecParser.toJson(table.specs().get(file.specId())),
        ResidualEvaluator.unpartitioned(Expressions.alwaysTrue()));
  }

  private FileRows rowsOf(SparkSession spark, String id, List<FileScanTask> tasks) {
    SparkTableCache.get().add(id, table);
    ScanTaskSetManager.get().stageTasks(table, id, tasks);
    return new FileRows(spark, table, id);
  }

  /** Rows of chosen files, readable until it is closed. */
  static final class FileRows implements AutoCloseable {
    private final SparkSession spark;
    private final Table table;
    private final String id;

    private FileRows(SparkSession spark, Table table, String id) {
      this.spark = spark;
      this.table = table;
      this.id = id;
    }

    Dataset<Row> rows() {
      return all().select(columns());
    }

    private Dataset<Row> all() {
      return spark.read().format("iceberg").load(id);
    }

    private Column[] columns() {
      return table.schema().columns().stream()
          .map(each -> col(quoted(each.name())))
          .toArray(Column[]::new);
    }

    /** Where the rows that are marked as deleted stand. */
    private Dataset<Row> deleted(Column... columns) {
      return all().where(col(DELETED)).select(columns);
    }

    @Override
    public void close() {
      ScanTaskSetManager.get().removeTasks(table, id);
      SparkTableCache.get().remove(id);
    }
  }

  /** Deleted rows, readable until it is closed. */
  static final class DeletedRows implements AutoCloseable {
    private final FileRows marked;
    private final @Nullable FileRows before;

    private DeletedRows(FileRows marked, @Nullable FileRows before) {
      this.marked = marked;
      this.before = before;
    }

    Dataset<Row> rows() {
      if (before == null) {
        return marked.deleted(marked.columns());
      }
      Column[] columns = marked.columns();
      Column[] placed = Arrays.copyOf(columns, columns.length + 2);
      placed[columns.length] = col(FILE).as("__file");
      placed[columns.length + 1] = col(PLACE).as("__place");
      Dataset<Row> gone =
          before.deleted(col(FILE).as("__gone_file"), col(PLACE).as("__gone_place"));
      return marked
          .deleted(placed)
          .join(
              gone,
              col("__file")
                  .equalTo(col("__gone_file"))
                  .and(col("__place").equalTo(col("__gone_place"))),
              "left_anti")
          .select(columns);
    }

    @Override
    public void close() {
      marked.close();
      if (before != null) {
        before.close();
      }
    }
  }

  private static String quoted(String name) {
    return "`" + name.replace("`", "``") + "`";
  }
}
