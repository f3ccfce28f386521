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
  private static final int NO_PADDING = 0;

  private final Schema schema;
  private final ColumnSettings settings;
  private final MetricsConfig wanted;
  private final MessageType stored;
  private final ColumnPages[] columns;
  private final Zstandard compressor;
  private final OutputFile target;
  // Made when the first row group is full: until then a file of many takes no descriptor.
  private @Nullable ParquetFileWriter file;
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
    this.target = target;
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
  }

  private ParquetFileWriter opened() throws IOException {
    ParquetFileWriter open = file;
    if (open == null) {
      open =
          new ParquetFileWriter(
              new ParquetTarget(target),
              stored,
              ParquetFileWriter.Mode.CREATE,
              settings.rowGroupBytes(),
              NO_PADDING,
              ParquetProperties.DEFAULT_COLUMN_INDEX_TRUNCATE_LENGTH,
              ParquetProperties.DEFAULT_STATISTICS_TRUNCATE_LENGTH,
              ParquetProperties.DEFAULT_PAGE_WRITE_CHECKSUM_ENABLED);
      file = open;
      open.start();
    }
    return open;
  }

  @Override
  public void add(InternalRow row) {
    if (group == null) {
      group = begin();
    }
    boolean ended = false;
    for (ColumnPages column : columns) {
      ended |= column.add(row);
    }
    rows++;
    groupRows++;
    if (ended && groupBytes() >= settings.rowGroupBytes()) {
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
    ParquetFileWriter open = opened();
    open.startBlock(groupRows);
    ended.flushToFileWriter(open);
    open.endBlock();
    ended.close();
    group = null;
    groupRows = 0;
  }

  @Override
  public long length() {
    if (isClosed()) {
      return closedLength;
    }
    try {
      return (file == null ? 0 : file.getPos()) + groupBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A file that got no row is not made. */
  @Override
  public void close() throws IOException {
    if (isClosed()) {
      return;
    }
    try {
      endGroup();
      ParquetFileWriter open = file;
      long length = 0;
      if (open != null) {
        open.end(Map.of("iceberg.schema", SchemaParser.toJson(schema)));
        length = open.getPos();
      }
      metrics = ColumnMetrics.of(rows, columns, sizes(), schema, wanted);
      abandon();
      closedLength = length;
    } catch (IOException | RuntimeException e) {
      try {
        abandon();
      } catch (IOException later) {
        e.addSuppressed(later);
      }
      throw e;
    }
  }

  boolean isClosed() {
    return closedLength >= 0;
  }

  /** Lets the file go as it is; nothing more is encoded. */
  void abandon() throws IOException {
    if (isClosed()) {
      return;
    }
    closedLength = 0;
    ColumnChunkPageWriteStore begun = group;
    group = null;
    if (begun != null) {
      begun.close();
    }
    if (file != null) {
      file.close();
    }
  }

  /** Bytes of each column in the file, in the schema's order. */
  private long[] sizes() {
    long[] sizes = new long[columns.length];
    for (BlockMetaData block : blocks()) {
      for (int i = 0; i < sizes.length; i++) {
        sizes[i] += block.getColumns().get(i).getTotalSize();
      }
    }
    return sizes;
  }

  private List<BlockMetaData> blocks() {
    return file == null ? List.of() : file.getFooter().getBlocks();
  }

  @Override
  public Metrics metrics() {
    return Objects.requireNonNull(metrics, "the file is not closed");
  }

  @Override
  public List<Long> splitOffsets() {
    List<Long> offsets = new ArrayList<>();
    for (BlockMetaData block : blocks()) {
      offsets.add(block.getStartingPos());
    }
    return offsets;
  }
}
