package io.citylake.govern.state;

import io.citylake.lake.io.StorageFault;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * One at a time, among threads and among processes of one machine. It ends with its process. Safe
 * for threads.
 */
public final class StateLock {
  /** Files are locked for a JVM, not for a thread; so threads take turns here first. */
  private static final ConcurrentMap<Path, ReentrantLock> THREADS = new ConcurrentHashMap<>();

  private final Path file;
  private final ReentrantLock threads;

  /**
   * @param file that stands for the lock; it stays empty
   */
  public StateLock(Path file) {
    this.file = file.toAbsolutePath().normalize();
    this.threads = THREADS.computeIfAbsent(this.file, path -> new ReentrantLock());
  }

  /**
   * Does the work while nobody else does work of this lock; waits as long as it must.
   *
   * @throws CityLakeException STORAGE_FAILED where the file can't be locked; the work isn't begun
   */
  public <T> T holding(Supplier<T> work) {
    threads.lock();
    try {
      if (threads.getHoldCount() > 1) {
        return work.get();
      }
      Files.createDirectories(file.getParent());
      try (FileChannel channel =
              FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
          var lock = channel.lock()) {
        if (!lock.isValid()) {
          throw new IOException("the lock is not valid");
        }
        return work.get();
      }
    } catch (IOException e) {
      throw new CityLakeException(
          ErrorCode.STORAGE_FAILED,
          "Cannot take turns: %s (file=%s)".formatted(StorageFault.reason(e), file),
          e);
    } finally {
      threads.unlock();
    }
  }
}
