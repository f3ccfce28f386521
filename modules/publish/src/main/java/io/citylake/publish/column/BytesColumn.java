package io.citylake.publish.column;

import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;
import org.apache.iceberg.types.Types;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.bytes.BytesUtils;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.Encoding;
import org.apache.parquet.column.page.DictionaryPage;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.unsafe.types.UTF8String;
import org.jspecify.annotations.Nullable;

/** Texts, and decimals of more than 18 digits as numbers of two's complement of one length. */
final class BytesColumn extends ColumnPages {
  private static final int FIRST_CAPACITY = 128;
  // What a page of unusually long texts took is given back.
  private static final long LARGE_PAGES = 4;

  /** Takes a row's value as bytes; valid until the next row. */
  interface Reader {
    UTF8String read(InternalRow row, int ordinal);
  }

  private final Reader reader;
  // Bytes of a decimal; 0 for texts, whose length stands before each.
  private final int length;
  private int[] ids = new int[FIRST_CAPACITY];
  private int count;
  // Bytes of the page if it were written plainly.
  private long raw;
  private final Arena texts = new Arena();
  private @Nullable BytesDictionary dictionary;
  // The page in which a place of the dictionary was last met, for the page's bounds.
  private int[] met = new int[0];
  private int page;
  private int entries;
  private boolean looking;
  private byte @Nullable [] lowest;
  private byte @Nullable [] highest;

  BytesColumn(
      WrittenColumn column,
      ColumnDescriptor descriptor,
      ColumnSettings settings,
      int length,
      Reader reader) {
    super(column, descriptor, settings);
    this.length = length;
    this.reader = reader;
    this.looking = looks();
  }

  /** Files of version 1 have no dictionaries of numbers of one length. */
  private boolean looks() {
    return length == 0;
  }

  private int overhead() {
    return length > 0 ? 0 : Integer.BYTES;
  }

  @Override
  void take(InternalRow row, int ordinal) {
    UTF8String value = reader.read(row, ordinal);
    raw += value.numBytes() + overhead();
    if (looking) {
      BytesDictionary known = dictionary;
      if (known == null) {
        known = new BytesDictionary(settings().dictionaryBytes(), overhead());
        dictionary = known;
      }
      int id = known.idOf(value);
      if (id >= 0) {
        if (count == ids.length) {
          ids = Arrays.copyOf(ids, count * 2);
        }
        ids[count++] = id;
        return;
      }
      unlook(known);
    }
    texts.append(value);
  }

  /** Writes the page's texts out, since the dictionary can't take all of them. */
  private void unlook(BytesDictionary known) {
    looking = false;
    Arena entriesOf = known.entries();
    for (int i = 0; i < count; i++) {
      int id = ids[i];
      texts.append(
          UTF8String.fromBytes(entriesOf.bytes(), entriesOf.start(id), entriesOf.length(id)));
    }
    count = 0;
    if (entries == 0) {
      dictionary = null;
    }
  }

  /** Also where a dictionary is looked up: once it is full, the page is written plainly. */
  @Override
  long pageBytes() {
    return raw;
  }

  @Override
  PageBounds pageBounds() {
    Arena all = looking ? Objects.requireNonNull(dictionary).entries() : texts;
    int low = -1;
    int high = -1;
    if (looking) {
      page++;
      if (met.length < all.size()) {
        met = Arrays.copyOf(met, Math.max(all.size(), met.length * 2));
      }
      for (int i = 0; i < count; i++) {
        int id = ids[i];
        if (met[id] != page) {
          met[id] = page;
          low = low < 0 || compare(all, id, low) < 0 ? id : low;
          high = high < 0 || compare(all, id, high) > 0 ? id : high;
        }
      }
    } else {
      for (int i = 0; i < all.size(); i++) {
        low = low < 0 || compare(all, i, low) < 0 ? i : low;
        high = high < 0 || compare(all, i, high) > 0 ? i : high;
      }
    }
    byte[] least = all.copy(low);
    byte[] most = low == high ? least : all.copy(high);
    if (lowest == null || compare(least, lowest) < 0) {
      lowest = least;
    }
    if (highest == null || compare(most, highest) > 0) {
      highest = most;
    }
    return PageBounds.of(least, most);
  }

  private int compare(Arena arena, int one, int other) {
    byte[] bytes = arena.bytes();
    int a = arena.start(one);
    int b = arena.start(other);
    return compare(bytes, a, a + arena.length(one), bytes, b, b + arena.length(other));
  }

  private int compare(byte[] one, byte[] other) {
    return compare(one, 0, one.length, other, 0, other.length);
  }

  /** Texts by their bytes without sign, numbers by their value. */
  private int compare(byte[] one, int a, int aEnd, byte[] other, int b, int bEnd) {
    if (length > 0 && one[a] < 0 != other[b] < 0) {
      return one[a] < 0 ? -1 : 1;
    }
    return Arrays.compareUnsigned(one, a, aEnd, other, b, bEnd);
  }

  @Override
  Encoded encode() throws IOException {
    BytesDictionary known = dictionary;
    if (looking && known != null) {
      int width = BytesUtils.getWidthFromMaxInt(known.size() - 1);
      BytesInput packed = HybridRuns.encode(ids, count, width);
      boolean first = entries == 0;
      if (!first || packed.size() + known.bytes(known.size()) < raw) {
        entries = known.size();
        count = 0;
        raw = 0;
        return new Encoded(
            BytesInput.concat(BytesInput.from(new byte[] {(byte) width}), packed), DICTIONARY);
      }
      unlook(known);
    }
    Encoded encoded = new Encoded(BytesInput.from(plain(texts, texts.size())), Encoding.PLAIN);
    raw = 0;
    texts.clear(LARGE_PAGES * settings().pageBytes());
    return encoded;
  }

  private byte[] plain(Arena arena, int amount) {
    byte[] bytes = new byte[Math.addExact(arena.end(amount), overhead() * amount)];
    if (length > 0) {
      System.arraycopy(arena.bytes(), 0, bytes, 0, bytes.length);
      return bytes;
    }
    ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < amount; i++) {
      buffer.putInt(arena.length(i)).put(arena.bytes(), arena.start(i), arena.length(i));
    }
    return bytes;
  }

  @Override
  @Nullable DictionaryPage dictionary() {
    BytesDictionary known = dictionary;
    DictionaryPage made = null;
    if (known != null && entries > 0) {
      made =
          new DictionaryPage(BytesInput.from(plain(known.entries(), entries)), entries, DICTIONARY);
    }
    dictionary = null;
    entries = 0;
    Arrays.fill(met, 0);
    page = 0;
    looking = looks();
    return made;
  }

  @Override
  boolean hasDictionary() {
    return entries > 0;
  }

  @Override
  @Nullable Object lowest() {
    return lowest == null ? null : stated(lowest);
  }

  @Override
  @Nullable Object highest() {
    return highest == null ? null : stated(highest);
  }

  private Object stated(byte[] bound) {
    return column().type() instanceof Types.DecimalType decimal
        ? new BigDecimal(new BigInteger(bound), decimal.scale())
        : new String(bound, StandardCharsets.UTF_8);
  }
}
