package io.citylake.schedule;

import io.citylake.schedule.slot.Slot;
import java.util.Optional;

/** Looks whether what a slot waits for was delivered. */
@FunctionalInterface
public interface Arrivals {
  /**
   * What is not there yet, in a few words; empty where all of it is. Takes milliseconds, and never
   * throws for what can't be looked at: that is said too.
   */
  Optional<String> lacking(Slot slot);

  /** All is there always. */
  static Arrivals none() {
    return slot -> Optional.empty();
  }
}
