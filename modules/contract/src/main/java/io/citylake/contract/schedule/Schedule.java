package io.citylake.contract.schedule;

import java.time.Duration;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;

/**
 * When a task runs, and what is declared about its slots.
 *
 * @param when null for a task that follows its inputs
 * @param zone of the local times of {@code when} and of the business date
 * @param days on which of them, by a calendar; null for all
 * @param deadline how long after its time a slot must have arrived; null for as long as the update
 *     cycle of the task's table
 * @param retries how often a slot that failed for a reason that may pass is tried again
 * @param pool whose places its runs share; null for none
 * @param priority among what is due
 * @param needs what it waits for
 */
public record Schedule(
    @Nullable When when,
    ZoneId zone,
    @Nullable Days days,
    Missed missed,
    @Nullable Duration deadline,
    int retries,
    @Nullable String pool,
    Priority priority,
    Needs needs) {
  /** What is tried when nothing is said. */
  public static final int RETRIES = 3;

  /** Of what is in no hurry and waits for nothing but its time. */
  public Schedule(
      When when,
      ZoneId zone,
      @Nullable Days days,
      Missed missed,
      @Nullable Duration deadline,
      int retries,
      @Nullable String pool) {
    this(when, zone, days, missed, deadline, retries, pool, Priority.MEDIUM, Needs.none());
  }

  /** The same, doing otherwise with what was missed. */
  public Schedule withMissed(Missed other) {
    return new Schedule(when, zone, days, other, deadline, retries, pool, priority, needs);
  }

  /** The same with another place among what runs. */
  public Schedule withRoom(@Nullable String otherPool, Priority otherPriority) {
    return new Schedule(
        when, zone, days, missed, deadline, retries, otherPool, otherPriority, needs);
  }

  /**
   * Days by a calendar.
   *
   * @param calendar its name under {@code conf/calendars}
   */
  public record Days(String calendar, DayRule rule) {}
}
