package io.citylake.receive.spool;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A feed's messages on disk, in the process that appends them; one process at a time owns a spool.
 * An append is answered once its bytes are on the disk: whoever finds no fsync under way has one
 * made for all that wait, on the executor. Safe for threads; none is held for a sender.
 *
 * <p>After a failed fsync nobody knows what of the pages is on the disk (Linux drops them), so the
 * spool takes nothing more until it is opened anew.
 */
public final class Spool implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Spool.class);
  private static final int BUFFER = 1 << 20;

  private final SpoolFiles files;
  private final SpoolLimits limits;
  private final Clock clock;
  private final Executor executor;
  private final FileChannel lockFile;
  private final UUID id;
  private final RecordFormat format;
  private final Opened opened;

  /** All but the one that is written to, with their bytes. */
  @GuardedBy("this")
  private final Deque<Sealed> sealed = new ArrayDeque<>();

  @GuardedBy("this")
  private final List<FileChannel> toClose = new ArrayList<>();

  @GuardedBy("this")
  private List<Waiting> waiting = new ArrayList<>();

  @GuardedBy("this")
  private ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER);

  @GuardedBy("this")
  private Segment segment;

  @GuardedBy("this")
  private FileChannel channel;

  @GuardedBy("this")
  private long written;

  @GuardedBy("this")
  private long sealedBytes;

  @GuardedBy("this")
  private long next;

  @GuardedBy("this")
  private boolean syncing;

  @GuardedBy("this")
  private boolean closed;

  @GuardedBy("this")
  private @Nullable CityLakeException broken;

  private record Sealed(Segment segment, long bytes) {}

  private record Waiting(CompletableFuture<Long> done, long last) {}

  /**
   * What was found when it was opened.
   *
   * @param cut bytes of a torn end that were taken off, and kept aside
   * @param damages of the segment that is written to
   */
  public record Opened(long cut, List<Damage> damages) {
    public Opened {
      damages = List.copyOf(damages);
    }
  }

  private Spool(SpoolFiles files, SpoolLimits limits, Clock clock, Executor executor)
      throws IOException {
    this.files = files;
    this.limits = limits;
    this.clock = clock;
    this.executor = executor;
    files.createDirectories();
    this.lockFile = own(files);
    boolean sound = false;
    try {
      List<Segment> found = new ArrayList<>(files.segments());
      this.id = identify(files, found);
      this.format = new RecordFormat(id);
      dropUnbegun(found);
      this.opened = found.isEmpty() ? new Opened(0, List.of()) : mend(found);
      // Of an empty one, what was removed tells how far it was.
      long from = Math.max(next, files.floor());
      if (found.isEmpty() || from > next) {
        next = from;
        begin(Segment.of(files.directory(), next));
      } else {
        resume(found.get(found.size() - 1));
      }
      for (Segment each : found) {
        if (!each.equals(segment)) {
          sealed.add(new Sealed(each, each.size()));
          sealedBytes += each.size();
        }
      }
      sound = true;
    } finally {
      if (!sound) {
        lockFile.close();
      }
    }
  }

  /**
   * Opens a feed's spool, and makes it where there is none. A torn end is cut off, and said.
   *
   * @param executor where fsyncs run and appends are answered
   * @throws CityLakeException RECEIVER_RUNNING, METADATA_CORRUPT, STORAGE_FAILED
   */
  public static Spool open(Path directory, SpoolLimits limits, Clock clock, Executor executor) {
    try {
      return new Spool(new SpoolFiles(directory), limits, clock, executor);
    } catch (IOException e) {
      throw failed("open", directory, e);
    }
  }

  private static CityLakeException failed(String verb, Path directory, IOException e) {
    return new CityLakeException(
        ErrorCode.STORAGE_FAILED,
        "Cannot %s the spool: %s (directory=%s)".formatted(verb, e, directory),
        e);
  }

  private static FileChannel own(SpoolFiles files) throws IOException {
    FileChannel file =
        files.open(files.lock(), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    @Nullable FileLock lock = null;
    try {
      lock = file.tryLock();
    } catch (OverlappingFileLockException e) {
      // This process has it.
    } finally {
      if (lock == null) {
        file.close();
      }
    }
    if (lock == null) {
      throw new CityLakeException(
          ErrorCode.RECEIVER_RUNNING,
          "Cannot receive: another process owns the spool; stop it, or let it go on (directory=%s)"
              .formatted(files.directory()));
    }
    return file;
  }

  private static UUID identify(SpoolFiles files, List<Segment> found) throws IOException {
    Optional<UUID> known = files.id();
    if (known.isPresent()) {
      return known.get();
    }
    if (!found.isEmpty()) {
      throw new CityLakeException(
          ErrorCode.METADATA_CORRUPT,
          "Cannot open the spool: its file spool.id is gone, and its messages can't be told from others without; put it back, or move the directory away to begin another spool (directory=%s)"
              .formatted(files.directory()));
    }
    UUID made = UUID.randomUUID();
    files.writeId(made);
    return made;
  }

  /** One whose head never came to the disk holds nothing: a record is behind an fsync of it. */
  private void dropUnbegun(List<Segment> found) throws IOException {
    if (found.isEmpty()) {
      return;
    }
    Segment last = found.get(found.size() - 1);
    if (last.size() <= Segment.HEAD && !hasHead(last)) {
      Files.delete(last.file());
      files.force();
      found.remove(last);
    }
  }

  private boolean hasHead(Segment of) throws IOException {
    byte[] bytes = Files.readAllBytes(of.file());
    return ByteBuffer.wrap(bytes).equals(of.head(id));
  }

  /** Looks through the last segment, and cuts off what no append left whole. */
  @GuardedBy("this")
  private Opened mend(List<Segment> found) throws IOException {
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
    for (Damage damage : damages) {
      Path kept = files.keepAside(last, damage.from(), damage.until());
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
      Path kept = files.keepAside(last, end, size);
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
    next = expected;
    return new Opened(Math.max(0, size - end), damages);
  }

  /** Goes on in a segment; what is in it counts as stored, so it is. */
  @GuardedBy("this")
  private void resume(Segment last) throws IOException {
    segment = last;
    channel = FileChannel.open(last.file(), StandardOpenOption.WRITE);
    channel.force(true);
    files.force();
    written = channel.size();
    channel.position(written);
  }

  @GuardedBy("this")
  private void begin(Segment fresh) throws IOException {
    FileChannel file =
        files.open(
            fresh.file(),
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            StandardOpenOption.TRUNCATE_EXISTING);
    boolean sound = false;
    try {
      ByteBuffer head = fresh.head(id);
      while (head.hasRemaining()) {
        file.write(head);
      }
      file.force(true);
      files.force();
      sound = true;
    } finally {
      if (!sound) {
        file.close();
        // Its sequences go to the segment before it.
        Files.deleteIfExists(fresh.file());
      }
    }
    segment = fresh;
    channel = file;
    written = Segment.HEAD;
  }

  /** Which spool it is. */
  public UUID id() {
    return id;
  }

  /** What was found when it was opened. */
  public Opened opened() {
    return opened;
  }

  public SpoolLimits limits() {
    return limits;
  }

  /** Bytes of its segments. */
  public synchronized long bytes() {
    return sealedBytes + written;
  }

  /** The sequence that the next message has. */
  public synchronized long next() {
    return next;
  }

  /** Why it takes nothing; empty while it does. */
  public synchronized Optional<CityLakeException> fault() {
    return Optional.ofNullable(broken);
  }

  /**
   * Appends messages one behind the other.
   *
   * @return completes, on the executor, with the sequence of the last one once they are on the
   *     disk; fails with SPOOL_FULL where there is no room for all, else with STORAGE_FAILED, after
   *     which some of them may be stored
   */
  public CompletionStage<Long> append(List<Message> messages) {
    CompletableFuture<Long> done = new CompletableFuture<>();
    boolean leads;
    synchronized (this) {
      try {
        write(messages);
      } catch (CityLakeException e) {
        return CompletableFuture.failedStage(e);
      }
      waiting.add(new Waiting(done, next - 1));
      leads = !syncing;
      syncing = true;
    }
    if (leads) {
      executor.execute(this::sync);
    }
    return done;
  }

  @GuardedBy("this")
  private void write(List<Message> messages) {
    requireOpen();
    long size = 0;
    for (Message message : messages) {
      size += RecordFormat.size(message);
    }
    requireRoom(size);
    if (written > Segment.HEAD && written + size > limits.segment()) {
      roll();
    }
    long begin = written;
    long arrival = clock.millis();
    long sequence = next;
    try {
      for (Message message : messages) {
        put(message, sequence++, arrival);
      }
      drain();
    } catch (IOException e) {
      undo(messages, e);
      throw failed("write to", files.directory(), e);
    }
    written = begin + size;
    next = sequence;
  }

  @GuardedBy("this")
  private void put(Message message, long sequence, long arrival) throws IOException {
    int size = RecordFormat.size(message);
    if (buffer.remaining() < size) {
      drain();
    }
    if (buffer.capacity() < size) {
      ByteBuffer large = ByteBuffer.allocate(size);
      format.put(large, message, sequence, arrival);
      writeAll(large.flip());
    } else {
      format.put(buffer, message, sequence, arrival);
    }
  }

  @GuardedBy("this")
  private void drain() throws IOException {
    try {
      writeAll(buffer.flip());
    } finally {
      buffer.clear();
    }
  }

  @GuardedBy("this")
  private void writeAll(ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  /**
   * Half a message must not stand before the next one. Whole ones stay: who reads the spool may
   * have met them, and no other may get their sequences.
   */
  @GuardedBy("this")
  private void undo(List<Message> messages, IOException cause) {
    buffer.clear();
    try {
      long end = channel.position();
      for (Message message : messages) {
        if (written + RecordFormat.size(message) > end) {
          break;
        }
        written += RecordFormat.size(message);
        next++;
      }
      channel.truncate(written);
      channel.position(written);
    } catch (IOException e) {
      e.addSuppressed(cause);
      throw breakBy("take back a half message of", e);
    }
  }

  @GuardedBy("this")
  private void requireOpen() {
    if (broken != null) {
      throw broken;
    }
    if (closed) {
      throw new CityLakeException(
          ErrorCode.STORAGE_FAILED,
          "Cannot write to the spool: it is closed (directory=%s)".formatted(files.directory()));
    }
  }

  @GuardedBy("this")
  private void requireRoom(long size) {
    long free;
    try {
      free = files.usableSpace();
    } catch (IOException e) {
      throw failed("look at the disk of", files.directory(), e);
    }
    if (bytes() + size > limits.most() || free - size < limits.keepFree()) {
      throw new CityLakeException(
          ErrorCode.SPOOL_FULL,
          "Cannot store the message: the spool is full; its jobs must publish what is there, or it must get more room (bytes=%d, most=%d, free=%d, keep-free=%d)"
              .formatted(bytes(), limits.most(), free, limits.keepFree()));
    }
  }

  /** The old segment is whole on the disk before another one says so by being there. */
  @GuardedBy("this")
  private void roll() {
    try {
      channel.force(false);
    } catch (IOException e) {
      throw breakBy("bring to the disk what was written to", e);
    }
    FileChannel old = channel;
    Sealed ended = new Sealed(segment, written);
    try {
      begin(Segment.of(files.directory(), next));
    } catch (IOException e) {
      throw failed("begin a segment of", files.directory(), e);
    }
    sealed.add(ended);
    sealedBytes += ended.bytes();
    // An fsync of it may be under way.
    toClose.add(old);
  }

  @GuardedBy("this")
  private CityLakeException breakBy(String verb, IOException e) {
    CityLakeException failure = failed(verb, files.directory(), e);
    LOG.error("The spool takes nothing more until its process is started anew", failure);
    broken = failure;
    return failure;
  }

  /** One at a time: for all that wait, again and again until nobody does. */
  private void sync() {
    while (true) {
      List<Waiting> served;
      FileChannel file;
      List<FileChannel> ended;
      synchronized (this) {
        ended = List.copyOf(toClose);
        toClose.clear();
        if (waiting.isEmpty()) {
          syncing = false;
          ended.forEach(Spool::closeQuietly);
          notifyAll();
          return;
        }
        served = waiting;
        waiting = new ArrayList<>();
        file = channel;
      }
      ended.forEach(Spool::closeQuietly);
      @Nullable CityLakeException failure = force(file);
      if (failure == null) {
        answer(served);
      } else {
        CityLakeException why = failure;
        served.forEach(each -> each.done().completeExceptionally(why));
      }
    }
  }

  private @Nullable CityLakeException force(FileChannel file) {
    try {
      file.force(false);
      synchronized (this) {
        // What a failed one of before left behind is in no order with this one.
        return broken;
      }
    } catch (IOException e) {
      synchronized (this) {
        return broken == null ? breakBy("bring to the disk what was written to", e) : broken;
      }
    }
  }

  private void answer(List<Waiting> served) {
    executor.execute(() -> served.forEach(each -> each.done().complete(each.last())));
  }

  private static void closeQuietly(FileChannel file) {
    try {
      file.close();
    } catch (IOException e) {
      LOG.warn("Cannot close a segment: {}", e.getMessage());
    }
  }

  /**
   * Removes the segments that no reader needs any more, oldest first. Whatever dies in between, the
   * ones that are left are those of the newest messages.
   *
   * @return how many went
   * @throws CityLakeException STORAGE_FAILED
   */
  public synchronized int removeReleased() {
    try {
      long released = released();
      List<Sealed> gone = new ArrayList<>();
      long floor = 0;
      List<Sealed> all = List.copyOf(sealed);
      for (int i = 0; i < all.size(); i++) {
        // Its last message is the one before the next segment's first.
        long until = i + 1 < all.size() ? all.get(i + 1).segment().first() : segment.first();
        if (until > released) {
          break;
        }
        gone.add(all.get(i));
        floor = until;
      }
      if (gone.isEmpty()) {
        return 0;
      }
      files.writeFloor(floor);
      for (Sealed oldest : gone) {
        Files.deleteIfExists(oldest.segment().file());
        sealed.removeFirst();
        sealedBytes -= oldest.bytes();
      }
      files.force();
      return gone.size();
    } catch (IOException e) {
      throw failed("remove a segment of", files.directory(), e);
    }
  }

  /**
   * Up to where every reader has published it; 0 where nobody says so. What lies beyond the end was
   * said of another past, which this spool is an older copy of: the same numbers are others there.
   */
  @GuardedBy("this")
  private long released() throws IOException {
    return files
        .released()
        .filter(each -> each.spool().equals(id) && each.before() <= next)
        .map(each -> each.before())
        .orElse(0L);
  }

  /** Waits for what was appended, then gives the spool up. */
  @Override
  public void close() {
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
      boolean interrupted = false;
      while (syncing) {
        try {
          wait();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
      toClose.forEach(Spool::closeQuietly);
      closeQuietly(channel);
      closeQuietly(lockFile);
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
