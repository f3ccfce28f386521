package io.citylake.read.format;

import static io.citylake.read.format.ParquetForge.join;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.citylake.contract.job.SourceSpec.Parquet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.parquet.column.ParquetProperties.WriterVersion;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroup;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.CompressionCodec;
import org.apache.parquet.format.Encoding;
import org.apache.parquet.format.Statistics;
import org.apache.parquet.format.Type;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.io.LocalOutputFile;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** R39: what other writers do, and what they do wrong: read right or refused, never guessed. */
class TestParquetOfOthers {
  private static final List<String> NULLS =
      IntStream.rangeClosed(1, 6).mapToObj(i -> i + ": x=null").toList();

  @TempDir private Path folder;

  private List<String> rows(byte[] file) throws IOException {
    Path path = folder.resolve("other.parquet");
    Files.write(path, file);
    return Rows.of(new Parquet(), path, "x");
  }

  private byte[] written(MessageType schema, long rowGroup, List<Group> rows) throws IOException {
    Path file = folder.resolve("made.parquet");
    try (ParquetWriter<Group> writer =
        ExampleParquetWriter.builder(new LocalOutputFile(file))
            .withType(schema)
            .withRowGroupSize(rowGroup)
            .withMinRowCountForPageSizeCheck(1)
            .withMaxRowCountForPageSizeCheck(1)
            .withWriterVersion(WriterVersion.PARQUET_2_0)
            .build()) {
      for (Group row : rows) {
        writer.write(row);
      }
    }
    byte[] bytes = Files.readAllBytes(file);
    Files.delete(file);
    return bytes;
  }

  private static final byte[] NO_NUMBERS = {(byte) 0x80, 1, 4, 0, 0};

  private static byte[] nulls(Type type, Encoding encoding, byte[] content) {
    byte[] first = join(ParquetForge.levels(3, 0), content);
    return ParquetForge.file(
        type,
        CompressionCodec.UNCOMPRESSED,
        6,
        ParquetForge.dataPage(3, encoding, first.length, first),
        ParquetForge.secondDataPage(3, 3, encoding, ParquetForge.run(3, 0), content));
  }

  /** iceberg#17017. */
  @Test
  void readsDeltaPagesOfNullsOnly() throws IOException {
    for (Type type : List.of(Type.INT32, Type.INT64)) {
      assertThat(rows(nulls(type, Encoding.DELTA_BINARY_PACKED, NO_NUMBERS)))
          .as("%s", type)
          .isEqualTo(NULLS);
    }
    assertThat(rows(nulls(Type.BYTE_ARRAY, Encoding.DELTA_LENGTH_BYTE_ARRAY, NO_NUMBERS)))
        .isEqualTo(NULLS);
    assertThat(
            rows(nulls(Type.BYTE_ARRAY, Encoding.DELTA_BYTE_ARRAY, join(NO_NUMBERS, NO_NUMBERS))))
        .isEqualTo(NULLS);
  }

  @Test
  void refusesDeltaPagesThatLackEvenTheirCount() {
    for (Encoding encoding : List.of(Encoding.DELTA_LENGTH_BYTE_ARRAY, Encoding.DELTA_BYTE_ARRAY)) {
      assertThatThrownBy(() -> rows(nulls(Type.BYTE_ARRAY, encoding, new byte[0])))
          .isInstanceOf(IOException.class)
          .hasMessage("a page cannot be decoded: it ends before its values do");
    }
  }

  @Test
  void wrongStatisticsChangeNoRow() throws IOException {
    MessageType schema = MessageTypeParser.parseMessageType("message r { optional int32 x; }");
    List<Group> rows = new ArrayList<>();
    for (int i = 1; i <= 100; i++) {
      rows.add(new SimpleGroup(schema).append("x", i));
    }
    byte[] honest = written(schema, 1 << 20, rows);
    byte[] lying =
        ParquetForge.patched(
            honest,
            footer -> {
              ColumnMetaData column =
                  footer.getRow_groups().get(0).getColumns().get(0).getMeta_data();
              Statistics wrong = new Statistics().setNull_count(100);
              wrong.setMin_value(ParquetForge.int32(1_000)).setMax_value(ParquetForge.int32(-5));
              column.setStatistics(wrong);
            });
    assertThat(lying).isNotEqualTo(honest);
    assertThat(rows(lying)).hasSize(100).isEqualTo(rows(honest)).endsWith("100: x=100");
  }

