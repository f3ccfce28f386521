package io.citylake.publish.column;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.CatalogUtil;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.MetricsConfig;
import org.apache.iceberg.PartitionKey;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.SortOrder;
import org.apache.iceberg.StructLike;
import org.apache.iceberg.Table;
import org.apache.iceberg.deletes.EqualityDeleteWriter;
import org.apache.iceberg.deletes.PositionDeleteWriter;
import org.apache.iceberg.encryption.EncryptedOutputFile;
import org.apache.iceberg.io.DataWriteResult;
import org.apache.iceberg.io.FileWriter;
import org.apache.iceberg.io.FileWriterFactory;
import org.apache.iceberg.io.OutputFileFactory;
import org.apache.iceberg.io.RollingDataWriter;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.connector.write.DataWriter;
import org.apache.spark.sql.connector.write.DataWriterFactory;
import org.apache.spark.sql.connector.write.WriterCommitMessage;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes the writer of one task, on the executor that runs it. */
final class ColumnarTask implements DataWriterFactory {
  private static final long serialVersionUID = 1L;
  private static final Logger LOG = LoggerFactory.getLogger(ColumnarTask.class);

  private final Table table;
  private final Schema schema;
  private final StructType rows;
  private final SortOrder order;
  private final ColumnSettings settings;
  private final MetricsConfig metrics;
  private final long fileBytes;
  private final String write;

  /**
   * @param table which can be sent to executors
   * @param order in which each task gets its rows
   * @param fileBytes from which size on a file is ended
   */
  ColumnarTask(
      Table table,
      Schema schema,
      StructType rows,
      SortOrder order,
      ColumnSettings settings,
      MetricsConfig metrics,
      long fileBytes,
      String write) {
    this.table = table;
    this.schema = schema;
    this.rows = rows;
    this.order = order;
    this.settings = settings;
    this.metrics = metrics;
    this.fileBytes = fileBytes;
    this.write = write;
  }

  /** What a task wrote. */
  record Written(List<DataFile> files) implements WriterCommitMessage {}

  @Override
  public DataWriter<InternalRow> createWriter(int partition, long task) {
    OutputFileFactory files =
        OutputFileFactory.builderFor(table, partition, task)
            .format(FileFormat.PARQUET)
            .operationId(write)
            .build();
    PartitionSpec spec = table.spec();
    Files begun = new Files();
    return spec.isUnpartitioned()
        ? new Whole(new RollingDataWriter<>(begun, files, table.io(), fileBytes, spec, null), begun)
        : new Parted(begun, files);
  }

  /** Begins files. */
  private final class Files implements FileWriterFactory<InternalRow> {
    private final Zstandard compressor = new Zstandard(settings.level());
    private final List<ColumnarFile> begun = new ArrayList<>();
    private final List<String> locations = new ArrayList<>();

    /** Deletes what was written, half of it or whole. */
    void abandon() {
      for (ColumnarFile file : begun) {
        try {
          file.abandon();
        } catch (IOException e) {
          LOG.debug("A file that goes could not be closed", e);
        }
      }
      CatalogUtil.deleteFiles(table.io(), locations, "data", false);
    }

    void close() {
      compressor.close();
    }

    @Override
    public org.apache.iceberg.io.DataWriter<InternalRow> newDataWriter(
        EncryptedOutputFile file, PartitionSpec spec, @Nullable StructLike partition) {
      ColumnarFile appender =
          new ColumnarFile(file.encryptingOutputFile(), schema, settings, metrics, compressor);
      begun.removeIf(ColumnarFile::isClosed);
      begun.add(appender);
      locations.add(file.encryptingOutputFile().location());
      return new org.apache.iceberg.io.DataWriter<>(
          appender,
          FileFormat.PARQUET,
          file.encryptingOutputFile().location(),
          spec,
          partition,
          file.keyMetadata(),
          order);
    }

    @Override
    public EqualityDeleteWriter<InternalRow> newEqualityDeleteWriter(
        EncryptedOutputFile file, PartitionSpec spec, StructLike partition) {
      throw new UnsupportedOperationException("Cannot delete rows with a writer that appends");
    }

    @Override
    public PositionDeleteWriter<InternalRow> newPositionDeleteWriter(
        EncryptedOutputFile file, PartitionSpec spec, StructLike partition) {
      throw new UnsupportedOperationException("Cannot delete rows with a writer that appends");
    }
  }

  /** What both kinds of writers do at the end. */
  private abstract static class Ending implements DataWriter<InternalRow> {
    private final Files files;

    Ending(Files files) {
      this.files = files;
    }

    abstract List<DataFile> written();

    abstract void end() throws IOException;

    @Override
    public WriterCommitMessage commit() throws IOException {
      end();
      return new Written(List.copyOf(written()));
    }

    @Override
    public void abort() {
      files.abandon();
    }

    @Override
    public void close() {
      files.close();
    }
  }

  /** Into a table without partitions. */
  private static final class Whole extends Ending {
    private final FileWriter<InternalRow, DataWriteResult> writer;

    Whole(FileWriter<InternalRow, DataWriteResult> writer, Files files) {
      super(files);
      this.writer = writer;
    }

    @Override
    public void write(InternalRow row) {
      writer.write(row);
    }

    @Override
    void end() throws IOException {
      writer.close();
    }

    @Override
    List<DataFile> written() {
      return writer.result().dataFiles();
    }
  }

  /**
   * Into a file for each partition, all open until the end. Rows of one partition mostly follow
   * each other, and then it is asked for once.
   */
  private final class Parted extends Ending {
    private final Files begun;
    private final OutputFileFactory files;
    private final PartitionKey key;
    private final PartitionRow values;
    private final Map<PartitionKey, RollingDataWriter<InternalRow>> writers = new HashMap<>();
    private @Nullable PartitionKey latest;
    private @Nullable RollingDataWriter<InternalRow> writer;

    Parted(Files begun, OutputFileFactory files) {
      super(begun);
      this.begun = begun;
      this.files = files;
      this.key = new PartitionKey(table.spec(), schema);
      this.values = new PartitionRow(rows);
    }

    @Override
    public void write(InternalRow row) {
      values.show(row);
      key.partition(values);
      RollingDataWriter<InternalRow> into = writer;
      if (into == null || !key.equals(latest)) {
        PartitionKey met = key.copy();
        into = writers.computeIfAbsent(met, this::begin);
        latest = met;
        writer = into;
      }
      into.write(row);
    }

    private RollingDataWriter<InternalRow> begin(PartitionKey partition) {
      return new RollingDataWriter<>(begun, files, table.io(), fileBytes, table.spec(), partition);
    }

    @Override
    void end() throws IOException {
      for (RollingDataWriter<InternalRow> each : writers.values()) {
        each.close();
      }
    }

    @Override
    List<DataFile> written() {
      return writers.values().stream().flatMap(each -> each.result().dataFiles().stream()).toList();
    }
  }
}
