package io.citylake.publish.column;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.iceberg.Metrics;
import org.apache.iceberg.MetricsConfig;
import org.apache.iceberg.Schema;
import org.apache.iceberg.SchemaParser;
import org.apache.iceberg.io.FileAppender;
import org.apache.iceberg.io.OutputFile;
import org.apache.iceberg.parquet.ParquetSchemaUtil;
import org.apache.iceberg.types.Types;
import org.apache.parquet.bytes.HeapByteBufferAllocator;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.ParquetProperties;
import org.apache.parquet.hadoop.ColumnChunkPageWriteStore;
import org.apache.parquet.hadoop.ParquetFileWriter;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;
import org.apache.spark.sql.catalyst.InternalRow;
import org.jspecify.annotations.Nullable;

/** One Parquet file that is being written. Used by one thread. */
final class ColumnarFile implements FileAppender<InternalRow> {
  private static final int ROWS_BETWEEN_LOOKS = 1000;
  private static final int NO_PADDING = 0;

  private final Schema schema;
  private final ColumnSettings settings;
  private final MetricsConfig wanted;
  private final MessageType stored;
  private final ColumnPages[] columns;
  private final Zstandard compressor;
  private final ParquetFileWriter file;
  private @Nullable ColumnChunkPageWriteStore group;
  private long rows;
  private long groupRows;
  private long closedLength = -1;
  private @Nullable Metrics metrics;

  /**
   * Begins a file.
   *
   * @param schema of the file; rows have its columns in this order
   * @param wanted which metrics the table keeps
   * @param compressor which files of one thread share: it has memory outside the heap
   */
  ColumnarFile(
      OutputFile target,
      Schema schema,
      ColumnSettings settings,
      MetricsConfig wanted,
      Zstandard compressor) {
    this.schema = schema;
    this.settings = settings;
    this.wanted = wanted;
    this.compressor = compressor;
    // Iceberg's own mapping of types is the definition; its classes of Parquet are not these.
    this.stored =
        MessageTypeParser.parseMessageType(ParquetSchemaUtil.convert(schema, "table").toString());
    this.columns = new ColumnPages[schema.columns().size()];
    List<ColumnDescriptor> descriptors = stored.getColumns();
    for (int i = 0; i < columns.length; i++) {
      Types.NestedField field = schema.columns().get(i);
      columns[i] =
          Columns.of(
              new WrittenColumn(field.fieldId(), field.type(), i), descriptors.get(i), settings);
    }
    try {
      this.file =
          new ParquetFileWriter(
              new ParquetTarget(target),
              stored,
              ParquetFileWriter.Mode.CREATE,
              settings.rowGroupBytes(),
              NO_PADDING,
              ParquetProperties.DEFAULT_COLUMN_INDEX_TRUNCATE_LENGTH,
              ParquetProperties.DEFAULT_STATISTICS_TRUNCATE_LENGTH,
              ParquetProperties.DEFAULT_PAGE_WRITE_CHECKSUM_ENABLED);
      file.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void add(InternalRow row) {
    if (group == null) {
      group = begin();
    }
    for (ColumnPages column : columns) {
      column.add(row);
    }
    rows++;
    groupRows++;
    if (groupRows % ROWS_BETWEEN_LOOKS == 0 && groupBytes() >= settings.rowGroupBytes()) {
      try {
        endGroup();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private ColumnChunkPageWriteStore begin() {
    ColumnChunkPageWriteStore begun =
        new ColumnChunkPageWriteStore(
            compressor,
            stored,
            HeapByteBufferAllocator.getInstance(),
            ParquetProperties.DEFAULT_COLUMN_INDEX_TRUNCATE_LENGTH);
    for (int i = 0; i < columns.length; i++) {
      columns[i].begin(begun.getPageWriter(stored.getColumns().get(i)));
    }
    return begun;
  }

  private long groupBytes() {
    long bytes = 0;
    if (group != null) {
      for (ColumnPages column : columns) {
        bytes += column.bytes();
      }
    }
    return bytes;
  }

  private void endGroup() throws IOException {
    ColumnChunkPageWriteStore ended = group;
    if (ended == null) {
      return;
    }
    for (ColumnPages column : columns) {
      column.endChunk();
    }
    file.startBlock(groupRows);
    ended.flushToFileWriter(file);
    file.endBlock();
    ended.close();
    group = null;
    groupRows = 0;
  }

  @Override
  public long length() {
    if (closedLength >= 0) {
      return closedLength;
    }
    try {
      return file.getPos() + groupBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() throws IOException {
    if (closedLength >= 0) {
      return;
    }
    closedLength = 0;
    try (file) {
      endGroup();
      file.end(Map.of("iceberg.schema", SchemaParser.toJson(schema)));
      closedLength = file.getPos();
      metrics = ColumnMetrics.of(rows, columns, sizes(), schema, wanted);
    }
  }

  /** Bytes of each column in the file, in the schema's order. */
  private long[] sizes() {
    long[] sizes = new long[columns.length];
    for (BlockMetaData block : file.getFooter().getBlocks()) {
      for (int i = 0; i < sizes.length; i++) {
        sizes[i] += block.getColumns().get(i).getTotalSize();
      }
    }
    return sizes;
  }

  @Override
  public Metrics metrics() {
    return Objects.requireNonNull(metrics, "the file is not closed");
  }

  @Override
  public List<Long> splitOffsets() {
    List<Long> offsets = new ArrayList<>();
    for (BlockMetaData block : file.getFooter().getBlocks()) {
      offsets.add(block.getStartingPos());
    }
    return offsets;
  }
}
