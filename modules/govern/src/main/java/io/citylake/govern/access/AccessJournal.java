package io.citylake.govern.access;

import io.citylake.govern.Caller;
import java.time.Clock;

/** Writes what is no question to the gate: who came in, what was looked at, what was changed. */
public record AccessJournal(AccessLog log, Clock clock) {
  /**
   * Writes one entry.
   *
   * @param what was done, in one line
   * @throws io.citylake.model.CityLakeException where it can't be written: it must not be done then
   */
  public void record(Caller caller, Action action, String what, String outcome, String reason) {
    log.record(
        AccessEntry.of(clock.instant(), caller, action, what, outcome)
            .withOutcome(outcome, reason));
  }
}
