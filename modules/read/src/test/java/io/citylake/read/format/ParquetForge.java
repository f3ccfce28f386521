package io.citylake.read.format;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.CompressionCodec;
import org.apache.parquet.format.DataPageHeader;
import org.apache.parquet.format.DataPageHeaderV2;
import org.apache.parquet.format.DictionaryPageHeader;
import org.apache.parquet.format.Encoding;
import org.apache.parquet.format.FieldRepetitionType;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.PageHeader;
import org.apache.parquet.format.PageType;
import org.apache.parquet.format.RowGroup;
import org.apache.parquet.format.SchemaElement;
import org.apache.parquet.format.Type;
import org.apache.parquet.format.Util;

/** Makes Parquet files byte by byte, as no honest writer would. */
final class ParquetForge {
  private static final byte[] MAGIC = "PAR1".getBytes(StandardCharsets.US_ASCII);

  private ParquetForge() {}

  /** A file of one row group with one optional column {@code x}. */
  static byte[] file(Type type, CompressionCodec codec, long values, byte[]... pages) {
    SchemaElement root = new SchemaElement("r").setNum_children(1);
    SchemaElement column =
        new SchemaElement("x").setType(type).setRepetition_type(FieldRepetitionType.OPTIONAL);
    byte[] body = join(pages);
    ColumnMetaData chunk =
        new ColumnMetaData(
            type,
            new ArrayList<>(List.of(Encoding.PLAIN, Encoding.RLE)),
            new ArrayList<>(List.of("x")),
            codec,
            values,
            body.length,
            body.length,
            MAGIC.length);
    RowGroup group =
        new RowGroup(
            new ArrayList<>(List.of(new ColumnChunk(0).setMeta_data(chunk))), body.length, values);
    FileMetaData footer =
        new FileMetaData(
            1, new ArrayList<>(List.of(root, column)), values, new ArrayList<>(List.of(group)));
    return withFooter(join(MAGIC, body), footer);
  }

  /** The same columns' bytes under a footer that was changed. */
  static byte[] patched(byte[] file, Consumer<FileMetaData> change) {
    int length = footerLength(file);
    int from = file.length - 8 - length;
    try {
      FileMetaData footer = Util.readFileMetaData(new ByteArrayInputStream(file, from, length));
      change.accept(footer);
      return withFooter(Arrays.copyOf(file, from), footer);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static int footerLength(byte[] file) {
    return ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).getInt(file.length - 8);
  }

  private static byte[] withFooter(byte[] body, FileMetaData footer) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      Util.writeFileMetaData(footer, out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return withFooter(body, out.toByteArray());
  }

  static byte[] withFooter(byte[] body, byte[] footer) {
    return join(body, footer, int32(footer.length), MAGIC);
  }

  static byte[] dataPage(int values, Encoding encoding, int uncompressed, byte[] content) {
    PageHeader header = new PageHeader(PageType.DATA_PAGE, uncompressed, content.length);
    header.setData_page_header(new DataPageHeader(values, encoding, Encoding.RLE, Encoding.RLE));
    return page(header, content);
  }

  static byte[] secondDataPage(
      int values, int nulls, Encoding encoding, byte[] levels, byte[] content) {
    int size = levels.length + content.length;
    PageHeader header = new PageHeader(PageType.DATA_PAGE_V2, size, size);
    header.setData_page_header_v2(
        new DataPageHeaderV2(values, nulls, values, encoding, levels.length, 0)
            .setIs_compressed(false));
    return page(header, join(levels, content));
  }

  static byte[] dictionary(int entries, byte[] content) {
    PageHeader header = new PageHeader(PageType.DICTIONARY_PAGE, content.length, content.length);
    header.setDictionary_page_header(new DictionaryPageHeader(entries, Encoding.PLAIN));
    return page(header, content);
  }

  static byte[] page(PageHeader header, byte[] content) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      Util.writePageHeader(header, out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return join(out.toByteArray(), content);
  }

  /** Definition levels of a page: one run of one level. */
  static byte[] run(int values, int level) {
    return join(varint((long) values << 1), new byte[] {(byte) level});
  }

  /** As the first page version has them, after their length. */
  static byte[] levels(int values, int level) {
    byte[] run = run(values, level);
    return join(int32(run.length), run);
  }

  static byte[] int32(int value) {
    return ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(value).array();
  }

  static byte[] varint(long value) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    long left = value;
    while (left > 0x7F) {
      out.write((int) (left & 0x7F) | 0x80);
      left >>>= 7;
    }
    out.write((int) left);
    return out.toByteArray();
  }

  static byte[] join(byte[]... parts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }
}
