package io.citylake.check.parse;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;

/**
 * Local time to instant in one zone. It remembers the stretch between two changes of the offset, in
 * which most texts fall, so that the zone's rules are seldom asked. A time that a change repeats is
 * the earlier of its two instants; one that a change skips does not exist. Used by one thread.
 */
final class ZoneWindow {
  /** The local time was skipped. */
  static final long SKIPPED = Long.MIN_VALUE;

  private final ZoneRules rules;
  private long from;
  private long until;
  private int offset;

  ZoneWindow(ZoneId zone) {
    this.rules = zone.getRules();
    if (rules.isFixedOffset()) {
      from = Long.MIN_VALUE;
      until = Long.MAX_VALUE;
      offset = rules.getOffset(Instant.EPOCH).getTotalSeconds();
    }
  }

  /** Seconds since 1970 in UTC, from seconds since 1970-01-01T00:00 by the local clock. */
  long epochSecond(long local) {
    if (local >= from && local < until) {
      return local - offset;
    }
    LocalDateTime time = LocalDateTime.ofEpochSecond(local, 0, ZoneOffset.UTC);
    ZoneOffsetTransition change = rules.getTransition(time);
    if (change != null) {
      return change.isGap() ? SKIPPED : local - change.getOffsetBefore().getTotalSeconds();
    }
    move(time, local);
    return local - offset;
  }

  /** Seconds by the local clock at an instant. */
  long localSecond(long epochSecond) {
    return epochSecond + rules.getOffset(Instant.ofEpochSecond(epochSecond)).getTotalSeconds();
  }

  private void move(LocalDateTime time, long local) {
    offset = rules.getOffset(time).getTotalSeconds();
    Instant instant = Instant.ofEpochSecond(local - offset);
    ZoneOffsetTransition last = rules.previousTransition(instant.plusNanos(1));
    ZoneOffsetTransition next = rules.nextTransition(instant);
    from =
        last == null
            ? Long.MIN_VALUE
            : Math.max(seconds(last.getDateTimeBefore()), seconds(last.getDateTimeAfter()));
    until =
        next == null
            ? Long.MAX_VALUE
            : Math.min(seconds(next.getDateTimeBefore()), seconds(next.getDateTimeAfter()));
  }

  private static long seconds(LocalDateTime local) {
    return local.toEpochSecond(ZoneOffset.UTC);
  }
}
