package io.citylake.receive.spool;

import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A feed's spool, as who reads it sees it, also while another process appends. It takes part in
 * making messages durable: what it gives is on the disk, because it has the files brought there
 * first. Nothing is changed but what {@link #release} notes. Any thread.
 */
public final class SpoolView {
  /** So much is read by one task. */
  private static final long PIECE = 16L << 20;

  private final SpoolFiles files;
  private final String feed;

  /**
   * Looks at the spool in a directory, which need not be there yet.
   *
   * @param feed its name, for messages
   */
  public SpoolView(Path directory, String feed) {
    this.files = new SpoolFiles(directory);
    this.feed = feed;
  }

  /** How a reader's position lies to what the spool holds. */
  public enum Standing {
    /** Reading goes on from it. */
    GOES_ON,
    /** The spool was begun anew since. */
    OTHER_SPOOL,
    /** Messages that were not read are gone. */
    CLEARED,
    /** The spool has not, or not any more, what was read last. */
    BEHIND
  }

  /** How a position lies to it; the start always goes on. */
  public Standing standing(Optional<SpoolPosition> position) {
    for (int tries = 0; ; tries++) {
      try {
        return look(position);
      } catch (NoSuchFileException e) {
        // Its segment was let go meanwhile.
        if (tries > 2) {
          throw unreadable(e);
        }
      } catch (IOException e) {
        throw unreadable(e);
      }
    }
  }

  private Standing look(Optional<SpoolPosition> position) throws IOException {
    Optional<UUID> id = files.id();
    if (position.isEmpty()) {
      return Standing.GOES_ON;
    }
    SpoolPosition read = position.get();
    if (id.isEmpty() || !id.get().equals(read.spool())) {
      return Standing.OTHER_SPOOL;
    }
    List<Segment> segments = files.segments();
    if (segments.isEmpty()) {
      return Standing.BEHIND;
    }
    if (read.next() < segments.get(0).first()) {
      return Standing.CLEARED;
    }
    return isMet(read, segments) ? Standing.GOES_ON : Standing.BEHIND;
  }

  /**
   * Whether the message that was read last is where it was, or its segment was the last that went.
   * Numbers alone say nothing: an older copy that goes on receiving comes to them again.
   */
  private static boolean isMet(SpoolPosition read, List<Segment> segments) throws IOException {
    if (read.segment() == 0) {
      return segments.stream().anyMatch(each -> each.first() == read.next());
    }
    for (Segment each : segments) {
      if (each.first() == read.segment()) {
        try (SegmentCursor cursor =
            SegmentCursor.open(each, read.spool(), read.at(), read.offset(), read.next() - 1)) {
          return cursor.next()
              && cursor.start() == read.at()
              && cursor.offset() == read.offset()
              && cursor.sum() == read.sum();
        }
      }
    }
    Segment oldest = segments.get(0);
    return read.segment() < oldest.first() && read.next() == oldest.first();
  }

  /**
   * Whether every message that came before a position is still there, and whole; looks through all
   * of them. At the start, whether none was let go.
   *
   * @throws CityLakeException SOURCE_UNREADABLE
   */
  public boolean isComplete(Optional<SpoolPosition> position) {
    try {
      List<Segment> segments = files.segments();
      if (segments.isEmpty() || segments.get(0).first() != 1) {
        return segments.isEmpty() && position.isEmpty();
      }
    } catch (IOException e) {
      throw unreadable(e);
    }
    long next = position.map(SpoolPosition::next).orElse(0L);
    return position.isEmpty()
        || since(Optional.empty(), Long.MAX_VALUE).stream()
            .flatMap(news -> news.damages().stream())
            .noneMatch(damage -> damage.firstLost() < next && damage.lost() > 0);
  }

  /**
   * What came since a position, from the oldest message that is held where there is none. Empty
   * where nobody has received anything yet.
   *
   * @param mostBytes after which it stops, at a message's end; one message is always taken
   * @throws CityLakeException SOURCE_UNREADABLE
   */
  public Optional<SpoolNews> since(Optional<SpoolPosition> position, long mostBytes) {
    return since(position, mostBytes, Long.MAX_VALUE);
  }

  /**
   * The same, of so many messages at most: small ones cost more than their bytes.
   *
   * @throws CityLakeException SOURCE_UNREADABLE
   */
  public Optional<SpoolNews> since(
      Optional<SpoolPosition> position, long mostBytes, long mostMessages) {
    for (int tries = 0; ; tries++) {
      try {
        Optional<UUID> id = files.id();
        List<Segment> segments = files.segments();
        if (id.isEmpty() || segments.isEmpty()) {
          return Optional.empty();
        }
        return Optional.of(new Look(id.get(), segments, mostBytes, mostMessages).since(position));
      } catch (NoSuchFileException e) {
        // A segment was let go while it was looked at: what is before it was read by everybody.
        if (tries > 2) {
          throw unreadable(e);
        }
      } catch (IOException e) {
        throw unreadable(e);
      }
    }
  }

  /** What changes with every message that comes; cheap to ask. */
  public String mark() {
    try {
      List<Segment> segments = files.segments();
      if (segments.isEmpty()) {
        return "";
      }
      Segment last = segments.get(segments.size() - 1);
      return last.name() + ":" + last.size();
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  /** Bytes of all segments. */
  public long bytes() {
    try {
      long bytes = 0;
      for (Segment each : files.segments()) {
        bytes += bytes(each);
      }
      return bytes;
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  private static long bytes(Segment segment) throws IOException {
    try {
      return segment.size();
    } catch (NoSuchFileException e) {
      // It was let go meanwhile.
      return 0;
    }
  }

  /**
   * Notes that every reader has published what comes before a sequence. The process that owns the
   * spool removes whole segments by it. Nothing is noted while somebody has a {@link SpoolHold}.
   *
   * @param before looks how far the readers are, while nobody can go back; empty where that is not
   *     known, and then what was noted before is taken back
   * @throws CityLakeException STORAGE_FAILED
   */
  public void release(Supplier<OptionalLong> before) {
    try {
      Optional<UUID> id = files.id();
      if (id.isEmpty()) {
        return;
      }
      Optional<SpoolLock> alone = SpoolLock.alone(files);
      if (alone.isPresent()) {
        SpoolLock lock = alone.get();
        try {
          note(id.get(), before.get().orElse(0));
        } finally {
          lock.close();
        }
      }
    } catch (IOException e) {
      throw new CityLakeException(
          ErrorCode.STORAGE_FAILED,
          "Cannot note how far feed %s was read: %s (directory=%s)"
              .formatted(feed, e, files.directory()),
          e);
    }
  }

  private void note(UUID spool, long before) throws IOException {
    SpoolFiles.Released wanted = new SpoolFiles.Released(spool, before);
    Optional<SpoolFiles.Released> noted = files.released();
    if (!noted.equals(Optional.of(wanted)) && (before > 0 || noted.isPresent())) {
      files.writeReleased(wanted);
    }
  }

  private CityLakeException unreadable(IOException e) {
    return new CityLakeException(
        ErrorCode.SOURCE_UNREADABLE,
        "Cannot read feed %s: %s (directory=%s)".formatted(feed, e, files.directory()),
        e);
  }

  /** The beginning of a stretch, and how many messages were met before it. */
  private record Piece(long from, long first, long before) {
    SpoolStretch until(Segment segment, UUID id, long end, long messages) {
      return new SpoolStretch(
          segment.file().toString(),
          id.toString(),
          segment.first(),
          from,
          end,
          first,
          messages - before);
    }
  }

  /** One look through the segments. */
  private final class Look {
    private final UUID id;
    private final List<Segment> segments;
    private final long mostBytes;
    private final long mostMessages;
    private final List<SpoolStretch> stretches = new ArrayList<>();
    private final List<Damage> damages = new ArrayList<>();
    private long messages;
    private long bytes;
    private boolean more;
    private @Nullable Long oldest;
    private @Nullable Long newest;
    private SpoolPosition reached;

    private Look(UUID id, List<Segment> segments, long mostBytes, long mostMessages) {
      this.id = id;
      this.segments = segments;
      this.mostBytes = mostBytes;
      this.mostMessages = mostMessages;
      this.reached = new SpoolPosition(id, segments.get(0).first(), 0, 0, 0, 0);
    }

    private SpoolNews since(Optional<SpoolPosition> position) throws IOException {
      position.ifPresent(each -> reached = each);
      // Names of segments are on the disk before what is in them counts.
      files.force();
      for (int i = 0; i < segments.size() && !more; i++) {
        @Nullable Segment following = i + 1 < segments.size() ? segments.get(i + 1) : null;
        if (following == null || following.first() > reached.next()) {
          look(segments.get(i), following);
        }
      }
      return new SpoolNews(stretches, messages, reached, damages, more, oldest, newest);
    }

    private void look(Segment segment, @Nullable Segment following) throws IOException {
      boolean goesOn = segment.first() == reached.segment();
      long from = goesOn ? reached.offset() : Segment.HEAD;
      long expected = goesOn ? reached.next() : segment.first();
      if (!goesOn && expected > reached.next()) {
        gap(segment, expected);
      }
      long size = forced(segment, from);
      if (size > from) {
        read(segment, from, size, expected);
      }
      // Of a segment that is written to, what is not whole yet may become so.
      if (following != null && !more && following.first() > reached.next()) {
        damages.add(
            new Damage(segment.name(), end(segment), size, reached.next(), following.first() - 1));
        reached = new SpoolPosition(id, following.first(), 0, 0, 0, 0);
      }
    }

    private long end(Segment segment) {
      return reached.segment() == segment.first() ? reached.offset() : Segment.HEAD;
    }

    /** Messages between two segments, whose file is not there. */
    private void gap(Segment segment, long expected) {
      damages.add(new Damage(segment.name(), 0, 0, reached.next(), expected - 1));
      reached = new SpoolPosition(id, expected, 0, 0, 0, 0);
    }

    private long forced(Segment segment, long from) throws IOException {
      try (FileChannel file = FileChannel.open(segment.file(), StandardOpenOption.READ)) {
        long size = file.size();
        if (size > from) {
          file.force(false);
        }
        return size;
      }
    }

    private void read(Segment segment, long from, long size, long expected) throws IOException {
      try (SegmentCursor cursor = SegmentCursor.open(segment, id, from, size, expected)) {
        @Nullable Piece piece = null;
        while (cursor.next()) {
          if (cursor.message().sequence() < reached.next()) {
            continue;
          }
          long length = cursor.offset() - cursor.start();
          if (bytes > 0 && (bytes + length > mostBytes || messages >= mostMessages)) {
            more = true;
            break;
          }
          cursor.damage().ifPresent(damages::add);
          if (piece != null && cursor.offset() - piece.from() > PIECE) {
            stretches.add(piece.until(segment, id, reached.offset(), messages));
            piece = null;
          }
          if (piece == null) {
            piece = new Piece(cursor.start(), cursor.message().sequence(), messages);
          }
          met(segment, cursor);
        }
        if (piece != null) {
          stretches.add(piece.until(segment, id, reached.offset(), messages));
        }
      }
    }

    private void met(Segment segment, SegmentCursor cursor) {
      SpooledMessage message = cursor.message();
      messages++;
      bytes += cursor.offset() - cursor.start();
      oldest = oldest == null ? Long.valueOf(message.arrival()) : oldest;
      newest = message.arrival();
      reached =
          new SpoolPosition(
              id,
              message.sequence() + 1,
              segment.first(),
              cursor.start(),
              cursor.sum(),
              cursor.offset());
    }
  }
}
