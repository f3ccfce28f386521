package io.citylake.model;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Says how long ago something was, by a clock that may be set. Where that one is set back, this one
 * goes on from where it was: what holds for two seconds must not hold for the hours that were taken
 * back. What it says is no time of day. Any number of threads may ask it.
 */
public final class ForwardClock extends Clock {
  /** By how much less than the machine ran may the clock go on before it counts as set back. */
  private static final Duration SET = Duration.ofSeconds(1);

  private final Clock clock;
  private final LongSupplier running;
  private @Nullable Instant last;
  private Instant read = Instant.EPOCH;
  private long ran;

  private ForwardClock(Clock clock, LongSupplier running) {
    this.clock = clock;
    this.running = running;
  }

  /**
   * @param running nanoseconds since the machine started, or since anything else
   */
  static ForwardClock of(Clock clock, LongSupplier running) {
    return new ForwardClock(clock, running);
  }

  public static ForwardClock of(Clock clock) {
    return new ForwardClock(clock, System::nanoTime);
  }

  @Override
  public synchronized Instant instant() {
    Instant now = clock.instant();
    long runs = running.getAsLong();
    Instant before = last;
    Instant next = before == null ? now : before.plus(step(now, runs));
    last = next;
    read = now;
    ran = runs;
    return next;
  }

  /** How far it is from the last reading, by the machine where the clock was set back since. */
  private Duration step(Instant now, long runs) {
    Duration told = Duration.between(read, now);
    Duration took = Duration.ofNanos(runs - ran);
    Duration step = told.plus(SET).compareTo(took) < 0 ? took : told;
    return step.isNegative() ? Duration.ZERO : step;
  }

  @Override
  public ZoneId getZone() {
    return clock.getZone();
  }

  @Override
  public Clock withZone(ZoneId zone) {
    return new ForwardClock(clock.withZone(zone), running);
  }
}
