package io.citylake.receive.http;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** What became of the requests of a feed since the process began. Safe for threads. */
public final class FeedCounts {
  /** Why requests are refused, each a word. */
  public static final List<String> REASONS =
      List.of(
          "unknown",
          "too-large",
          "usage",
          "rate",
          "slow",
          "memory",
          "busy",
          "full",
          "failed",
          "broken");

  private final LongAdder messages = new LongAdder();
  private final LongAdder bytes = new LongAdder();
  private final Map<String, LongAdder> refused = new ConcurrentHashMap<>();

  /** Counts messages that were stored, and their bytes. */
  public void stored(long count, long size) {
    messages.add(count);
    bytes.add(size);
  }

  /** Counts a refusal by one of {@link #REASONS}. */
  public void refused(String reason) {
    refused.computeIfAbsent(reason, each -> new LongAdder()).increment();
  }

  /** Messages that were stored and acknowledged. */
  public long messages() {
    return messages.sum();
  }

  /** Their bytes. */
  public long bytes() {
    return bytes.sum();
  }

  /** Requests that were refused for one reason. */
  public long refusals(String reason) {
    LongAdder count = refused.get(reason);
    return count == null ? 0 : count.sum();
  }
}
