package io.citylake.receive.spool;

import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Keeps what spools have while readers of them may go back: what was let go is taken back, and
 * until it is closed nobody notes how far readers are, in no process. It ends with its process at
 * the latest. What is removed already doesn't come back. Any thread closes it.
 */
public final class SpoolHold implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final long PAUSE_MILLIS = 50;

  private final List<SpoolLock> locks = new ArrayList<>();

  private SpoolHold() {}

  /**
   * Holds spools; a directory that is none is passed over.
   *
   * @throws CityLakeException STORAGE_FAILED, also where somebody is letting go for a minute
   */
  public static SpoolHold of(Collection<Path> directories) {
    SpoolHold hold = new SpoolHold();
    boolean sound = false;
    try {
      for (Path each : directories) {
        hold.add(new SpoolFiles(each));
      }
      sound = true;
      return hold;
    } finally {
      if (!sound) {
        hold.close();
      }
    }
  }

  private void add(SpoolFiles files) {
    try {
      if (files.id().isPresent()) {
        locks.add(lock(files));
        takeBack(files);
      }
    } catch (IOException e) {
      throw failed(files, e.toString(), e);
    }
  }

  private static SpoolLock lock(SpoolFiles files) throws IOException {
    long until = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      Optional<SpoolLock> lock = SpoolLock.shared(files);
      if (lock.isPresent()) {
        return lock.get();
      }
      if (System.nanoTime() - until > 0) {
        throw failed(files, "another process has been letting it go for a minute", null);
      }
      try {
        Thread.sleep(PAUSE_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw failed(files, "interrupted", e);
      }
    }
  }

  /** Of two that do so at once, the one that comes later finds it done. */
  private static void takeBack(SpoolFiles files) throws IOException {
    synchronized (SpoolHold.class) {
      Optional<SpoolFiles.Released> released = files.released();
      if (released.isPresent() && released.get().before() > 0) {
        files.writeReleased(new SpoolFiles.Released(released.get().spool(), 0));
      }
    }
  }

  private static CityLakeException failed(SpoolFiles files, String why, @Nullable Exception cause) {
    return new CityLakeException(
        ErrorCode.STORAGE_FAILED,
        "Cannot keep what a spool has: %s; try again (directory=%s)"
            .formatted(why, files.directory()),
        cause);
  }

  @Override
  public void close() {
    locks.forEach(SpoolLock::close);
    locks.clear();
  }
}
