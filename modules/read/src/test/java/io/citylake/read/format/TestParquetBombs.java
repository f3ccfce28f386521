package io.citylake.read.format;

import static io.citylake.read.format.ParquetForge.join;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.citylake.contract.job.SourceSpec.Parquet;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.apache.parquet.format.CompressionCodec;
import org.apache.parquet.format.Encoding;
import org.apache.parquet.format.PageHeader;
import org.apache.parquet.format.PageType;
import org.apache.parquet.format.SchemaElement;
import org.apache.parquet.format.Type;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** R40: files made to take the process down are refused with what is wrong with them. */
class TestParquetBombs {
  private static final int HUGE = Integer.MAX_VALUE;

  @TempDir private Path folder;

  private void refused(byte[] file, String reason) {
    assertThatThrownBy(() -> rows(file))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(reason);
  }

  private List<String> rows(byte[] file) throws IOException {
    Path path = folder.resolve("bomb.parquet");
    Files.write(path, file);
    return Rows.of(new Parquet(), path, "x");
  }

  private static byte[] honest() {
    byte[] content = join(ParquetForge.levels(2, 1), new byte[] {1, 0, 0, 0, 2, 0, 0, 0});
    return ParquetForge.file(
        Type.INT32,
        CompressionCodec.UNCOMPRESSED,
        2,
        ParquetForge.dataPage(2, Encoding.PLAIN, content.length, content));
  }

  private static byte[] compressed(CompressionCodec codec, int uncompressed, byte[] content) {
    return ParquetForge.file(
        Type.INT32, codec, 2, ParquetForge.dataPage(2, Encoding.PLAIN, uncompressed, content));
  }

  @Test
  void theForgeMakesFilesThatAreRead() throws IOException {
    assertThat(rows(honest())).containsExactly("1: x=1", "2: x=2");
  }

  @Test
  void refusesPagesThatDeclareAllMemory() {
    for (CompressionCodec codec :
        List.of(CompressionCodec.GZIP, CompressionCodec.ZSTD, CompressionCodec.LZ4_RAW)) {
      refused(compressed(codec, HUGE, new byte[100]), "it unfolds to more than 200 times its size");
    }
    refused(compressed(CompressionCodec.ZSTD, -1, new byte[100]), "a page declares a size");
    refused(
        compressed(CompressionCodec.UNCOMPRESSED, HUGE, new byte[100]),
        "a page that is not compressed declares two sizes");
  }

  @Test
  void refusesSnappyPagesThatDeclareAnotherSizeInside() {
    byte[] inside = join(ParquetForge.varint(0x7FFF_FFF0L), new byte[50]);
    refused(
        compressed(CompressionCodec.SNAPPY, 100, inside),
        "a Snappy page declares two sizes (offset=");
    byte[] endless = new byte[50];
    Arrays.fill(endless, (byte) 0xFF);
    refused(compressed(CompressionCodec.SNAPPY, 100, endless), "a Snappy page declares two sizes");
  }

  @Test
  void refusesPagesThatReachBeyondTheirColumn() {
    PageHeader header = new PageHeader(PageType.DATA_PAGE, 100, HUGE);
    refused(
        ParquetForge.file(
            Type.INT32, CompressionCodec.ZSTD, 2, ParquetForge.page(header, new byte[100])),
        "a page declares a size that its column does not hold");
    refused(
        ParquetForge.file(Type.INT32, CompressionCodec.ZSTD, 2, new byte[] {0x15, 0}),
        "the header of a page is cut off");
  }

  @Test
  void refusesDictionariesWithMoreEntriesThanBytes() {
    refused(
        ParquetForge.file(
            Type.INT64,
            CompressionCodec.UNCOMPRESSED,
            2,
            ParquetForge.dictionary(HUGE, new byte[8])),
        "a dictionary declares more entries than it has bytes (entries=2147483647, bytes=8)");
  }

