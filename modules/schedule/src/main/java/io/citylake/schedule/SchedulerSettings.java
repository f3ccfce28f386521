package io.citylake.schedule;

import io.citylake.schedule.slot.SlotId;
import java.time.Duration;

/**
 * How one scheduler works.
 *
 * @param series whose slots it runs
 * @param process its name, by which its claims are known
 * @param longestJump how far its clock may be from the last look before it waits for a person
 */
public record SchedulerSettings(String series, String process, Duration longestJump) {
  /** Beyond it, moments that passed are more likely a wrong clock than a night. */
  public static final Duration LONGEST_JUMP = Duration.ofHours(6);

  /** No clock is too far. */
  public static final Duration ANY_JUMP = Duration.ofDays(365_000);

  /** Of the slots that the schedules make. */
  public static SchedulerSettings ofSchedule(String process) {
    return new SchedulerSettings(SlotId.SCHEDULE, process, LONGEST_JUMP);
  }
}
