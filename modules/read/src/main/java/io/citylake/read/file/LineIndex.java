package io.citylake.read.file;

import java.util.Arrays;

/**
 * Where a text file may be cut, found in one pass over its bytes: offsets right after a line feed,
 * each with the physical line that starts there. LF, CR LF and CR end a line.
 */
final class LineIndex {
  private final long stride;
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
    kinds['\n'] = 1;
    kinds['\r'] = 2;
    if (hiding >= 0) {
      kinds[hiding] = 3;
    }
  }

  void add(byte[] bytes, int length) {
    byte[] kind = kinds;
    for (int i = 0; i < length; i++) {
      int what = kind[bytes[i] & 0xFF];
      if (what != 0 || afterReturn) {
        met(what, offset + i + 1);
      }
    }
    offset += length;
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
