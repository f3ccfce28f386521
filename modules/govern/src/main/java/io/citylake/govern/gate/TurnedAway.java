package io.citylake.govern.gate;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.citylake.govern.access.AccessEntry;
import io.citylake.govern.access.AccessLog;
import io.citylake.govern.access.Constants;
import io.citylake.govern.access.Constants.Reading;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Writes down the statements that never came to the gate. They can be sent without end, faster than
 * a disk takes lines, and nobody was told anything for them: of each user the first are written as
 * they are, and how many more there were, from when until when, in one line. Safe for threads.
 */
final class TurnedAway {
  /** Of one user from one {@link #settle()} to the next. */
  static final int WHOLE = 20;

  private static final int MOST_ADDRESSES = 5;

  private final AccessLog log;

  @GuardedBy("this")
  private Map<String, Count> counts = new TreeMap<>();

  TurnedAway(AccessLog log) {
    this.log = log;
  }

  private static final class Count {
    private final SortedSet<String> addresses = new TreeSet<>();
    private int whole;
    private long more;
    private @Nullable Instant first;
    private @Nullable AccessEntry last;

    void add(Instant from, AccessEntry entry, long count) {
      more += count;
      first = first == null || from.isBefore(first) ? from : first;
      last = last == null || entry.at().isAfter(last.at()) ? entry : last;
      if (addresses.size() < MOST_ADDRESSES) {
        addresses.add(entry.caller().address());
      }
    }
  }

  void record(AccessEntry entry) {
    synchronized (this) {
      Count count = counts.computeIfAbsent(entry.caller().user(), each -> new Count());
      if (count.whole >= WHOLE) {
        count.add(entry.at(), entry, 1);
        return;
      }
      count.whole++;
    }
    log.record(entry);
  }

  /**
   * Writes down what was only counted so far.
   *
   * @throws io.citylake.model.CityLakeException where it can't be written; it stays counted
   */
  void settle() {
    Map<String, Count> due;
    synchronized (this) {
      due = counts;
      counts = new TreeMap<>();
    }
    while (!due.isEmpty()) {
      String user = due.keySet().iterator().next();
      Count count = due.get(user);
      boolean written = false;
      try {
        if (count.last != null) {
          log.record(summary(count, count.last));
        }
        written = true;
      } finally {
        if (!written) {
          putBack(due);
        }
      }
      due.remove(user);
    }
  }

  private synchronized void putBack(Map<String, Count> due) {
    for (Map.Entry<String, Count> each : due.entrySet()) {
      Count count = each.getValue();
      if (count.last != null && count.first != null) {
        counts
            .computeIfAbsent(each.getKey(), user -> new Count())
            .add(count.first, count.last, count.more);
      }
    }
  }

  private static AccessEntry summary(Count count, AccessEntry last) {
    // Nobody knows any more who was asked for: it is found whoever is sought.
    Constants unknown =
        new Constants(Reading.UNKNOWN, new TreeSet<>(), new TreeSet<>(), Set.of(), true);
    String reason =
        "%,d more of this user within a minute, from %s until %s, by %s%s; the last: %s"
            .formatted(
                count.more,
                count.first,
                last.at(),
                String.join(", ", count.addresses),
                count.addresses.size() == MOST_ADDRESSES ? " and maybe others" : "",
                last.reason());
    return new AccessEntry(
        last.at(),
        last.caller(),
        last.action(),
        "statements that were turned away",
        unknown,
        last.tables(),
        0,
        last.outcome(),
        reason,
        last.releaseId(),
        last.policyVersion());
  }
}
