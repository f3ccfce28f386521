package io.citylake.receive.spool;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Walks the records of a stretch of a segment, used by one thread. What is damaged is passed over:
 * the next whole record is looked for byte by byte, and counts where its sum and its sequence are
 * right.
 */
final class SegmentCursor implements Closeable {
  private static final int WINDOW = 1 << 18;

  private final Segment segment;
  private final RecordFormat format;
  private final FileChannel channel;
  private final long limit;
  private ByteBuffer window = ByteBuffer.allocate(WINDOW).limit(0);

  /** Where the window's first byte stands in the file. */
  private long base;

  private long offset;
  private long expected;

  /** The sequence that was expected where the current record was found. */
  private long lastExpected;

  private @Nullable SpooledMessage current;
  private long start;
  private int sum;
  private @Nullable Damage damage;

  private SegmentCursor(
      Segment segment, UUID spool, FileChannel channel, long from, long limit, long expected) {
    this.segment = segment;
    this.format = new RecordFormat(spool);
    this.channel = channel;
    this.offset = from;
    this.limit = limit;
    this.expected = expected;
    this.base = from;
  }

  /**
   * @param from the place of a record, or the head's end
   * @param limit up to which bytes count
   * @param expected the sequence of the record at {@code from}
   */
  static SegmentCursor open(Segment segment, UUID spool, long from, long limit, long expected)
      throws IOException {
    FileChannel channel = FileChannel.open(segment.file(), StandardOpenOption.READ);
    return new SegmentCursor(
        segment, spool, channel, from, Math.min(limit, channel.size()), expected);
  }

  /**
   * Moves to the next whole record; false where none follows. What was passed over on the way is
   * {@link #damage()}.
   */
  boolean next() throws IOException {
    damage = null;
    if (take(offset)) {
      return true;
    }
    long from = offset;
    for (long at = from + 1; at + RecordFormat.HEAD <= limit; at++) {
      if (isMarked(at) && take(at)) {
        damage = new Damage(segment.name(), from, at, lastExpected, message().sequence() - 1);
        return true;
      }
    }
    return false;
  }

  private boolean isMarked(long at) throws IOException {
    return has(at, Integer.BYTES) && RecordFormat.isMarker(window.getInt((int) (at - base)));
  }

  /** Takes the record at a place, if a whole one of a right sequence is there. */
  private boolean take(long at) throws IOException {
    if (!has(at, RecordFormat.HEAD)) {
      return false;
    }
    int length = RecordFormat.length(window, (int) (at - base));
    if (length < 0 || !has(at, RecordFormat.HEAD + length)) {
      return false;
    }
    int place = (int) (at - base);
    Optional<SpooledMessage> read = format.read(window, place, length);
    if (read.isEmpty() || read.get().sequence() < expected) {
      return false;
    }
    // Before a damage none can be missing.
    if (at == offset && read.get().sequence() != expected) {
      return false;
    }
    current = read.get();
    start = at;
    sum = RecordFormat.sumOf(window, place);
    lastExpected = expected;
    expected = read.get().sequence() + 1;
    offset = at + RecordFormat.HEAD + length;
    return true;
  }

  /** Whether so many bytes from a place on are there; they are in the window then. */
  private boolean has(long at, int length) throws IOException {
    if (at + length > limit) {
      return false;
    }
    if (at >= base && at + length <= base + window.limit()) {
      return true;
    }
    if (window.capacity() < length) {
      window = ByteBuffer.allocate(Math.max(length, WINDOW));
    } else if (window.capacity() > WINDOW && length <= WINDOW) {
      window = ByteBuffer.allocate(WINDOW);
    }
    window.clear().limit((int) Math.min(window.capacity(), limit - at));
    base = at;
    while (window.hasRemaining()) {
      if (channel.read(window, base + window.position()) < 0) {
        window.limit(0);
        throw new EOFException(segment.name() + " ends earlier than it did");
      }
    }
    return true;
  }

  SpooledMessage message() {
    if (current == null) {
      throw new IllegalStateException("Cannot give a message before the first next()");
    }
    return current;
  }

  /** Where the current record begins. */
  long start() {
    return start;
  }

  /** Its sum. */
  int sum() {
    return sum;
  }

  /** The byte after the last whole record. */
  long offset() {
    return offset;
  }

  /** The sequence that comes next. */
  long expected() {
    return expected;
  }

  /** What lies between the current record and the one before it. */
  Optional<Damage> damage() {
    return Optional.ofNullable(damage);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
