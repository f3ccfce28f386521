package io.citylake.schedule.slot;

import java.time.Instant;

/**
 * A line of a slot's history.
 *
 * @param from the state before; the same as {@code to} where the slot was made
 * @param by {@link #SCHEDULER}, or a person
 */
public record Change(
    SlotId id, Instant at, SlotState from, SlotState to, Reason reason, String by) {
  public static final String SCHEDULER = "scheduler";
}
