package io.citylake.publish.column;

import org.apache.spark.unsafe.types.UTF8String;
import org.jspecify.annotations.Nullable;

/** Texts or byte strings of a column chunk in the order in which they came, each once. */
final class BytesDictionary {
  private static final int FIRST_CAPACITY = 256;

  private final int limit;
  private final int overhead;
  private final Arena arena = new Arena();
  // Above an entry's hash, so that others are passed over without a look elsewhere; below one more
  // than its place. 0 where there is none.
  private long[] table = new long[FIRST_CAPACITY];
  private int size;
  private int last = -1;
  private @Nullable UTF8String latest;

  /**
   * @param limit the most bytes of a page that holds it
   * @param overhead bytes that an entry takes in that page besides its own
   */
  BytesDictionary(int limit, int overhead) {
    this.limit = limit;
    this.overhead = overhead;
  }

  int size() {
    return size;
  }

  /** Bytes of the first entries in a dictionary's page. */
  long bytes(int entries) {
    return arena.end(entries) + (long) overhead * entries;
  }

  Arena entries() {
    return arena;
  }

  /**
   * The place of a value, which is taken where it is new. The same object has the same bytes.
   *
   * @return -1 where it has no room
   */
  @SuppressWarnings("ReferenceEquality") // a shortcut: bytes are compared where objects differ
  int idOf(UTF8String value) {
    // Columns are often sorted or constant, and a constant is often one object, and long.
    if (value == latest || (last >= 0 && arena.holds(last, value))) {
      latest = value;
      return last;
    }
    latest = value;
    int hash = value.hashCode();
    int mask = table.length - 1;
    int at = hash & mask;
    while (true) {
      long slot = table[at];
      if (slot == 0) {
        last = take(value, hash, at);
        return last;
      }
      int found = (int) slot - 1;
      if (hash(slot) == hash && arena.holds(found, value)) {
        last = found;
        return found;
      }
      at = (at + 1) & mask;
    }
  }

  private static int hash(long slot) {
    return (int) (slot >> Integer.SIZE);
  }

  private int take(UTF8String value, int hash, int at) {
    if (bytes(size) + value.numBytes() + overhead > limit) {
      return -1;
    }
    if (size == table.length / 2) {
      grow();
      return take(value, hash, free(hash));
    }
    arena.append(value);
    size++;
    table[at] = (long) hash << Integer.SIZE | size;
    return size - 1;
  }

  private void grow() {
    long[] smaller = table;
    table = new long[smaller.length * 2];
    for (long slot : smaller) {
      if (slot != 0) {
        table[free(hash(slot))] = slot;
      }
    }
  }

  private int free(int hash) {
    int mask = table.length - 1;
    int at = hash & mask;
    while (table[at] != 0) {
      at = (at + 1) & mask;
    }
    return at;
  }
}
