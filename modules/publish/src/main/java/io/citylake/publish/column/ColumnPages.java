package io.citylake.publish.column;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Objects;
import org.apache.iceberg.types.Conversions;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.Encoding;
import org.apache.parquet.column.page.DictionaryPage;
import org.apache.parquet.column.page.PageWriter;
import org.apache.parquet.column.statistics.Statistics;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.Type.Repetition;
import org.apache.spark.sql.catalyst.InternalRow;
import org.jspecify.annotations.Nullable;

/**
 * One column of a file: values gather in a page, which is encoded and compressed when it is full.
 * Used by one thread.
 */
abstract class ColumnPages {
  /** What a page's values become. */
  record Encoded(BytesInput bytes, Encoding encoding) {}

  /** Lowest and highest value of a page as Parquet has them in statistics. */
  record PageBounds(Binary lowest, Binary highest) {
    static PageBounds of(byte[] lowest, byte[] highest) {
      return new PageBounds(
          Binary.fromConstantByteArray(lowest), Binary.fromConstantByteArray(highest));
    }
  }

  /** Of a dictionary and of the pages that refer to it, in files of version 1. */
  @SuppressWarnings("deprecation") // version 2 has another name for it, which older readers refuse
  static final Encoding DICTIONARY = Encoding.PLAIN_DICTIONARY;

  @SuppressWarnings("deprecation") // what writers of version 1 say where there are no levels
  private static final Encoding NO_LEVELS = Encoding.BIT_PACKED;

  private static final Encoded NO_VALUES = new Encoded(BytesInput.empty(), Encoding.PLAIN);
  // A width of no bits, and no runs: such a page hides from no reader that all has a dictionary.
  private static final Encoded NO_ENTRIES =
      new Encoded(BytesInput.from(new byte[] {0}), DICTIONARY);

  private final WrittenColumn column;
  private final ColumnSettings settings;
  private final PrimitiveType type;
  private final Definitions definitions;
  private @Nullable PageWriter out;
  private long values;
  private long nulls;

  ColumnPages(WrittenColumn column, ColumnDescriptor descriptor, ColumnSettings settings) {
    this.column = column;
    this.settings = settings;
    this.type = descriptor.getPrimitiveType();
    this.definitions = new Definitions(descriptor.getMaxDefinitionLevel() > 0);
  }

  /** Takes the value that the row has at this column, which is not null. */
  abstract void take(InternalRow row, int ordinal);

  /** Bytes of the page's values as they are, perhaps a little more. */
  abstract long pageBytes();

  /** Values of the page, and forgets them; there is at least one. */
  abstract Encoded encode() throws IOException;

  /** Of the page's values, before they are encoded. */
  abstract PageBounds pageBounds();

  /** The dictionary that pages of this chunk were written with, which is forgotten. */
  abstract @Nullable DictionaryPage dictionary() throws IOException;

  /** Whether pages of this chunk were written with a dictionary. */
  abstract boolean hasDictionary();

  /** Lowest value of the file in Iceberg's terms, NaN aside; null where there is none. */
  abstract @Nullable Object lowest();

  /** Highest value of the file in Iceberg's terms, NaN aside; null where there is none. */
  abstract @Nullable Object highest();

  /** How many values of the file are NaN; -1 for types that have none. */
  long nans() {
    return -1;
  }

  final WrittenColumn column() {
    return column;
  }

  final ColumnSettings settings() {
    return settings;
  }

  /** Rows of the file that have a value here or null. */
  final long valueCount() {
    return values;
  }

  final long nullCount() {
    return nulls;
  }

  final void begin(PageWriter chunk) {
    out = chunk;
  }

  /**
   * Takes a row's value.
   *
   * @return whether a page was ended by it
   */
  final boolean add(InternalRow row) {
    int ordinal = column.ordinal();
    if (row.isNullAt(ordinal)) {
      if (required()) {
        throw new IllegalArgumentException(
            "Cannot write a row: required column %s has no value".formatted(type.getName()));
      }
      definitions.absent();
    } else {
      take(row, ordinal);
      definitions.present();
    }
    if (definitions.rows() < settings.pageRows() && pageBytes() < settings.pageBytes()) {
      return false;
    }
    try {
      endPage();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return true;
  }

  /** Bytes in memory of this row group. */
  final long bytes() {
    return chunk().getMemSize() + pageBytes();
  }

  final void endChunk() throws IOException {
    if (definitions.rows() > 0) {
      endPage();
    }
    DictionaryPage dictionary = dictionary();
    if (dictionary != null) {
      chunk().writeDictionaryPage(dictionary);
    }
  }

  private void endPage() throws IOException {
    int rows = definitions.rows();
    Statistics<?> statistics = statistics();
    Encoded encoded = hasDictionary() ? NO_ENTRIES : NO_VALUES;
    if (definitions.nulls() < rows) {
      encoded = encode();
    }
    chunk()
        .writePage(
            BytesInput.concat(definitions.encoded(), encoded.bytes()),
            rows,
            rows,
            statistics,
            NO_LEVELS,
            required() ? NO_LEVELS : Encoding.RLE,
            encoded.encoding());
    values += rows;
    nulls += definitions.nulls();
    definitions.clear();
  }

  /**
   * Of the page. The builder that there is for them is for readers: it takes a page with a NaN for
   * one without values, which filters then pass over.
   */
  @SuppressWarnings("deprecation")
  private Statistics<?> statistics() {
    Statistics<?> statistics = Statistics.createStats(type);
    statistics.setNumNulls(definitions.nulls());
    if (definitions.nulls() < definitions.rows()) {
      PageBounds bounds = pageBounds();
      statistics.setMinMaxFromBytes(
          bounds.lowest().getBytesUnsafe(), bounds.highest().getBytesUnsafe());
    }
    return statistics;
  }

  private boolean required() {
    return type.isRepetition(Repetition.REQUIRED);
  }

  private PageWriter chunk() {
    return Objects.requireNonNull(out, "no row group was begun");
  }

  /** As Iceberg keeps bounds. */
  final ByteBuffer stored(Object value) {
    return Conversions.toByteBuffer(column.type(), value);
  }
}
