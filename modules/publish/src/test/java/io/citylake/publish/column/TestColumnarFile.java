package io.citylake.publish.column;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.Files;
import org.apache.iceberg.MetricsConfig;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.SortOrder;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.data.parquet.GenericParquetReaders;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.io.DataWriter;
import org.apache.iceberg.io.OutputFile;
import org.apache.iceberg.parquet.Parquet;
import org.apache.iceberg.spark.SparkSchemaUtil;
import org.apache.iceberg.spark.data.SparkParquetWriters;
import org.apache.iceberg.types.Types;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.internal.column.columnindex.OffsetIndex;
import org.apache.parquet.io.LocalInputFile;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is written column by column against what Iceberg's own writer makes of the same rows. */
class TestColumnarFile {
  private static final int TABLES = Integer.getInteger("citylake.tables", 50);
  private static final long SEED = Long.getLong("citylake.seed", System.nanoTime());

  private static final int FOOTER = 2_000;

  @TempDir private Path home;

  @Test
  void writesWhatIcebergsOwnWriterWrites() throws IOException {
    Random seeds = new Random(SEED);
    for (int i = 0; i < TABLES; i++) {
      long seed = seeds.nextLong();
      Random random = new Random(seed);
      DrawnTable drawn = new DrawnTable(random);
      MetricsConfig metrics =
          MetricsConfig.from(
              Map.of(
                  "write.metadata.metrics.default",
                  List.of("truncate(16)", "full", "counts", "none", "truncate(2)")
                      .get(random.nextInt(5))),
              drawn.schema,
              SortOrder.unsorted());

      DataFile ours = columnar(drawn, metrics, "ours" + i);
      DataFile theirs = iceberg(drawn, metrics, "theirs" + i);

      String what = "seed=%d %s %s".formatted(seed, drawn, metrics);
      assertThat(ours.recordCount()).as(what).isEqualTo(drawn.rows.size());
      assertThat(ours.valueCounts()).as(what).isEqualTo(theirs.valueCounts());
      assertThat(ours.nullValueCounts()).as(what).isEqualTo(theirs.nullValueCounts());
      assertThat(ours.nanValueCounts()).as(what).isEqualTo(theirs.nanValueCounts());
      assertThat(ours.lowerBounds()).as(what).isEqualTo(theirs.lowerBounds());
      assertThat(ours.upperBounds()).as(what).isEqualTo(theirs.upperBounds());
      assertThat(ours.columnSizes().keySet()).as(what).isEqualTo(theirs.columnSizes().keySet());
      assertThat(ours.sortOrderId()).as(what).isEqualTo(theirs.sortOrderId());
      assertThat(ours.splitOffsets()).as(what).isNotNull();
      if (drawn.asUsual) {
        assertThat(ours.fileSizeInBytes())
            .as(what)
            .isLessThanOrEqualTo(theirs.fileSizeInBytes() * 110 / 100 + FOOTER);
      }
      List<Record> read = records(ours, drawn.schema);
      assertThat(read).as(what).hasSize(drawn.rows.size());
      assertThat(read).as(what).isEqualTo(records(theirs, drawn.schema));
    }
  }

  @Test
  void duckDbReadsTheSameRows() throws IOException, SQLException {
    Random seeds = new Random(SEED);
    try (Connection duck = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = duck.createStatement()) {
      for (int i = 0; i < TABLES / 2; i++) {
        long seed = seeds.nextLong();
        DrawnTable drawn = new DrawnTable(new Random(seed));
        String ours = columnar(drawn, MetricsConfig.getDefault(), "ours" + i).location();
        String theirs = iceberg(drawn, MetricsConfig.getDefault(), "theirs" + i).location();

        for (List<String> pair : List.of(List.of(ours, theirs), List.of(theirs, ours))) {
          String query =
              "SELECT count(*) FROM (SELECT * FROM '%s' EXCEPT ALL SELECT * FROM '%s')"
                  .formatted(pair.get(0), pair.get(1));
          try (ResultSet rows = statement.executeQuery(query)) {
            rows.next();
            assertThat(rows.getLong(1)).as("seed=%d %s", seed, drawn).isZero();
          }
        }
      }
    }
  }

