package io.citylake.contract.schedule;

import java.time.Duration;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;

/**
 * When a task runs, and what is declared about its slots.
 *
 * @param zone of the local times of {@code when} and of the business date
 * @param days on which of them, by a calendar; null for all
 * @param deadline how long after its time a slot must have arrived; null for as long as the update
 *     cycle of the task's table
 * @param retries how often a slot that failed for a reason that may pass is tried again
 * @param pool whose places its runs share; null for none
 */
public record Schedule(
    When when,
    ZoneId zone,
    @Nullable Days days,
    Missed missed,
    @Nullable Duration deadline,
    int retries,
    @Nullable String pool) {
  /** What is tried when nothing is said. */
  public static final int RETRIES = 3;

  /**
   * Days by a calendar.
   *
   * @param calendar its name under {@code conf/calendars}
   */
  public record Days(String calendar, DayRule rule) {}
}
