package io.citylake.schedule;

import io.citylake.model.JobName;
import io.citylake.schedule.plan.ScheduledTask;
import io.citylake.schedule.plan.ScheduledTasks;
import io.citylake.schedule.slot.Reason;
import io.citylake.schedule.slot.Slot;
import io.citylake.schedule.slot.SlotId;
import io.citylake.schedule.slot.SlotState;
import io.citylake.schedule.store.SlotStore;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * Some tasks for each of some days, the days apart from each other. It is a series of slots of its
 * own, named after what is asked, so that the same words go on where a process died; what failed is
 * tried again, and what has run is not.
 */
public final class Backfill {
  private final SlotStore store;
  private final ScheduledTasks tasks;
  private final LocalDate from;
  private final LocalDate to;
  private final ZoneId zone;
  private final Clock clock;

  /**
   * @param to the last day
   */
  public Backfill(
      SlotStore store,
      ScheduledTasks tasks,
      LocalDate from,
      LocalDate to,
      ZoneId zone,
      Clock clock) {
    this.store = store;
    this.tasks = tasks;
    this.from = from;
    this.to = to;
    this.zone = zone;
    this.clock = clock;
  }

  /** Its name, which is the same for the same tasks and days. */
  public String series() {
    String words = tasks.all().stream().map(ScheduledTask::name).toList() + " " + from + " " + to;
    return "backfill-"
        + UUID.nameUUIDFromBytes(words.getBytes(StandardCharsets.UTF_8))
            .toString()
            .substring(0, 13);
  }

  /** What it would run, with what has run already; the earliest day first. Writes nothing. */
  public List<Slot> plan() {
    return store.change(
        board -> {
          List<Slot> slots = new ArrayList<>();
          for (Slot slot : wanted()) {
            slots.add(board.find(slot.id()).orElse(slot));
          }
          return slots;
        });
  }

  /** Whether all of it has run. */
  public boolean hasRun() {
    return plan().stream().allMatch(slot -> slot.state().hasRun());
  }

  /**
   * Makes its slots, and gives those that failed another turn.
   *
   * @param again whether also those that have run
   */
  public void begin(String by, Again again) {
    Instant now = clock.instant();
    store.change(
        board -> {
          for (Slot slot : wanted()) {
            board.add(slot, by, now);
            Slot present = board.find(slot.id()).orElse(slot);
            boolean turn =
                present.state() == SlotState.FAILED
                    || (again == Again.EVERYTHING && present.state().isAtRest());
            if (turn) {
              Reason why = new Reason(Reason.Kind.BY_HAND, by + ": backfill");
              Slot waiting = present.to(SlotState.WAITING, why).withTries(0, now);
              board.replace(present, waiting, by, now);
            }
          }
          return null;
        });
  }

  /** What of it is run that has run before. */
  public enum Again {
    FAILED_ONLY,
    EVERYTHING
  }

  private List<Slot> wanted() {
    List<Slot> slots = new ArrayList<>();
    for (LocalDate date = from; !date.isAfter(to); date = date.plusDays(1)) {
      Instant time = date.plusDays(1).atStartOfDay(zone).toInstant();
      for (ScheduledTask task : tasks.all()) {
        JobName name = task.name();
        slots.add(Slot.waiting(new SlotId(series(), name, date.toString()), date, time));
      }
    }
    return slots;
  }
}
