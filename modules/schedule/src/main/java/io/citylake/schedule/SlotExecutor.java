package io.citylake.schedule;

import io.citylake.schedule.slot.Slot;

/** Runs what a slot stands for. Called from several threads at once, with different tasks. */
@FunctionalInterface
public interface SlotExecutor {
  /**
   * Runs the slot's task for its business date to its end; never throws for a failed task.
   *
   * @param stop says when a person cancelled it: what it does is to end soon, as STOPPED
   */
  SlotOutcome run(Slot slot, SlotStop stop);
}
