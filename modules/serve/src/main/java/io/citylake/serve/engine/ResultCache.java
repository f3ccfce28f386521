package io.citylake.serve.engine;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.citylake.model.DataSize;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * Answers by the key that their queries are equal by, within a number of bytes; and the queries
 * under way, so that one who asks the same meanwhile waits instead of asking again. It is exact
 * because the key is: tables with their snapshots and the policy are in it. Safe for threads.
 */
final class ResultCache {
  /** Of the whole; a larger answer is not kept. */
  private static final int LARGEST_SHARE = 16;

  /** Characters of keys whose answers are known to be larger. */
  private static final long MOST_REMEMBERED = 1 << 20;

  private final Cache<String, Kept> kept;
  private final ConcurrentMap<String, CompletableFuture<Optional<Kept>>> flights =
      new ConcurrentHashMap<>();
  private final Cache<String, Boolean> larger =
      Caffeine.newBuilder()
          .maximumWeight(MOST_REMEMBERED)
          .weigher((String key, Boolean known) -> key.length())
          .executor(Runnable::run)
          .build();
  private final long largest;

  ResultCache(DataSize size) {
    largest = size.bytes() / LARGEST_SHARE;
    kept =
        Caffeine.newBuilder()
            .maximumWeight(size.bytes())
            .weigher((String key, Kept answer) -> answer.weight(key))
            .executor(Runnable::run)
            .recordStats()
            .build();
  }

  /** A whole answer. */
  record Kept(List<byte[]> batches) {
    Kept {
      batches = List.copyOf(batches);
    }

    private int weight(String key) {
      long bytes = 200L + 2L * key.length();
      for (byte[] batch : batches) {
        bytes += batch.length;
      }
      return (int) Math.min(Integer.MAX_VALUE, bytes);
    }
  }

  /** How many bytes an answer may have that is kept. */
  long largest() {
    return largest;
  }

  /** Whether an answer was found too large to keep, so that nobody need wait for it. */
  boolean isLarger(String key) {
    return larger.getIfPresent(key) != null;
  }

  void rememberLarger(String key) {
    larger.put(key, true);
  }

  @Nullable Kept find(String key) {
    return kept.getIfPresent(key);
  }

  /** Those of others under way; null where the caller shall fly, and {@link #land} afterwards. */
  @Nullable CompletableFuture<Optional<Kept>> join(String key) {
    return flights.putIfAbsent(key, new CompletableFuture<>());
  }

  /** Ends the flight of a key, with an answer to keep or without. */
  void land(String key, Optional<Kept> answer) {
    answer.ifPresent(each -> kept.put(key, each));
    CompletableFuture<Optional<Kept>> flight = flights.remove(key);
    if (flight != null) {
      flight.complete(answer);
    }
  }

  long hits() {
    return kept.stats().hitCount();
  }

  long misses() {
    return kept.stats().missCount();
  }
}
