package io.citylake.read.file;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Where a text file may be cut, found in one pass over its bytes: offsets right after a line feed,
 * each with the physical line that starts there. LF, CR LF and CR end a line.
 */
final class LineIndex {
  private static final VarHandle WORD =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());
  private static final long ONES = 0x0101010101010101L;
  private static final long HIGH_BITS = ONES << 7;
  private static final long LINE_FEEDS = ONES * '\n';
  private static final long RETURNS = ONES * '\r';

  private final long stride;
  private final long hidings;
  private final byte[] kinds = new byte[256];
  private long offset;
  private long line = 1;
  private boolean afterReturn;
  private boolean hidden;
  private long[] offsets = new long[16];
  private long[] lines = new long[16];
  private int cuts;

  /**
   * @param stride bytes between cuts at least
   * @param hiding a byte that could hide a line end inside a record, or -1
   */
  LineIndex(long stride, int hiding) {
    this.stride = stride;
    this.hidings = hiding < 0 ? LINE_FEEDS : ONES * hiding;
    kinds['\n'] = 1;
    kinds['\r'] = 2;
    if (hiding >= 0) {
      kinds[hiding] = 3;
    }
  }

  void add(byte[] bytes, int length) {
    int i = 0;
    while (i < length) {
      if (!afterReturn && length - i >= Long.BYTES && isPlain((long) WORD.get(bytes, i))) {
        i += Long.BYTES;
        continue;
      }
      int what = kinds[bytes[i] & 0xFF];
      i++;
      if (what != 0 || afterReturn) {
        met(what, offset + i);
      }
    }
    offset += length;
  }

  /** Whether none of eight bytes is of a kind. */
  private boolean isPlain(long word) {
    return (zeros(word ^ LINE_FEEDS) | zeros(word ^ RETURNS) | zeros(word ^ hidings)) == 0;
  }

  /** Not zero where a byte is. */
  private static long zeros(long word) {
    return (word - ONES) & ~word & HIGH_BITS;
  }

  private void met(int what, long after) {
    boolean returned = afterReturn;
    afterReturn = what == 2;
    if (returned && what != 1) {
      line++;
    }
    if (what == 1) {
      line++;
      if (after - (cuts == 0 ? 0 : offsets[cuts - 1]) >= stride) {
        cut(after);
      }
    } else if (what == 3) {
      hidden = true;
    }
  }

  private void cut(long at) {
    if (cuts == offsets.length) {
      offsets = Arrays.copyOf(offsets, cuts * 2);
      lines = Arrays.copyOf(lines, cuts * 2);
    }
    offsets[cuts] = at;
    lines[cuts++] = line;
  }

  /** Whether the byte that could hide line ends occurs. */
  boolean hidden() {
    return hidden;
  }

  int cuts() {
    return cuts;
  }

  long offset(int cut) {
    return offsets[cut];
  }

  long line(int cut) {
    return lines[cut];
  }
}
