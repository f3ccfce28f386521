package io.citylake.contract.alert;

import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Optional;

/**
 * When only what matters much is told at once; the rest waits until they end.
 *
 * @param from and until local times; the second may be of the next day
 * @param below what matters less waits
 */
public record QuietHours(LocalTime from, LocalTime until, ZoneId zone, AlertSeverity below) {
  /** When what is decided at a moment may be told; empty for at once. */
  public Optional<Instant> endAt(Instant now, AlertSeverity severity) {
    ZonedDateTime local = now.atZone(zone);
    if (severity.compareTo(below) >= 0 || !holds(local.toLocalTime())) {
      return Optional.empty();
    }
    ZonedDateTime end = local.with(until);
    return Optional.of((end.isAfter(local) ? end : end.plusDays(1)).toInstant());
  }

  private boolean holds(LocalTime time) {
    return from.isBefore(until)
        ? !time.isBefore(from) && time.isBefore(until)
        : !time.isBefore(from) || time.isBefore(until);
  }
}