  @Test
  void endsPagesAndRowGroupsBySizeOfLongTexts() throws IOException {
    Schema schema = new Schema(Types.NestedField.optional(1, "text", Types.StringType.get()));
    ColumnSettings settings = new ColumnSettings(3, 1 << 20, 1 << 16, 20_000, 1 << 19);
    List<UTF8String> texts = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      byte[] text = new byte[100_000];
      new Random(i).nextBytes(text);
      texts.add(UTF8String.fromString(HexFormat.of().formatHex(text, 0, 50_000)));
    }
    OutputFile out = output("long");
    ColumnarFile file =
        new ColumnarFile(out, schema, settings, MetricsConfig.getDefault(), new Zstandard(3));

    for (int row = 0; row < 60; row++) {
      // Few of them fit into a dictionary; the last one doesn't.
      UTF8String text = row < 50 ? texts.get(row % 4) : texts.get(4);
      file.add(new GenericInternalRow(new Object[] {text}));
      assertThat(file.length()).isLessThan(4 << 20);
    }
    file.close();

    try (ParquetFileReader reader = ParquetFileReader.open(new LocalInputFile(path(out)))) {
      assertThat(reader.getRowGroups()).hasSizeGreaterThan(1);
      for (BlockMetaData group : reader.getRowGroups()) {
        OffsetIndex pages = reader.readOffsetIndex(group.getColumns().get(0));
        // Each text is longer than a page is wanted to be.
        assertThat(pages.getPageCount()).isEqualTo((int) group.getRowCount());
      }
    }
  }

  private static Path path(OutputFile out) {
    return Path.of(out.location());
  }

  @Test
  void refusesNullInRequiredColumn() {
    Schema schema = new Schema(Types.NestedField.required(1, "id", Types.LongType.get()));
    ColumnSettings settings =
        ColumnSettings.of(Map.of("write.parquet.compression-codec", "zstd"), schema).orElseThrow();
    ColumnarFile file =
        new ColumnarFile(
            output("required"),
            schema,
            settings,
            MetricsConfig.getDefault(),
            new Zstandard(settings.level()));

    assertThatThrownBy(() -> file.add(new GenericInternalRow(new Object[] {null})))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("id");
  }

  private DataFile columnar(DrawnTable drawn, MetricsConfig metrics, String name)
      throws IOException {
    OutputFile out = output(name);
    DataWriter<InternalRow> writer =
        new DataWriter<>(
            new ColumnarFile(
                out, drawn.schema, drawn.settings, metrics, new Zstandard(drawn.settings.level())),
            FileFormat.PARQUET,
            out.location(),
            PartitionSpec.unpartitioned(),
            null,
            null);
    return written(writer, drawn);
  }

  private DataFile iceberg(DrawnTable drawn, MetricsConfig metrics, String name)
      throws IOException {
    StructType rows = SparkSchemaUtil.convert(drawn.schema);
    DataWriter<InternalRow> writer =
        Parquet.writeData(output(name))
            .schema(drawn.schema)
            .metricsConfig(metrics)
            .withSpec(PartitionSpec.unpartitioned())
            .set("write.parquet.compression-codec", "zstd")
            .createWriterFunc(type -> SparkParquetWriters.buildWriter(rows, type))
            .build();
    return written(writer, drawn);
  }

  private static DataFile written(DataWriter<InternalRow> writer, DrawnTable drawn)
      throws IOException {
    try (writer) {
      drawn.rows.forEach(writer::write);
    }
    return writer.toDataFile();
  }

  private OutputFile output(String name) {
    return Files.localOutput(home.resolve(name + ".parquet").toFile());
  }

  private static List<Record> records(DataFile file, Schema schema) throws IOException {
    List<Record> records = new ArrayList<>();
    try (CloseableIterable<Record> all =
        Parquet.read(Files.localInput(file.location()))
            .project(schema)
            .createReaderFunc(type -> GenericParquetReaders.buildReader(schema, type))
            .build()) {
      all.forEach(records::add);
    }
    return records;
  }
}
