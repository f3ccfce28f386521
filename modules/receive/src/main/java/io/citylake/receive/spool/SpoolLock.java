package io.citylake.receive.spool;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The lock between who notes how far readers are, alone, and those in whose time none may: among
 * processes by a file's lock, within one by a count, since a file's lock is its process's and ends
 * with any channel of it. Safe for threads.
 */
final class SpoolLock implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SpoolLock.class);

  /** What this process has, by the lock's file. */
  private static final Map<Path, Owned> OWNED = new HashMap<>();

  private final Path file;
  private boolean closed;

  private static final class Owned {
    private final FileChannel channel;
    private final boolean shared;
    private int count = 1;

    Owned(FileChannel channel, boolean shared) {
      this.channel = channel;
      this.shared = shared;
    }
  }

  private SpoolLock(Path file) {
    this.file = file;
  }

  /** Beside others that keep; empty while somebody has it alone. */
  static Optional<SpoolLock> shared(SpoolFiles files) throws IOException {
    return take(files, true);
  }

  /** Alone; empty while anybody has it. */
  static Optional<SpoolLock> alone(SpoolFiles files) throws IOException {
    return take(files, false);
  }

  private static Optional<SpoolLock> take(SpoolFiles files, boolean shared) throws IOException {
    Path file = files.releaseLock().toAbsolutePath().normalize();
    synchronized (OWNED) {
      Owned owned = OWNED.get(file);
      if (owned != null) {
        if (!shared || !owned.shared) {
          return Optional.empty();
        }
        owned.count++;
        return Optional.of(new SpoolLock(file));
      }
      FileChannel channel =
          files.open(
              file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
      boolean taken = false;
      try {
        FileLock lock = channel.tryLock(0, Long.MAX_VALUE, shared);
        taken = lock != null;
      } finally {
        if (!taken) {
          channel.close();
        }
      }
      if (!taken) {
        return Optional.empty();
      }
      OWNED.put(file, new Owned(channel, shared));
      return Optional.of(new SpoolLock(file));
    }
  }

  @Override
  public void close() {
    synchronized (OWNED) {
      Owned owned = OWNED.get(file);
      if (closed || owned == null) {
        return;
      }
      closed = true;
      if (--owned.count == 0) {
        OWNED.remove(file);
        try {
          owned.channel.close();
        } catch (IOException e) {
          LOG.warn("Cannot close {}: {}", file, e.getMessage());
        }
      }
    }
  }
}
