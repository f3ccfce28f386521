package io.citylake.publish.column;

import io.citylake.lake.metadata.LakeProperties;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.AppendFiles;
import org.apache.iceberg.CatalogUtil;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.MetricsConfig;
import org.apache.iceberg.Schema;
import org.apache.iceberg.SerializableTable;
import org.apache.iceberg.Table;
import org.apache.iceberg.exceptions.CleanableFailure;
import org.apache.iceberg.spark.SparkSchemaUtil;
import org.apache.iceberg.spark.SparkWriteConf;
import org.apache.iceberg.types.TypeUtil;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.connector.write.BatchWrite;
import org.apache.spark.sql.connector.write.DataWriterFactory;
import org.apache.spark.sql.connector.write.PhysicalWriteInfo;
import org.apache.spark.sql.connector.write.WriterCommitMessage;
import org.apache.spark.sql.types.StructType;

/**
 * Appends rows to a table in files that are written column by column. Driver only; what its tasks
 * wrote is deleted where it is not committed, as by Iceberg's own write.
 */
public final class ColumnarBatchWrite implements BatchWrite {
  private final Table table;
  private final String branch;
  private final Map<String, String> summary;
  private final ColumnarTask task;
  // What is committed, or may be, must not go.
  private boolean keepsFiles;

  private ColumnarBatchWrite(
      Table table, String branch, Map<String, String> summary, ColumnarTask task) {
    this.table = table;
    this.branch = branch;
    this.summary = summary;
    this.task = task;
  }

  /**
   * A write to a table's branch.
   *
   * @param branch empty for {@code main}; a branch that is not there is made by the commit
   * @param rows how rows lie; columns go by their names
   * @param write a name that no other write has
   * @param summary what the snapshot's summary shall say
   * @return empty where only Iceberg's own writer can write what the table wants
   */
  public static Optional<BatchWrite> of(
      SparkSession spark,
      Table table,
      String branch,
      StructType rows,
      String write,
      Map<String, String> summary) {
    SparkWriteConf conf = new SparkWriteConf(spark, table);
    Map<String, String> properties = new HashMap<>(LakeProperties.ofDataFiles(table));
    properties.putAll(conf.writeProperties());
    Schema schema = SparkSchemaUtil.convert(table.schema(), rows);
    // Names decide, so order doesn't; Spark calls each field nullable.
    TypeUtil.validateWriteSchema(table.schema(), schema, false, false);
    Optional<ColumnSettings> settings =
        conf.dataFileFormat() == FileFormat.PARQUET && !conf.wapEnabled()
            ? ColumnSettings.of(properties, schema)
            : Optional.empty();
    return settings.map(
        known ->
            new ColumnarBatchWrite(
                table,
                branch,
                summary,
                new ColumnarTask(
                    SerializableTable.copyOf(table),
                    schema,
                    rows,
                    // Whoever writes to a table with an order sorts its rows.
                    table.sortOrders().get(conf.outputSortOrderId(conf.writeRequirements())),
                    known,
                    MetricsConfig.forTable(table),
                    conf.targetDataFileSize(),
                    write)));
  }

  @Override
  public DataWriterFactory createBatchWriterFactory(PhysicalWriteInfo info) {
    return task;
  }

  @Override
  public void commit(WriterCommitMessage[] messages) {
    AppendFiles append = table.newAppend();
    files(messages).forEach(append::appendFile);
    summary.forEach(append::set);
    if (!branch.isEmpty()) {
      append.toBranch(branch);
    }
    try {
      append.commit();
    } catch (RuntimeException e) {
      // Of others nobody knows whether it succeeded; what no snapshot names is found as an orphan.
      keepsFiles = !(e instanceof CleanableFailure);
      throw e;
    }
    keepsFiles = true;
  }

  @Override
  public void abort(WriterCommitMessage[] messages) {
    if (!keepsFiles) {
      CatalogUtil.deleteFiles(
          table.io(), files(messages).stream().map(DataFile::location).toList(), "data", false);
    }
  }

  private static List<DataFile> files(WriterCommitMessage[] messages) {
    List<DataFile> files = new ArrayList<>();
    for (WriterCommitMessage message : messages) {
      if (message instanceof ColumnarTask.Written written) {
        files.addAll(written.files());
      }
    }
    return files;
  }

  @Override
  public String toString() {
    return "columns of " + table.name();
  }
}
