package io.citylake.lake.health;

import io.citylake.lake.io.FileDamage;
import io.citylake.lake.io.WholeFile;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.ContentFile;
import org.apache.iceberg.FileContent;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.Metrics;
import org.apache.iceberg.MetricsConfig;
import org.apache.iceberg.Schema;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.data.parquet.GenericParquetReaders;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.io.DeleteSchemaUtil;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.parquet.Parquet;
import org.apache.iceberg.parquet.ParquetUtil;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks whether one file is there and, where it is asked to read, is what was written. */
final class FileCheck {
  private static final Logger LOG = LoggerFactory.getLogger(FileCheck.class);

  private final FileIO io;
  private final Schema columns;
  private final Depth depth;
  private final Checked checked;

  /**
   * @param columns that data files may have
   */
  FileCheck(FileIO io, Schema columns, Depth depth, Checked checked) {
    this.io = io;
    this.columns = columns;
    this.depth = depth;
    this.checked = checked;
  }

  /** What is wrong with a file; empty where nothing is. */
  Optional<String> problem(StoredFile file) {
    try {
      InputFile input = io.newInputFile(file.location());
      if (!input.exists()) {
        return Optional.of("it is missing");
      }
      long length = input.getLength();
      if (file.length() >= 0 && file.length() != length) {
        return Optional.of(
            "it was written with %,d bytes and has %,d".formatted(file.length(), length));
      }
      boolean known = depth == Depth.FILES || WholeFile.read(io, file.location());
      checked.add(length, known);
      ContentFile<?> content = file.content();
      return known || content == null || content.format() != FileFormat.PARQUET
          ? Optional.empty()
          : unlike(input, content);
    } catch (IOException | RuntimeException e) {
      LOG.info("File {} cannot be read", file.location(), e);
      return Optional.of(FileDamage.reason(e));
    }
  }

  /**
   * A Parquet file without checksums of its own: each of its pages is verified and read, and its
   * footer, which has no checksum, is compared with what its manifest says.
   */
  private Optional<String> unlike(InputFile input, ContentFile<?> content) throws IOException {
    Metrics footer = ParquetUtil.fileMetrics(input, MetricsConfig.getDefault());
    if (isUnlike(content.columnSizes(), footer.columnSizes())
        || isUnlike(content.valueCounts(), footer.valueCounts())
        || isUnlike(content.nullValueCounts(), footer.nullValueCounts())) {
      return Optional.of("its footer doesn't say what its manifest says of its columns");
    }
    Schema schema =
        content.content() == FileContent.POSITION_DELETES
            ? DeleteSchemaUtil.pathPosSchema()
            : columns;
    long rows = 0;
    try (CloseableIterable<Record> records =
        Parquet.read(input)
            .project(schema)
            .createReaderFunc(found -> GenericParquetReaders.buildReader(schema, found))
            .build()) {
      for (Record record : records) {
        rows += record.size() > 0 ? 1 : 0;
      }
    }
    return rows == content.recordCount()
        ? Optional.empty()
        : Optional.of(
            "its manifest says %,d rows and it has %,d".formatted(content.recordCount(), rows));
  }

  private static boolean isUnlike(
      @Nullable Map<Integer, Long> manifest, @Nullable Map<Integer, Long> footer) {
    return manifest != null
        && footer != null
        && manifest.entrySet().stream()
            .anyMatch(column -> !column.getValue().equals(footer.get(column.getKey())));
  }
}
