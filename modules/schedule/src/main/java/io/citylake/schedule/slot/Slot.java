package io.citylake.schedule.slot;

import java.time.Instant;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/**
 * One task for one day or moment, as it stands.
 *
 * @param businessDate what {@code ${bizdate}} is when it runs
 * @param scheduled when its time is
 * @param tries that have failed, or whose process died, since a person last asked for it
 * @param notBefore when it may be tried again; while it is due, since when
 * @param claim whose it is while it runs; else empty
 * @param run the last run; empty for none
 */
public record Slot(
    SlotId id,
    LocalDate businessDate,
    Instant scheduled,
    SlotState state,
    Reason reason,
    int tries,
    Instant notBefore,
    String claim,
    String run,
    @Nullable Instant began,
    @Nullable Instant ended) {

  /** One that waits, as each begins. */
  public static Slot waiting(SlotId id, LocalDate businessDate, Instant scheduled) {
    return new Slot(
        id,
        businessDate,
        scheduled,
        SlotState.WAITING,
        Reason.none(),
        0,
        scheduled,
        "",
        "",
        null,
        null);
  }

  /**
   * The slot in another state, or in the same for another reason.
   *
   * @throws IllegalStateException where the one can't follow the other
   */
  public Slot to(SlotState next, Reason why) {
    if (next != state && !state.mayBecome(next)) {
      throw new IllegalStateException(
          "Cannot move slot %s from %s to %s".formatted(id, state, next));
    }
    return new Slot(
        id, businessDate, scheduled, next, why, tries, notBefore, "", run, began, ended);
  }

  /** It may run from now on. */
  public Slot due(Reason why, Instant now) {
    return to(SlotState.DUE, why).withTries(tries, now);
  }

  public Slot running(String by, Instant now) {
    Slot next = to(SlotState.RUNNING, Reason.none());
    return new Slot(
        id, businessDate, scheduled, next.state, next.reason, tries, notBefore, by, run, now, null);
  }

  /** As its run ended. */
  public Slot ended(SlotState next, Reason why, String lastRun, Instant now) {
    Slot moved = to(next, why);
    return new Slot(
        id, businessDate, scheduled, moved.state, why, tries, notBefore, "", lastRun, began, now);
  }

  /** While it runs: a person wants it stopped. */
  public Slot cancelling(Reason why) {
    return new Slot(
        id, businessDate, scheduled, state, why, tries, notBefore, claim, run, began, ended);
  }

  public Slot withTries(int count, Instant earliest) {
    return new Slot(
        id, businessDate, scheduled, state, reason, count, earliest, claim, run, began, ended);
  }
}
