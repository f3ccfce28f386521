package io.citylake.app;

import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import io.citylake.model.JobName;
import io.citylake.schedule.Backfill;
import io.citylake.schedule.Backfill.Again;
import io.citylake.schedule.BackfillDates;
import io.citylake.schedule.SlotChoice;
import io.citylake.schedule.SlotControl;
import io.citylake.schedule.plan.ScheduledTask;
import io.citylake.schedule.plan.ScheduledTasks;
import io.citylake.schedule.slot.Slot;
import io.citylake.schedule.slot.SlotId;
import io.citylake.schedule.slot.SlotState;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;

/**
 * What people do with schedules and slots, by command and over HTTP alike. Each deed is refused to
 * whoever may not ({@link ErrorCode#OPERATION_REFUSED}) and kept with who did it and why.
 */
public final class ScheduleDeeds {
  private final LakeSchedule schedule;
  private final ScheduleDecisions decisions;

  public ScheduleDeeds(LakeSchedule schedule, ScheduleDecisions decisions) {
    this.schedule = schedule;
    this.decisions = decisions;
  }

  /** Makes and begins no slots of some jobs until they are resumed. */
  public void pause(Collection<JobName> jobs, String why) {
    decide(
        "pause",
        jobs,
        why,
        control -> {
          control.pause(jobs);
          return jobs;
        });
  }

  /** Makes and begins their slots again. */
  public void resume(Collection<JobName> jobs, String why) {
    decide(
        "resume",
        jobs,
        why,
        control -> {
          control.resume(jobs);
          return jobs;
        });
  }

  /** Says that the clock is right, where he may decide about all. */
  public void approveClock(String why) {
    decisions.decideForAll(
        "take the clock as right",
        why,
        () -> {
          control(why).approveClock();
          return why;
        });
  }

  /** Has the scheduler run a job for a business date now, whatever became of it. */
  public Slot trigger(JobName job, LocalDate date, String why) {
    return decide(
        "trigger %s of".formatted(date),
        List.of(job),
        why,
        control -> control.trigger(schedule.tasks(), job, date));
  }

  /**
   * Says that a slot is ok, or that it is skipped, without running it.
   *
   * @param slot as history lists it
   */
  public Slot mark(JobName job, String slot, SlotState as, String why) {
    if (as != SlotState.OK && as != SlotState.SKIPPED) {
      throw new CityLakeException(
          ErrorCode.USAGE, "Cannot mark a slot as %s: only as ok or skipped".formatted(as));
    }
    return decide(
        "mark as %s slot %s of".formatted(as, slot),
        List.of(job),
        why,
        control -> control.mark(job, slot, as));
  }

  /** Has failed slots run again; those that wait for them follow by themselves. */
  public List<Slot> retry(Collection<JobName> jobs, SlotChoice which, String why) {
    return decide(
        "retry" + which.words(), jobs, why, control -> control.retry(SlotId.SCHEDULE, jobs, which));
  }

  /** Stops a job's run, in whichever process it is. */
  public List<Slot> cancel(String series, JobName job, SlotChoice which, String why) {
    String of = series.equals(SlotId.SCHEDULE) ? "" : " in " + series;
    return decide(
        "cancel" + which.words() + of,
        List.of(job),
        why,
        control -> control.cancel(series, job, which));
  }

  /**
   * What a backfill would run.
   *
   * @throws CityLakeException USAGE where there is nothing
   */
  public Backfill backfill(ScheduledTasks tasks, BackfillDates dates) {
    if (dates.to().isBefore(dates.from())) {
      throw new CityLakeException(
          ErrorCode.USAGE, "Cannot backfill: the last date must not be before the first");
    }
    Backfill backfill = new Backfill(schedule.store(), tasks, dates, schedule.clock());
    if (backfill.isEmpty()) {
      throw new CityLakeException(
          ErrorCode.USAGE,
          "Cannot backfill: by its schedule none of %s has a business date from %s to %s; take every date by --all-dates"
              .formatted(names(tasks), dates.from(), dates.to()));
    }
    return backfill;
  }

  /** Makes the slots of a backfill, for the caller to run. */
  public void begin(
      Backfill backfill, ScheduledTasks tasks, BackfillDates dates, Again again, String why) {
    begin(backfill, tasks, dates, why, () -> backfill.begin(decisions.by(), again));
  }

  /** The same, for a scheduler to run beside its own slots, now or once one runs. */
  public void handOver(
      Backfill backfill, ScheduledTasks tasks, BackfillDates dates, Again again, String why) {
    begin(
        backfill,
        tasks,
        dates,
        why,
        () -> {
          backfill.begin(decisions.by(), again);
          Instant now = schedule.clock().instant();
          schedule
              .store()
              .change(
                  board -> {
                    board.handOver(backfill.series(), now);
                    return null;
                  });
        });
  }

  private void begin(
      Backfill backfill, ScheduledTasks tasks, BackfillDates dates, String why, Runnable work) {
    decisions.decide(
        "backfill %s to %s of".formatted(dates.from(), dates.to()),
        names(tasks),
        why,
        () -> {
          work.run();
          return backfill;
        });
  }

  private static List<JobName> names(ScheduledTasks tasks) {
    return tasks.all().stream().map(ScheduledTask::name).toList();
  }

  private <T> T decide(
      String deed, Collection<JobName> jobs, String why, Function<SlotControl, T> work) {
    return decisions.decide(deed, jobs, why, () -> work.apply(control(why)));
  }

  private SlotControl control(String why) {
    return new SlotControl(schedule.store(), schedule.clock(), decisions.by(), why);
  }
}
