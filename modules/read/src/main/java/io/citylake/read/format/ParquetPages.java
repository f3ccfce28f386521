package io.citylake.read.format;

import io.citylake.contract.job.SourceSpec.Caps;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.CompressionCodec;
import org.apache.parquet.format.DataPageHeaderV2;
import org.apache.parquet.format.PageHeader;
import org.apache.parquet.format.RowGroup;
import org.apache.parquet.format.Util;

/**
 * Walks the page headers of a Parquet file before anything unfolds a page. The libraries that do
 * allocate what a header declares, some of them outside Java's heap, so a small file could ask for
 * all memory and take the process down; one whose claims don't fit is refused instead.
 */
final class ParquetPages {
  private static final int HEADER = 512;
  private static final int LONGEST_HEADER = 16 << 20;

  /** Ratios of small contents say nothing. */
  private static final long RATIO_COUNTS_FROM = 1 << 20;

  private final FileChannel file;
  private final ParquetFooter footer;
  private final Caps caps;
  private final long memory;
  private long unfolded;

  private ParquetPages(FileChannel file, ParquetFooter footer, Caps caps, long memory) {
    this.file = file;
    this.footer = footer;
    this.caps = caps;
    this.memory = memory;
  }

  /**
   * Refuses what cannot be read safely.
   *
   * @throws IOException saying what is wrong with the file
   */
  static void check(Path file, Caps caps) throws IOException {
    long memory = Runtime.getRuntime().maxMemory();
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      ParquetFooter footer = ParquetFooter.read(channel, caps, memory);
      ParquetPages pages = new ParquetPages(channel, footer, caps, memory);
      for (RowGroup group : footer.metadata().getRow_groups()) {
        pages.check(group);
      }
    }
  }

  private void check(RowGroup group) throws IOException {
    long together = 0;
    for (ColumnChunk chunk : group.getColumns()) {
      together += check(chunk.getMeta_data());
      if (together > memory / 4) {
        throw new IOException(
            "its pages declare more than fits into memory (bytes=%d, expected at most %d)"
                .formatted(together, memory / 4));
      }
    }
  }

  /** The bytes of a column that are held at once: of its dictionary and of its largest page. */
  private long check(ColumnMetaData column) throws IOException {
    long at = ParquetFooter.start(column);
    long until = at + column.getTotal_compressed_size();
    long values = 0;
    long dictionary = 0;
    long largest = 0;
    while (values < column.getNum_values()) {
      Page page = page(at, until);
      PageHeader header = page.header();
      check(header, page.from(), until, column.getCodec());
      long size = header.getUncompressed_page_size();
      switch (header.getType()) {
        case DICTIONARY_PAGE -> dictionary = Math.max(dictionary, dictionary(header));
        case DATA_PAGE, DATA_PAGE_V2 -> largest = Math.max(largest, size);
        case INDEX_PAGE -> {}
      }
      values += values(header);
      count(size);
      at = page.from() + header.getCompressed_page_size();
    }
    if (values > column.getNum_values()) {
      throw new IOException(
          "its pages hold more values than their column declares (values=%d, expected %d)"
              .formatted(values, column.getNum_values()));
    }
    return dictionary + largest;
  }

  private void count(long size) throws IOException {
    unfolded += size;
    if (unfolded > caps.uncompressed().bytes()) {
      throw new IOException(
          "it unfolds to more than %s (caps.uncompressed)".formatted(caps.uncompressed()));
    }
    if (unfolded > RATIO_COUNTS_FROM && unfolded / footer.until() > caps.ratio()) {
      throw new IOException(
          "it unfolds to more than %d times its size (caps.ratio)".formatted(caps.ratio()));
    }
  }

  /** A page, and where its content begins. */
  private record Page(PageHeader header, long from) {}

  private Page page(long at, long until) throws IOException {
    long left = until - at;
    for (long window = HEADER; ; window *= 8) {
      int length = (int) Math.min(window, Math.min(left, LONGEST_HEADER));
      byte[] bytes = ParquetFooter.bytes(file, at, length);
      try {
        int taken = CompactThrift.length(bytes, bytes.length);
        return new Page(Util.readPageHeader(new ByteArrayInputStream(bytes, 0, taken)), at + taken);
      } catch (EOFException e) {
        if (length < window) {
          throw new IOException("the header of a page is cut off (offset=" + at + ")", e);
        }
      }
    }
  }

  private void check(PageHeader header, long from, long until, CompressionCodec codec)
      throws IOException {
    long folded = header.getCompressed_page_size();
    long size = header.getUncompressed_page_size();
    if (folded < 0 || size < 0 || folded > until - from) {
      throw new IOException(
          "a page declares a size that its column does not hold (offset=%d, compressed=%d, uncompressed=%d)"
              .formatted(from, folded, size));
    }
    DataPageHeaderV2 second = header.getData_page_header_v2();
    long levels = second == null ? 0 : levels(second, Math.min(folded, size));
    boolean plain =
        codec == CompressionCodec.UNCOMPRESSED || (second != null && !second.isIs_compressed());
    if (plain && folded != size) {
      throw new IOException(
          "a page that is not compressed declares two sizes (offset=%d, compressed=%d, uncompressed=%d)"
              .formatted(from, folded, size));
    }
    if (!plain && codec == CompressionCodec.SNAPPY && folded > levels) {
      snappy(from + levels, folded - levels, size - levels);
    }
  }

  private static long levels(DataPageHeaderV2 header, long most) throws IOException {
    long repetition = header.getRepetition_levels_byte_length();
    long definition = header.getDefinition_levels_byte_length();
    if (repetition < 0 || definition < 0 || repetition + definition > most) {
      throw new IOException(
          "the levels of a page are longer than it (repetition=%d, definition=%d, page=%d)"
              .formatted(repetition, definition, most));
    }
    return repetition + definition;
  }

  /** Snappy's own head says once more how long the content is, and its library believes that. */
  private void snappy(long from, long folded, long expected) throws IOException {
    byte[] head = ParquetFooter.bytes(file, from, (int) Math.min(5, folded));
    long declared = 0;
    for (int i = 0; i < head.length; i++) {
      declared |= (long) (head[i] & 0x7F) << (7 * i);
      if (head[i] >= 0) {
        if (declared == expected) {
          return;
        }
        break;
      }
    }
    throw new IOException(
        "a Snappy page declares two sizes (offset=%d, header=%d, snappy=%d)"
            .formatted(from, expected, declared));
  }

  /** The bytes that a dictionary takes in memory. */
  private static long dictionary(PageHeader header) throws IOException {
    long size = header.getUncompressed_page_size();
    long entries =
        header.isSetDictionary_page_header()
            ? header.getDictionary_page_header().getNum_values()
            : -1;
    if (entries < 0 || entries > size) {
      throw new IOException(
          "a dictionary declares more entries than it has bytes (entries=%d, bytes=%d)"
              .formatted(entries, size));
    }
    return size + 16 * entries;
  }

  private static long values(PageHeader header) throws IOException {
    long values =
        switch (header.getType()) {
          case DATA_PAGE ->
              header.isSetData_page_header() ? header.getData_page_header().getNum_values() : -1;
          case DATA_PAGE_V2 ->
              header.isSetData_page_header_v2()
                  ? header.getData_page_header_v2().getNum_values()
                  : -1;
          case DICTIONARY_PAGE, INDEX_PAGE -> 0;
        };
    if (values < 0) {
      throw new IOException("a page declares fewer than no values (values=" + values + ")");
    }
    return values;
  }
}
