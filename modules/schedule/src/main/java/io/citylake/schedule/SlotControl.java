package io.citylake.schedule;

import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import io.citylake.model.JobName;
import io.citylake.schedule.plan.ScheduledTasks;
import io.citylake.schedule.slot.Reason;
import io.citylake.schedule.slot.Slot;
import io.citylake.schedule.slot.SlotId;
import io.citylake.schedule.slot.SlotState;
import io.citylake.schedule.store.SlotBoard;
import io.citylake.schedule.store.SlotStore;
import io.citylake.schedule.store.TaskMark;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** What people do with slots and schedules; each deed is kept with who did it and why. */
public final class SlotControl {
  private final SlotStore store;
  private final Clock clock;
  private final String by;
  private final Reason reason;

  /**
   * @param by who does it
   */
  public SlotControl(SlotStore store, Clock clock, String by, String why) {
    this.store = store;
    this.clock = clock;
    this.by = by;
    this.reason = new Reason(Reason.Kind.BY_HAND, by + ": " + why);
  }

  /** From now on no slot of the tasks is made and none begins. */
  public void pause(Collection<JobName> tasks) {
    mark(tasks, reason.detail());
  }

  /** Makes and begins slots again; what passed meanwhile is missed, as the schedule declares. */
  public void resume(Collection<JobName> tasks) {
    mark(tasks, "");
  }

  private void mark(Collection<JobName> tasks, String paused) {
    Instant now = clock.instant();
    store.change(
        board -> {
          for (JobName task : tasks) {
            TaskMark mark = board.marks(SlotId.SCHEDULE).getOrDefault(task, new TaskMark(now, ""));
            board.mark(SlotId.SCHEDULE, task, new TaskMark(mark.plannedUntil(), paused));
          }
          return null;
        });
  }

  /** Says that the clock is right, however far it jumped; what passed is missed as declared. */
  public void approveClock() {
    store.change(
        board -> {
          board.looked(SlotId.SCHEDULE, clock.instant());
          return null;
        });
  }

  /**
   * Has a slot run now, whatever became of it before; makes it where there is none.
   *
   * @param tasks who has slots
   * @throws CityLakeException SLOT_NOT_FOUND where the task has none, or the slot runs
   */
  public Slot trigger(ScheduledTasks tasks, JobName task, LocalDate date) {
    if (tasks.find(task).isEmpty()) {
      throw new CityLakeException(
          ErrorCode.SLOT_NOT_FOUND,
          "Cannot trigger %1$s: the workspace doesn't schedule it, so that no scheduler would run it; run it by citylake run %1$s --date %2$s, or give it a schedule"
              .formatted(task, date));
    }
    Instant now = clock.instant();
    SlotId id = new SlotId(SlotId.SCHEDULE, task, date.toString());
    return store.change(
        board -> {
          board.add(Slot.waiting(id, date, now), by, now);
          return move(board, id, SlotState.DUE);
        });
  }

  /** Says what a slot is, without running it. */
  public Slot mark(JobName task, String key, SlotState as) {
    return store.change(board -> move(board, new SlotId(SlotId.SCHEDULE, task, key), as));
  }

  /**
   * Has the failed slots of some tasks run again; those that wait for them follow by themselves.
   */
  public List<Slot> retry(String series, Collection<JobName> tasks, SlotChoice which) {
    return store.change(
        board -> {
          List<Slot> retried = new ArrayList<>();
          for (JobName task : tasks) {
            for (Slot slot : board.latest(series, Optional.of(task), Integer.MAX_VALUE)) {
              if (slot.state() == SlotState.FAILED && which.has(slot)) {
                retried.add(move(board, slot.id(), SlotState.WAITING));
              }
            }
          }
          return retried;
        });
  }

  /**
   * Stops slots of a task that run, wherever that is, and those that would run next. They have
   * failed then, without another try, unless their work is done first.
   *
   * @return as they stand: what runs is running until it has stopped
   * @throws CityLakeException SLOT_NOT_FOUND where none runs or is about to
   */
  public List<Slot> cancel(String series, JobName task, SlotChoice which) {
    List<Slot> cancelled =
        store.change(
            board ->
                board.latest(series, Optional.of(task), Integer.MAX_VALUE).stream()
                    .filter(which::has)
                    .flatMap(slot -> cancelled(board, slot).stream())
                    .toList());
    if (cancelled.isEmpty()) {
      throw new CityLakeException(
          ErrorCode.SLOT_NOT_FOUND,
          "Cannot cancel%2$s %1$s: none of its slots runs or is about to; see citylake schedule history %1$s"
              .formatted(task, which.words()));
    }
    return cancelled;
  }

  private Optional<Slot> cancelled(SlotBoard board, Slot slot) {
    Instant now = clock.instant();
    return switch (slot.state()) {
      case RUNNING -> {
        Slot after = slot.cancelling(new Reason(Reason.Kind.CANCELLING, reason.detail()));
        board.replace(slot, after, by, now);
        yield Optional.of(after);
      }
      case DUE, RETRYING -> {
        Slot after = slot.to(SlotState.FAILED, new Reason(Reason.Kind.CANCELLED, reason.detail()));
        board.replace(slot, after, by, now);
        yield Optional.of(after);
      }
      case WAITING, BLOCKED, OK, WARNED, FAILED, MISSED, SKIPPED -> Optional.empty();
    };
  }

  private Slot move(SlotBoard board, SlotId id, SlotState to) {
    Slot before =
        board
            .find(id)
            .orElseThrow(
                () ->
                    new CityLakeException(
                        ErrorCode.SLOT_NOT_FOUND,
                        "Cannot find a slot of %s for %s; see citylake schedule history %s"
                            .formatted(id.task(), id.key(), id.task())));
    if (!before.state().mayBecome(to) || before.state() == SlotState.RUNNING) {
      throw new CityLakeException(
          ErrorCode.SLOT_NOT_FOUND,
          "Cannot make slot %s of %s %s: it is %s; see citylake schedule history %s"
              .formatted(id.key(), id.task(), to, before.state(), id.task()));
    }
    Instant now = clock.instant();
    Slot after = before.to(to, reason).withTries(0, now);
    board.replace(before, after, by, now);
    return after;
  }
}
