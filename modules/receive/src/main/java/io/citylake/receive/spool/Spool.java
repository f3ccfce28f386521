package io.citylake.receive.spool;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import java.io.IOException;
import java.io.UncheckedIOException;
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
import java.util.concurrent.RejectedExecutionException;
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

  /** Changed under the lock; who only looks doesn't wait for a disk. */
  private volatile long written;

  private volatile long sealedBytes;

  @GuardedBy("this")
  private long next;

  @GuardedBy("this")
  private boolean hasTopics;

  @GuardedBy("this")
  private boolean syncing;

  @GuardedBy("this")
  private boolean closed;

  private volatile @Nullable CityLakeException broken;

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
      this.id = SpoolMender.identify(files);
      this.format = new RecordFormat(id);
      this.hasTopics = files.hasTopics();
      SpoolMender.Mended mended = new SpoolMender(files, id).mend();
      List<Segment> found = mended.segments();
      this.opened = mended.opened();
      this.next = mended.next();
      // Of an empty one, what was removed tells how far it was.
      long from = Math.max(next, files.floor());
      if (found.isEmpty() || mended.anew() || from > next) {
        next = from;
        begin(Segment.of(files.directory(), next));
      } else {
        resume(found.get(found.size() - 1));
      }
      long bytes = 0;
      for (Segment each : found) {
        if (!each.equals(segment)) {
          sealed.add(new Sealed(each, each.size()));
          bytes += each.size();
        }
      }
      sealedBytes = bytes;
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
    return open(new SpoolFiles(directory), limits, clock, executor);
  }

  static Spool open(SpoolFiles files, SpoolLimits limits, Clock clock, Executor executor) {
    try {
      return new Spool(files, limits, clock, executor);
    } catch (IOException | UncheckedIOException e) {
      throw failed("open", files.directory(), e);
    }
  }

  private static CityLakeException failed(String verb, Path directory, Throwable e) {
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

  /** Goes on in a segment; what is in it counts as stored, so it is. */
  @GuardedBy("this")
  private void resume(Segment last) throws IOException {
    segment = last;
    channel = files.open(last.file(), StandardOpenOption.WRITE);
    channel.force(true);
    files.force();
    written = channel.size();
    channel.position(written);
  }

  /**
   * @throws IOException where it could not be begun; it is not there then
   * @throws CityLakeException STORAGE_FAILED where nobody knows whether it is
   */
  @GuardedBy("this")
  private void begin(Segment fresh) throws IOException {
    FileChannel file =
        files.open(
            fresh.file(),
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            StandardOpenOption.TRUNCATE_EXISTING);
    try {
      ByteBuffer head = fresh.head(id);
      while (head.hasRemaining()) {
        file.write(head);
      }
    } catch (IOException e) {
      closeQuietly(file);
      takeBack(fresh);
      throw e;
    }
    try {
      file.force(true);
      files.force();
    } catch (IOException e) {
      closeQuietly(file);
      throw breakBy("bring to the disk a segment of", e);
    }
    segment = fresh;
    channel = file;
    written = Segment.HEAD;
  }

  /** Its sequences go to the segment before it, so it must not be there after a loss of power. */
  @GuardedBy("this")
  private void takeBack(Segment fresh) {
    try {
      Files.deleteIfExists(fresh.file());
      files.force();
    } catch (IOException e) {
      throw breakBy("take back an empty segment of", e);
    }
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

  /** Bytes of its segments; waits for nobody. */
  public long bytes() {
    return sealedBytes + written;
  }

  /** The sequence that the next message has. */
  public synchronized long next() {
    return next;
  }

  /** Why it takes nothing; empty while it does. Waits for nobody. */
  public Optional<CityLakeException> fault() {
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
      lead();
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
    if (!hasTopics && messages.stream().anyMatch(each -> !each.topic().isNone())) {
      expectTopics();
    }
    try {
      if (written > Segment.HEAD && written + size > limits.segment()) {
        roll();
      }
      put(messages);
    } catch (IOException e) {
      undo(messages, e);
      throw failed("write to", files.directory(), e);
    } catch (CityLakeException e) {
      throw e;
    } catch (Throwable e) {
      // What was written of it nobody knows, and a sequence must not be given twice.
      throw breakBy("write to", e);
    }
    long end = written + size;
    written = end;
    next += messages.size();
  }

  /** Before the first of them is there. */
  @GuardedBy("this")
  private void expectTopics() {
    try {
      files.writeTopics(id);
    } catch (IOException e) {
      throw failed("note the form of", files.directory(), e);
    }
    hasTopics = true;
  }

  @GuardedBy("this")
  private void put(List<Message> messages) throws IOException {
    long arrival = clock.millis();
    long sequence = next;
    for (Message message : messages) {
      if (buffer.remaining() < Math.min(RecordFormat.size(message), buffer.capacity())) {
        drain();
      }
      format.putPrefix(buffer, message, sequence++, arrival);
      byte[] payload = message.payload();
      for (int at = 0; at < payload.length; ) {
        if (!buffer.hasRemaining()) {
          drain();
        }
        int part = Math.min(buffer.remaining(), payload.length - at);
        buffer.put(payload, at, part);
        at += part;
      }
    }
    drain();
  }

  @GuardedBy("this")
  private void drain() throws IOException {
    buffer.flip();
    while (buffer.hasRemaining()) {
      channel.write(buffer);
    }
    buffer.clear();
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
      long whole = written;
      for (Message message : messages) {
        if (whole + RecordFormat.size(message) > end) {
          break;
        }
        whole += RecordFormat.size(message);
        next++;
      }
      written = whole;
      channel.truncate(whole);
      channel.position(whole);
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
    long bytes = sealedBytes + ended.bytes();
    sealedBytes = bytes;
    // An fsync of it may be under way.
    toClose.add(old);
  }

  @GuardedBy("this")
  private CityLakeException breakBy(String verb, Throwable e) {
    CityLakeException failure = failed(verb, files.directory(), e);
    broken = failure;
    LOG.error("The spool takes nothing more until its process is started anew", failure);
    return failure;
  }

  /** What waits when no thread is to be had is told so; what was written is in order still. */
  private void lead() {
    try {
      executor.execute(this::sync);
    } catch (Throwable e) {
      CityLakeException failure = failed("begin an fsync of", files.directory(), e);
      fail(List.of(), failure);
    }
  }

  /** One at a time: for all that wait, again and again until nobody does. */
  private void sync() {
    List<Waiting> served = List.of();
    try {
      while (true) {
        FileChannel file;
        synchronized (this) {
          toClose.forEach(Spool::closeQuietly);
          toClose.clear();
          if (waiting.isEmpty()) {
            syncing = false;
            notifyAll();
            return;
          }
          List<Waiting> fresh = new ArrayList<>();
          served = waiting;
          waiting = fresh;
          file = channel;
        }
        file.force(false);
        requireSound();
        answer(served);
      }
    } catch (Throwable e) {
      fail(served, endBy(e));
    }
  }

  /** What a failed fsync of before left behind is in no order with a later one. */
  private synchronized void requireSound() {
    if (broken != null) {
      throw broken;
    }
  }

  private synchronized CityLakeException endBy(Throwable e) {
    return broken == null ? breakBy("bring to the disk what was written to", e) : broken;
  }

  /** Ends the leading, and tells all that wait. */
  private void fail(List<Waiting> served, CityLakeException failure) {
    List<Waiting> told;
    synchronized (this) {
      syncing = false;
      notifyAll();
      told = waiting;
      waiting = new ArrayList<>();
    }
    served.forEach(each -> each.done().completeExceptionally(failure));
    told.forEach(each -> each.done().completeExceptionally(failure));
  }

  private void answer(List<Waiting> served) {
    Runnable answers = () -> served.forEach(each -> each.done().complete(each.last()));
    try {
      executor.execute(answers);
    } catch (RejectedExecutionException | OutOfMemoryError e) {
      // They are on the disk: the thread that is at hand says so.
      answers.run();
    }
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
