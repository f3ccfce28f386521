package io.citylake.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class TestForwardClock {
  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

  /** A clock that somebody sets. */
  private static final class Set extends Clock {
    private Instant now = NOON;

    @Override
    public Instant instant() {
      return now;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }

  @Test
  void goesOnAsTheMachineDoesWhereNobodyAskedMeanwhile() {
    Set set = new Set();
    AtomicLong ran = new AtomicLong();
    Clock forward = ForwardClock.of(set, ran::get);
    assertThat(forward.instant()).isEqualTo(NOON);
    // Set back by two hours, which then go by.
    ran.addAndGet(Duration.ofHours(2).toNanos());
    assertThat(forward.instant()).isEqualTo(NOON.plus(Duration.ofHours(2)));
    // A machine that sleeps does not run, and its clock goes on.
    set.now = NOON.plus(Duration.ofHours(8));
    assertThat(forward.instant()).isEqualTo(NOON.plus(Duration.ofHours(10)));
  }

  @Test
  void goesOnFromWhereItWasWhereTheClockIsSetBack() {
    Set set = new Set();
    Clock forward = ForwardClock.of(set, () -> 0);
    assertThat(forward.instant()).isEqualTo(NOON);
    set.now = NOON.plusSeconds(10);
    assertThat(forward.instant()).isEqualTo(NOON.plusSeconds(10));
    set.now = NOON.minus(Duration.ofHours(2));
    assertThat(forward.instant()).isEqualTo(NOON.plusSeconds(10));
    set.now = set.now.plusSeconds(5);
    assertThat(forward.instant()).isEqualTo(NOON.plusSeconds(15));
    set.now = set.now.minusSeconds(1);
    assertThat(forward.instant()).isEqualTo(NOON.plusSeconds(15));
    set.now = set.now.plusSeconds(7);
    assertThat(forward.instant()).isEqualTo(NOON.plusSeconds(22));
  }
}
