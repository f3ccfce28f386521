package io.citylake.receive.spool;

import java.io.Closeable;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.UUID;

/**
 * A stretch of one segment with whole messages at both ends, to be read by whoever can reach the
 * file.
 *
 * @param file the segment's
 * @param first the sequence in the segment's name
 * @param from the first byte, {@code until} the one after the last
 * @param expected the sequence of the first message
 * @param messages how many whole ones there are
 */
public record SpoolStretch(
    String file, String spool, long first, long from, long until, long expected, long messages)
    implements Serializable {

  public long bytes() {
    return until - from;
  }

  /** Opens it; the caller closes the reader. */
  public Reader open() throws IOException {
    Segment segment = new Segment(Path.of(file), first);
    return new Reader(SegmentCursor.open(segment, UUID.fromString(spool), from, until, expected));
  }

  /** Gives the stretch's messages in order; what is damaged is passed over. One thread. */
  public static final class Reader implements Closeable {
    private final SegmentCursor cursor;

    private Reader(SegmentCursor cursor) {
      this.cursor = cursor;
    }

    public boolean next() throws IOException {
      return cursor.next();
    }

    public SpooledMessage message() {
      return cursor.message();
    }

    @Override
    public void close() throws IOException {
      cursor.close();
    }
  }
}