  @Test
  void rowGroupsOfOneRowCountOn() throws IOException {
    MessageType schema = MessageTypeParser.parseMessageType("message r { optional int32 x; }");
    List<Group> rows = new ArrayList<>();
    for (int i = 1; i <= 300; i++) {
      rows.add(new SimpleGroup(schema).append("x", i));
    }
    byte[] file = written(schema, 1, rows);
    ParquetForge.patched(
        file, footer -> assertThat(footer.getRow_groups()).hasSizeGreaterThanOrEqualTo(100));
    assertThat(rows(file))
        .isEqualTo(IntStream.rangeClosed(1, 300).mapToObj(i -> i + ": x=" + i).toList());
  }

  @Test
  void fieldsGoByNameWithOrWithoutIds() throws IOException {
    MessageType plain =
        MessageTypeParser.parseMessageType("message r { optional int32 x; optional int32 y; }");
    MessageType numbered =
        MessageTypeParser.parseMessageType(
            "message r { optional int32 y = 1; optional int32 x = 1; }");
    assertThat(
            rows(
                written(
                    plain, 1 << 20, List.of(new SimpleGroup(plain).append("x", 1).append("y", 2)))))
        .containsExactly("1: x=1, y=2");
    assertThat(
            rows(
                written(
                    numbered,
                    1 << 20,
                    List.of(new SimpleGroup(numbered).append("x", 1).append("y", 2)))))
        .containsExactly("1: y=2, x=1");
  }

  @Test
  void timesOfNoDayAreLeftToTheRules() throws IOException {
    MessageType schema =
        MessageTypeParser.parseMessageType("message r { optional int64 x (TIME(MICROS,true)); }");
    assertThat(
            rows(
                written(
                    schema,
                    1 << 20,
                    List.of(
                        new SimpleGroup(schema).append("x", 86_399_999_999L),
                        new SimpleGroup(schema).append("x", 86_400_000_000L),
                        new SimpleGroup(schema).append("x", Long.MIN_VALUE)))))
        .containsExactly("1: x=23:59:59.999999", "2: x=86400000000", "3: x=-9223372036854775808");
  }

  @Test
  void refusesTwoColumnsOfOneName() throws IOException {
    MessageType schema =
        MessageTypeParser.parseMessageType("message r { optional int32 x; optional int32 y; }");
    byte[] file =
        ParquetForge.patched(
            written(schema, 1 << 20, List.of(new SimpleGroup(schema).append("x", 1))),
            footer -> {
              footer.getSchema().get(2).setName("x");
              footer
                  .getRow_groups()
                  .get(0)
                  .getColumns()
                  .get(1)
                  .getMeta_data()
                  .setPath_in_schema(new ArrayList<>(List.of("x")));
            });
    assertThatThrownBy(() -> rows(file))
        .isInstanceOf(IOException.class)
        .hasMessage("two of its columns have one name (name=x)");
  }

  @Test
  void refusesCompressionThatItDoesNotKnowByName() {
    for (CompressionCodec codec :
        List.of(CompressionCodec.LZO, CompressionCodec.BROTLI, CompressionCodec.LZ4)) {
      byte[] content = ParquetForge.levels(3, 0);
      assertThatThrownBy(
              () ->
                  rows(
                      ParquetForge.file(
                          Type.INT32,
                          codec,
                          3,
                          ParquetForge.dataPage(3, Encoding.PLAIN, content.length, content))))
          .isInstanceOf(IOException.class)
          .hasMessageContaining(
              "its compression is not supported (codec=%s, expected one of [UNCOMPRESSED, SNAPPY, GZIP, ZSTD, LZ4_RAW])"
                  .formatted(codec));
    }
  }
}
