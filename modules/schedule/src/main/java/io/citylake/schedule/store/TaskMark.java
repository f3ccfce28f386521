package io.citylake.schedule.store;

import java.time.Instant;

/**
 * How far a task's moments have slots.
 *
 * @param plannedUntil moments until then have one, or had their turn
 * @param paused who paused it and why; empty where it isn't
 */
public record TaskMark(Instant plannedUntil, String paused) {
  public boolean isPaused() {
    return !paused.isEmpty();
  }
}
