package io.citylake.publish.column;

import java.util.Arrays;

/** Numbers of a column chunk in the order in which they came, each once. */
final class LongDictionary {
  private static final int FIRST_CAPACITY = 256;
  // 2^64 divided by the golden ratio: neighbours spread over the whole table.
  private static final long SPREAD = 0x9E3779B97F4A7C15L;

  private final int limit;
  private long[] entries = new long[FIRST_CAPACITY / 2];
  // One more than the entry's place; 0 where there is none.
  private int[] table = new int[FIRST_CAPACITY];
  private int shift = Long.SIZE - Integer.numberOfTrailingZeros(FIRST_CAPACITY);
  private int size;

  /**
   * @param limit the most entries that it takes
   */
  LongDictionary(int limit) {
    this.limit = limit;
  }

  int size() {
    return size;
  }

  long entry(int id) {
    return entries[id];
  }

  /**
   * Looks up values and takes those that are new.
   *
   * @param ids where the places of {@code values[0..count)} go
   * @return whether all had room; where not, no place is valid
   */
  boolean look(long[] values, int count, int[] ids) {
    for (int i = 0; i < count; i++) {
      int id = idOf(values[i]);
      if (id < 0) {
        return false;
      }
      ids[i] = id;
    }
    return true;
  }

  private int idOf(long value) {
    int mask = table.length - 1;
    int at = (int) ((value * SPREAD) >>> shift);
    while (true) {
      int found = table[at] - 1;
      if (found < 0) {
        return take(value, at);
      }
      if (entries[found] == value) {
        return found;
      }
      at = (at + 1) & mask;
    }
  }

  private int take(long value, int at) {
    if (size == limit) {
      return -1;
    }
    if (size == entries.length) {
      grow();
      return idOf(value);
    }
    entries[size] = value;
    table[at] = size + 1;
    return size++;
  }

  private void grow() {
    entries = Arrays.copyOf(entries, entries.length * 2);
    table = new int[table.length * 2];
    shift--;
    int mask = table.length - 1;
    for (int id = 0; id < size; id++) {
      int at = (int) ((entries[id] * SPREAD) >>> shift);
      while (table[at] != 0) {
        at = (at + 1) & mask;
      }
      table[at] = id + 1;
    }
  }
}
