package io.citylake.receive.spool;

import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings the segments of a spool that ended anyhow into order, before it is appended to. */
final class SpoolMender {
  private static final Logger LOG = LoggerFactory.getLogger(SpoolMender.class);

  private final SpoolFiles files;
  private final UUID id;

  /**
   * What it came to.
   *
   * @param segments that are left; empty where none is
   * @param next the sequence of the next message, as far as segments tell; 0 where there is none
   * @param anew whether the next message needs a segment of its own
   */
  record Mended(List<Segment> segments, Spool.Opened opened, long next, boolean anew) {}

  SpoolMender(SpoolFiles files, UUID id) {
    this.files = files;
    this.id = id;
  }

  /** The id of a spool, which is made where nothing is there yet. */
  static UUID identify(SpoolFiles files) throws IOException {
    Optional<UUID> known = files.id();
    if (known.isPresent()) {
      return known.get();
    }
    if (!files.segments().isEmpty()) {
      throw new CityLakeException(
          ErrorCode.METADATA_CORRUPT,
          "Cannot open the spool: its file spool.id is gone, and its messages can't be told from others without; put it back, or move the directory away to begin another spool (directory=%s)"
              .formatted(files.directory()));
    }
    UUID made = UUID.randomUUID();
    files.writeId(made);
    return made;
  }

  Mended mend() throws IOException {
    List<Segment> found = new ArrayList<>(files.segments());
    dropUnbegun(found);
    return found.isEmpty()
        ? new Mended(found, new Spool.Opened(0, List.of()), 0, false)
        : mend(found);
  }

  /** One whose head never came to the disk holds nothing: a record is behind an fsync of it. */
  private void dropUnbegun(List<Segment> found) throws IOException {
    if (found.isEmpty()) {
      return;
    }
    Segment last = found.get(found.size() - 1);
    if (last.size() <= Segment.HEAD && !hasHead(last)) {
      drop(found, last, "its head never came to the disk");
    }
  }

  private boolean hasHead(Segment of) throws IOException {
    byte[] bytes = Files.readAllBytes(of.file());
    return ByteBuffer.wrap(bytes).equals(of.head(id));
  }

  private void drop(List<Segment> found, Segment empty, String reason) throws IOException {
    Files.delete(empty.file());
    files.force();
    found.remove(empty);
    LOG.warn("A segment without messages was removed: {} (segment={})", reason, empty.file());
  }

  /** Looks through the last segment, and cuts off what no append left whole. */
  private Mended mend(List<Segment> found) throws IOException {
    Segment last = found.get(found.size() - 1);
    long size = last.size();
    List<Damage> damages = new ArrayList<>();
    long end = Segment.HEAD;
    long expected = last.first();
    try (SegmentCursor cursor = SegmentCursor.open(last, id, Segment.HEAD, size, last.first())) {
      while (cursor.next()) {
        cursor.damage().ifPresent(damages::add);
      }
      end = cursor.offset();
      expected = cursor.expected();
    }
    long before = found.size() > 1 ? end(found.get(found.size() - 2)) : 0;
    boolean overlaps = before > last.first();
    if (overlaps && size == Segment.HEAD) {
      drop(found, last, "its sequences were given in the one before it");
      return mend(found);
    }
    if (overlaps) {
      LOG.error(
          "The spool holds two messages of sequences {} to {}; readers take those of the segment before, and another is begun (segment={})",
          last.first(),
          Math.min(before, expected) - 1,
          last.file());
    }
    for (Damage damage : damages) {
      String kept = keepAside(last, damage.from(), damage.until());
      LOG.error(
          "The spool is damaged: {} messages from sequence {} on are lost, and what is in their place is kept (segment={}, from={}, until={}, kept={})",
          damage.lost(),
          damage.firstLost(),
          last.file(),
          damage.from(),
          damage.until(),
          kept);
    }
    if (size > end) {
      cut(last, end, size);
    }
    return new Mended(
        found,
        new Spool.Opened(Math.max(0, size - end), damages),
        Math.max(before, expected),
        overlaps);
  }

  /** The sequence behind its last whole message. */
  private long end(Segment segment) throws IOException {
    try (SegmentCursor cursor =
        SegmentCursor.open(segment, id, Segment.HEAD, segment.size(), segment.first())) {
      while (cursor.next()) {
        // What is damaged in it, its readers tell.
      }
      return cursor.expected();
    }
  }

  private void cut(Segment last, long end, long size) throws IOException {
    String kept = keepAside(last, end, size);
    try (FileChannel file = FileChannel.open(last.file(), StandardOpenOption.WRITE)) {
      file.truncate(end);
      file.force(true);
    }
    LOG.warn(
        "The spool ended in {} bytes of a message that nobody was told was stored; they were cut off (segment={}, kept={})",
        size - end,
        last.file(),
        kept);
  }

  /** Where it is kept; a disk without room for it is no reason to take no more messages. */
  private String keepAside(Segment segment, long from, long until) {
    try {
      return files.keepAside(segment, from, until).toString();
    } catch (IOException e) {
      LOG.warn("What is no message can't be kept aside: {}", e.toString());
      return "nowhere";
    }
  }
}
