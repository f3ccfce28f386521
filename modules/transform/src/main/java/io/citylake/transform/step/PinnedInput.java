package io.citylake.transform.step;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import io.citylake.lake.metadata.SnapshotTotals;
import io.citylake.model.TableName;
import java.util.ArrayList;
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

/** A table at the state that it had when a run looked first; what is committed later isn't seen. */
final class PinnedInput {
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
      tasks.add(
          new BaseFileScanTask(
              file,
              new DeleteFile[0],
              SchemaParser.toJson(table.schema()),
              PartitionSpecParser.toJson(table.specs().get(file.specId())),
              ResidualEvaluator.unpartitioned(Expressions.alwaysTrue())));
    }
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
      Dataset<Row> rows = spark.read().format("iceberg").load(id);
      List<Column> columns = new ArrayList<>();
      table.schema().columns().forEach(each -> columns.add(col(quoted(each.name()))));
      return rows.select(columns.toArray(new Column[0]));
    }

    @Override
    public void close() {
      ScanTaskSetManager.get().removeTasks(table, id);
      SparkTableCache.get().remove(id);
    }
  }

  private static String quoted(String name) {
    return "`" + name.replace("`", "``") + "`";
  }
}
