package io.citylake.model;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;

/**
 * Says how long ago something was, by a clock that may be set. Where that one is set back, this one
 * goes on from where it was: what holds for two seconds must not hold for the hours that were taken
 * back. What it says is no time of day. Any number of threads may ask it.
 */
public final class ForwardClock extends Clock {
  private final Clock clock;
  private @Nullable Instant last;
  // By how much the clock was set back since.
  private Duration behind = Duration.ZERO;

  private ForwardClock(Clock clock) {
    this.clock = clock;
  }

  public static ForwardClock of(Clock clock) {
    return new ForwardClock(clock);
  }

  @Override
  public synchronized Instant instant() {
    Instant now = clock.instant().plus(behind);
    Instant before = last;
    if (before != null && now.isBefore(before)) {
      behind = behind.plus(Duration.between(now, before));
      now = before;
    }
    last = now;
    return now;
  }

  @Override
  public ZoneId getZone() {
    return clock.getZone();
  }

  @Override
  public Clock withZone(ZoneId zone) {
    return new ForwardClock(clock.withZone(zone));
  }
}
