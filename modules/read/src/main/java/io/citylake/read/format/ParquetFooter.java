package io.citylake.read.format;

import io.citylake.contract.job.SourceSpec.Caps;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.CompressionCodec;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.RowGroup;
import org.apache.parquet.format.SchemaElement;
import org.apache.parquet.format.Util;

/**
 * A Parquet file's footer, after its claims were held against the file: what is in it fits where it
 * says it is.
 *
 * @param until where the columns' bytes end and the footer begins
 */
record ParquetFooter(FileMetaData metadata, long until) {
  static final Set<CompressionCodec> CODECS =
      EnumSet.of(
          CompressionCodec.UNCOMPRESSED,
          CompressionCodec.SNAPPY,
          CompressionCodec.GZIP,
          CompressionCodec.ZSTD,
          CompressionCodec.LZ4_RAW);

  private static final int MAGIC = 4;
  private static final int TAIL = 8;
  private static final int DEEPEST = 64;

  /** Objects made from a footer take up to so many times its bytes. */
  private static final int GROWTH = 64;

  /**
   * Reads and checks the footer.
   *
   * @param memory that the process has
   * @throws IOException saying what is wrong with the file
   */
  static ParquetFooter read(FileChannel file, Caps caps, long memory) throws IOException {
    long size = file.size();
    if (size < MAGIC + TAIL) {
      throw new IOException("it is too short for a Parquet file (bytes=" + size + ")");
    }
    magic(bytes(file, 0, MAGIC), 0);
    byte[] tail = bytes(file, size - TAIL, TAIL);
    magic(tail, TAIL - MAGIC);
    long length = ByteBuffer.wrap(tail).order(ByteOrder.LITTLE_ENDIAN).getInt() & 0xFFFF_FFFFL;
    if (length > size - MAGIC - TAIL) {
      throw new IOException(
          "its footer is longer than the file (footer=%d, bytes=%d)".formatted(length, size));
    }
    if (length > memory / GROWTH) {
      throw new IOException(
          "its footer does not fit into memory (footer=%d, expected at most %d)"
              .formatted(length, memory / GROWTH));
    }
    long from = size - TAIL - length;
    byte[] footer = bytes(file, from, (int) length);
    CompactThrift.length(footer, footer.length);
    ParquetFooter read =
        new ParquetFooter(Util.readFileMetaData(new ByteArrayInputStream(footer)), from);
    read.check(caps, memory, size);
    return read;
  }

  static byte[] bytes(FileChannel file, long from, int length) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(length);
    while (buffer.hasRemaining() && file.read(buffer, from + buffer.position()) > 0) {
      // A channel may return less than was asked for.
    }
    return buffer.hasRemaining()
        ? java.util.Arrays.copyOf(buffer.array(), buffer.position())
        : buffer.array();
  }

  private static void magic(byte[] bytes, int from) throws IOException {
    String magic = new String(bytes, from, MAGIC, StandardCharsets.ISO_8859_1);
    if (magic.equals("PARE")) {
      throw encrypted();
    }
    if (!magic.equals("PAR1")) {
      throw new IOException("it is no Parquet file: expected PAR1 at its begin and end");
    }
  }

  private static IOException encrypted() {
    return new IOException("it is encrypted, which is not supported");
  }

  private void check(Caps caps, long memory, long size) throws IOException {
    if (metadata.isSetEncryption_algorithm()) {
      throw encrypted();
    }
    int leaves = leaves(metadata.getSchema());
    if (leaves > caps.fields()) {
      throw new IOException(
          "it has more columns than caps.fields allows (columns=%d, expected at most %d)"
              .formatted(leaves, caps.fields()));
    }
    long rows = 0;
    long total = 0;
    for (RowGroup group : metadata.getRow_groups()) {
      long bytes = check(group, leaves);
      if (bytes > memory / 4) {
        throw new IOException(
            "a row group does not fit into memory; write smaller ones (bytes=%d, expected at most %d)"
                .formatted(bytes, memory / 4));
      }
      total += bytes;
      rows += group.getNum_rows();
      if (total > until || rows < 0) {
        throw new IOException("its row groups overlap (bytes=" + total + ")");
      }
    }
    if (rows > 1 << 20 && rows / size > caps.ratio()) {
      throw new IOException(
          "it declares more rows for its size than caps.ratio allows (rows=%d, bytes=%d)"
              .formatted(rows, size));
    }
  }

  /** Counts the columns, and sees that the tree is one. */
  private static int leaves(List<SchemaElement> schema) throws IOException {
    Deque<Integer> open = new ArrayDeque<>();
    int leaves = 0;
    for (int i = 0; i < schema.size(); i++) {
      SchemaElement element = schema.get(i);
      int children = element.isSetNum_children() ? element.getNum_children() : 0;
      boolean stray = i > 0 && open.isEmpty();
      if (children < 0 || stray || element.getType_length() < 0) {
        throw new IOException("its schema is no tree (element=" + i + ")");
      }
      if (i > 0) {
        open.push(open.pop() - 1);
      }
      if (children > 0 || i == 0) {
        open.push(children);
      } else {
        leaves++;
      }
      if (open.size() > DEEPEST) {
        throw new IOException("its schema is nested deeper than " + DEEPEST);
      }
      while (!open.isEmpty() && open.peek() == 0) {
        open.pop();
      }
    }
    if (!open.isEmpty() || schema.isEmpty()) {
      throw new IOException("its schema is no tree (elements=" + schema.size() + ")");
    }
    return leaves;
  }

  /** The bytes of a row group. */
  private long check(RowGroup group, int leaves) throws IOException {
    if (group.getNum_rows() < 0 || group.getColumns().size() != leaves) {
      throw new IOException(
          "a row group does not fit the schema (rows=%d, columns=%d, expected %d)"
              .formatted(group.getNum_rows(), group.getColumns().size(), leaves));
    }
    long bytes = 0;
    for (ColumnChunk chunk : group.getColumns()) {
      if (chunk.isSetCrypto_metadata()) {
        throw encrypted();
      }
      if (!chunk.isSetMeta_data() || chunk.isSetFile_path()) {
        throw new IOException("a column lies in another file, which is not supported");
      }
      bytes += check(chunk.getMeta_data());
      if (bytes > until) {
        throw new IOException("the columns of a row group overlap (bytes=" + bytes + ")");
      }
    }
    return bytes;
  }

  private long check(ColumnMetaData column) throws IOException {
    CompressionCodec codec = column.getCodec();
    if (!CODECS.contains(codec)) {
      throw new IOException(
          "its compression is not supported (codec=%s, expected one of %s)"
              .formatted(codec, CODECS));
    }
    long from = start(column);
    long length = column.getTotal_compressed_size();
    if (from < MAGIC || length < 0 || from > until || length > until - from) {
      throw new IOException(
          "a column lies outside the file (offset=%d, bytes=%d)".formatted(from, length));
    }
    if (column.getNum_values() < 0) {
      throw new IOException(
          "a column declares fewer than no values (values=" + column.getNum_values() + ")");
    }
    return length;
  }

  /** Where a column's first page is, as readers find it. */
  static long start(ColumnMetaData column) {
    long data = column.getData_page_offset();
    long dictionary = column.isSetDictionary_page_offset() ? column.getDictionary_page_offset() : 0;
    return dictionary > 0 && dictionary < data ? dictionary : data;
  }
}
