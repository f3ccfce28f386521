package io.citylake.transform;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.ArrayList;
import java.util.List;

/**
 * When clocks of a zone show a time. Where they are set back they show an hour twice, and where
 * that happens at midnight a day may come in two parts.
 */
final class LocalTime {
  /** No offset is further from UTC. */
  private static final ZoneOffset EAST = ZoneOffset.MAX;

  private static final ZoneOffset WEST = ZoneOffset.MIN;

  private LocalTime() {}

  /** Time that passes: {@code [from, until)}. */
  record Span(Instant from, Instant until) {}

  /** The spans in which clocks show {@code [from, until)}, in order; empty where they never do. */
  static List<Span> shown(LocalDateTime from, LocalDateTime until, ZoneRules rules) {
    List<Span> spans = new ArrayList<>();
    Instant at = from.toInstant(EAST);
    Instant end = until.toInstant(WEST);
    while (at.isBefore(end)) {
      ZoneOffsetTransition next = rules.nextTransition(at);
      Instant change = next == null || next.getInstant().isAfter(end) ? end : next.getInstant();
      ZoneOffset offset = rules.getOffset(at);
      Instant first = later(at, from.toInstant(offset));
      Instant last = earlier(change, until.toInstant(offset));
      if (first.isBefore(last)) {
        add(spans, first, last);
      }
      at = change;
    }
    return spans;
  }

  private static void add(List<Span> spans, Instant first, Instant last) {
    int before = spans.size() - 1;
    if (before >= 0 && spans.get(before).until().equals(first)) {
      spans.set(before, new Span(spans.get(before).from(), last));
    } else {
      spans.add(new Span(first, last));
    }
  }

  private static Instant later(Instant a, Instant b) {
    return a.isAfter(b) ? a : b;
  }

  private static Instant earlier(Instant a, Instant b) {
    return a.isBefore(b) ? a : b;
  }
}
