package io.citylake.schedule;

import io.citylake.schedule.slot.Slot;
import java.time.LocalDate;
import java.util.Optional;

/**
 * Which slots of a task a person means.
 *
 * @param date of which; empty for all
 * @param key of one slot, as history lists it; empty for all
 */
public record SlotChoice(Optional<LocalDate> date, Optional<String> key) {
  public static SlotChoice all() {
    return new SlotChoice(Optional.empty(), Optional.empty());
  }

  boolean has(Slot slot) {
    return date.map(slot.businessDate()::equals).orElse(true)
        && key.map(slot.id().key()::equals).orElse(true);
  }

  /** Before the name of the task, such as {@code " 2026-01-31 of"}; empty for all. */
  public String words() {
    String slot = key.map(each -> " slot " + each).orElse("");
    String day = date.map(each -> (slot.isEmpty() ? " " : " for ") + each).orElse("");
    return slot.isEmpty() && day.isEmpty() ? "" : slot + day + " of";
  }
}
