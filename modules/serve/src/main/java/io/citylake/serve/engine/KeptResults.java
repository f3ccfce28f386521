package io.citylake.serve.engine;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.citylake.contract.settings.ResultSettings;
import io.citylake.govern.Caller;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers that are kept for those who asked, so that they page through them without the query being
 * run again. Whose it isn't finds none. Each user has so much room, and all together: what is his
 * oldest goes first. Nothing outlives this. Safe for threads.
 */
public final class KeptResults implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(KeptResults.class);

  /** Each holds a file open. */
  private static final int MOST_OF_USER = 20;

  private static final int MOST_OF_ALL = 500;
  private static final int MOST_REMEMBERED = 10_000;
  private static final long SWEEP_SECONDS = 10;

  private final Path directory;
  private final ResultSettings settings;
  private final SecureRandom random = new SecureRandom();
  private final AtomicLong expired = new AtomicLong();
  private final AtomicLong refused = new AtomicLong();
  private final ScheduledExecutorService timer;
  private final Future<?> sweep;

  /** In the order in which they were made. */
  @GuardedBy("this")
  private final Map<String, KeptResult> kept = new LinkedHashMap<>();

  /** Bytes by user, of what is kept and of what is being made. */
  @GuardedBy("this")
  private final Map<String, Long> used = new HashMap<>();

  @GuardedBy("this")
  private long usedByAll;

  @GuardedBy("this")
  private boolean closed;

  /** Of each that is gone whose it was, and why: only he hears of it. */
  private final Cache<String, Gone> gone =
      Caffeine.newBuilder()
          .maximumSize(MOST_REMEMBERED)
          .expireAfterWrite(Duration.ofDays(1))
          .build();

  private record Gone(String user, String why) {}

  /**
   * Takes a directory for itself; what an earlier process left there is removed.
   *
   * @param directory on this machine, made where it isn't there
   */
  public KeptResults(Path directory, ResultSettings settings) {
    this.directory = directory;
    this.settings = settings;
    clear();
    this.timer =
        Executors.newSingleThreadScheduledExecutor(
            work -> {
              Thread thread = new Thread(work, "citylake-results");
              thread.setDaemon(true);
              return thread;
            });
    this.sweep =
        timer.scheduleWithFixedDelay(this::sweep, SWEEP_SECONDS, SWEEP_SECONDS, TimeUnit.SECONDS);
  }

  /** A file has no name but for a moment; a process that was killed in it leaves one. */
  private void clear() {
    if (!Files.isDirectory(directory)) {
      return;
    }
    try (DirectoryStream<Path> left = Files.newDirectoryStream(directory)) {
      for (Path each : left) {
        Files.deleteIfExists(each);
      }
    } catch (IOException e) {
      LOG.warn("Cannot clear the directory of results: {}", e.getMessage());
    }
  }

  /**
   * Keeps an answer; neither it nor its query is needed afterwards.
   *
   * @param query the answer's
   * @param most rows that are kept
   * @throws CityLakeException RESULTS_FULL, SCRATCH_FAILED, or what the answer raises
   */
  public KeptResult keep(ServedQuery query, Answer answer, long most) {
    String user = query.caller().user();
    byte[] name = new byte[16];
    random.nextBytes(name);
    String id = HexFormat.of().formatHex(name);
    RowFile file = RowFile.open(directory, id);
    boolean whole = false;
    try {
      requireRoom(user);
      boolean more = fill(user, file, answer, most);
      KeptResult result = new KeptResult(id, query, file, more, Deadline.in(settings.keep()));
      put(result);
      whole = true;
      return result;
    } catch (CityLakeException e) {
      // Where the answer raised it, it is over and has written down why.
      answer.giveUp(e);
      throw e;
    } finally {
      if (!whole) {
        file.close();
        release(user, file.bytes());
      }
    }
  }

  /** Whether there are more rows than are wanted. */
  private boolean fill(String user, RowFile file, Answer answer, long most) {
    for (byte[] batch = answer.next(); batch != null; batch = answer.next()) {
      long rows = RowBatches.rows(batch);
      long wanted = Math.min(rows, most - file.rows());
      if (wanted > 0) {
        reserve(user, batch.length);
        boolean written = false;
        try {
          file.append(batch, wanted);
          written = true;
        } finally {
          if (!written) {
            release(user, batch.length);
          }
        }
      }
      if (wanted < rows) {
        answer.enough();
        return true;
      }
    }
    return false;
  }

  private synchronized void put(KeptResult result) {
    if (closed) {
      throw new CityLakeException(
          ErrorCode.CANCELLED, "The query was cancelled: the server is shutting down");
    }
    kept.put(result.id(), result);
  }

  private synchronized void requireRoom(String user) {
    while (count(user) >= MOST_OF_USER && dropOldest(user)) {
      // One more of his goes.
    }
    if (kept.size() >= MOST_OF_ALL && !dropOldest(user)) {
      throw full("all users together have as many as are kept (most=%d)".formatted(MOST_OF_ALL));
    }
  }

  @GuardedBy("this")
  private long count(String user) {
    return kept.values().stream().filter(each -> each.owner().equals(user)).count();
  }

  private synchronized void reserve(String user, long bytes) {
    while (used.getOrDefault(user, 0L) + bytes > settings.perUser().bytes()) {
      if (!dropOldest(user)) {
        throw full(
            "it is larger than what one user may keep (per-user=%s)".formatted(settings.perUser()));
      }
    }
    while (usedByAll + bytes > settings.all().bytes()) {
      if (!dropOldest(user)) {
        throw full(
            "all users together keep as much as they may (all=%s); try again later, or with less"
                .formatted(settings.all()));
      }
    }
    used.merge(user, bytes, Long::sum);
    usedByAll += bytes;
  }

  private CityLakeException full(String why) {
    refused.incrementAndGet();
    return new CityLakeException(
        ErrorCode.RESULTS_FULL,
        "Cannot keep the result: %s; ask for fewer rows or columns".formatted(why));
  }

  private synchronized void release(String user, long bytes) {
    usedByAll -= bytes;
    used.computeIfPresent(user, (name, held) -> held <= bytes ? null : held - bytes);
  }

  @GuardedBy("this")
  private boolean dropOldest(String user) {
    Optional<KeptResult> oldest =
        kept.values().stream().filter(each -> each.owner().equals(user)).findFirst();
    oldest.ifPresent(each -> drop(each, "newer ones of yours took its room"));
    return oldest.isPresent();
  }

  private synchronized void drop(KeptResult result, String why) {
    kept.remove(result.id());
    if (result.close()) {
      release(result.owner(), result.bytes());
      gone.put(result.id(), new Gone(result.owner(), why));
    }
  }

  /**
   * One of the caller's, if he may still see it.
   *
   * @throws CityLakeException RESULT_NOT_FOUND, for another's as for none; RESULT_GONE where it was
   *     his; ACCESS_DENIED where he may not see it any more, and it is dropped then
   */
  public KeptResult load(Caller caller, String id) {
    KeptResult found = find(caller, id);
    try {
      found.recheck();
    } catch (CityLakeException e) {
      if (e.code() == ErrorCode.ACCESS_DENIED) {
        drop(found, "what you may see of it has changed since");
      }
      throw e;
    }
    return found;
  }

  private KeptResult find(Caller caller, String id) {
    KeptResult found;
    synchronized (this) {
      found = kept.get(id);
      if (found != null && found.isOver()) {
        expire(found);
        found = null;
      }
    }
    if (found != null && found.owner().equals(caller.user()) && !found.isOf(caller)) {
      drop(found, "you have other roles than when you asked");
      found = null;
    }
    if (found == null || !found.isOf(caller)) {
      Gone before = gone.getIfPresent(id);
      if (before != null && before.user().equals(caller.user())) {
        throw gone(before.why());
      }
      throw new CityLakeException(
          ErrorCode.RESULT_NOT_FOUND,
          "Cannot find the result: none of yours has this name; run the statement again");
    }
    return found;
  }

  static CityLakeException gone(String why) {
    return new CityLakeException(
        ErrorCode.RESULT_GONE,
        "Cannot read the result: it is kept no more, because %s; run the statement again"
            .formatted(why));
  }

  /**
   * Drops one before its time.
   *
   * @throws CityLakeException RESULT_NOT_FOUND or RESULT_GONE
   */
  public void drop(Caller caller, String id) {
    drop(find(caller, id), "you dropped it");
  }

  private synchronized void sweep() {
    for (KeptResult each : List.copyOf(kept.values())) {
      if (each.isOver()) {
        expire(each);
      }
    }
  }

  @GuardedBy("this")
  private void expire(KeptResult result) {
    expired.incrementAndGet();
    drop(result, "its time is over (keep=%d min)".formatted(settings.keep().toMinutes()));
  }

  /** How many there are. */
  public synchronized int count() {
    return kept.size();
  }

  /** Of all of them, also those that are being made. */
  public synchronized long bytes() {
    return usedByAll;
  }

  /** Whose time was over. */
  public double expired() {
    return expired.get();
  }

  /** That had no room. */
  public double refused() {
    return refused.get();
  }

  /** Drops all. */
  @Override
  public void close() {
    sweep.cancel(false);
    timer.shutdownNow();
    synchronized (this) {
      closed = true;
      for (KeptResult each : List.copyOf(kept.values())) {
        drop(each, "the server was stopped");
      }
    }
  }
}
