package io.citylake.schedule;

import io.citylake.schedule.slot.Slot;
import java.time.Instant;

/** Hears what a scheduler does; called from several threads, one at a time. */
public interface SchedulerListener {
  void began(Slot slot);

  void ended(Slot slot);

  /** The clock jumped: nothing is begun until a person says that it is right. */
  void held(Instant last, Instant now);
}