  @Test
  void refusesLevelsThatAreLongerThanTheirPage() {
    byte[] page =
        ParquetForge.secondDataPage(2, 2, Encoding.PLAIN, new byte[HUGE >> 24], new byte[0]);
    byte[] file = ParquetForge.file(Type.INT32, CompressionCodec.UNCOMPRESSED, 2, page);
    assertThat(file).hasSizeLessThan(1000);
    PageHeader header = new PageHeader(PageType.DATA_PAGE_V2, 10, 10);
    header.setData_page_header_v2(
        new org.apache.parquet.format.DataPageHeaderV2(2, 2, 2, Encoding.PLAIN, HUGE, HUGE));
    refused(
        ParquetForge.file(
            Type.INT32, CompressionCodec.ZSTD, 2, ParquetForge.page(header, new byte[10])),
        "the levels of a page are longer than it");
  }

  /** A count inside a compressed page is seen by nobody before it is unfolded. */
  @Test
  void refusesDeltaPagesThatCountToAllMemory() throws IOException {
    byte[] delta =
        join(new byte[] {(byte) 0x80, 1, 4}, ParquetForge.varint(HUGE - 200L), new byte[] {0});
    byte[] content = join(ParquetForge.levels(2, 1), delta);
    ByteArrayOutputStream gzip = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(gzip)) {
      out.write(content);
    }
    refused(
        ParquetForge.file(
            Type.INT64,
            CompressionCodec.GZIP,
            2,
            ParquetForge.dataPage(
                2, Encoding.DELTA_BINARY_PACKED, content.length, gzip.toByteArray())),
        "a page declares more than fits into memory");
  }

  @Test
  void refusesFootersThatDeclareMoreThanTheyHold() {
    byte[] magic = "PAR1".getBytes(StandardCharsets.US_ASCII);
    byte[] list = join(new byte[] {0x15, 2, 0x19, (byte) 0xFC}, ParquetForge.varint(HUGE));
    refused(ParquetForge.withFooter(magic, list), "its metadata declares more than it holds");
    byte[] text = join(new byte[] {0x18}, ParquetForge.varint(HUGE));
    refused(ParquetForge.withFooter(magic, text), "its metadata declares more than it holds");
    byte[] deep = new byte[1 << 16];
    Arrays.fill(deep, (byte) 0x1C);
    refused(ParquetForge.withFooter(magic, deep), "its metadata is nested deeper than 32");
    byte[] tail = join(magic, new byte[20], ParquetForge.int32(-1), magic);
    refused(tail, "its footer is longer than the file (footer=4294967295, bytes=32)");
    refused(new byte[3], "it is too short for a Parquet file");
    refused(new byte[30], "it is no Parquet file: expected PAR1 at its begin and end");
    byte[] encrypted = join(magic, new byte[20], "PARE".getBytes(StandardCharsets.US_ASCII));
    refused(encrypted, "it is encrypted, which is not supported");
  }

  @Test
  void refusesSchemasThatAreNoTree() {
    refused(
        ParquetForge.patched(
            honest(),
            footer -> {
              List<SchemaElement> deep = new ArrayList<>();
              for (int i = 0; i < 100_000; i++) {
                deep.add(new SchemaElement("g").setNum_children(1));
              }
              footer.setSchema(deep);
            }),
        "its schema is nested deeper than 64");
    refused(
        ParquetForge.patched(honest(), footer -> footer.getSchema().get(0).setNum_children(HUGE)),
        "its schema is no tree");
  }

  @Test
  void refusesRowGroupsThatDoNotFitTheFile() {
    refused(
        ParquetForge.patched(
            honest(),
            footer -> {
              for (int i = 0; i < 1_000; i++) {
                footer.addToRow_groups(footer.getRow_groups().get(0));
              }
            }),
        "its row groups overlap");
    refused(
        ParquetForge.patched(
            honest(),
            footer ->
                footer
                    .getRow_groups()
                    .get(0)
                    .getColumns()
                    .get(0)
                    .getMeta_data()
                    .setTotal_compressed_size(Long.MAX_VALUE)),
        "a column lies outside the file");
    refused(
        ParquetForge.patched(
            honest(), footer -> footer.getRow_groups().get(0).setNum_rows(1L << 40)),
        "it declares more rows for its size than caps.ratio allows");
  }
}
