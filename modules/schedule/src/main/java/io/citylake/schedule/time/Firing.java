package io.citylake.schedule.time;

import java.time.Instant;
import java.time.LocalDate;

/**
 * A moment of a schedule.
 *
 * @param key of its slot
 */
public record Firing(String key, LocalDate businessDate, Instant at) {
  /** The slot of its whole business date. */
  public Firing ofDay() {
    return new Firing(businessDate.toString(), businessDate, at);
  }
}
