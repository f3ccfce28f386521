package io.citylake.app;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.citylake.model.CityLakeException;
import io.citylake.model.JobName;
import io.citylake.run.round.RunListener;
import io.citylake.schedule.Scheduler;
import io.citylake.schedule.SchedulerListener;
import io.citylake.schedule.SchedulerLoop;
import io.citylake.schedule.SchedulerSettings;
import io.citylake.schedule.plan.ScheduledTasks;
import io.citylake.schedule.slot.Slot;
import io.citylake.schedule.store.SchedulerProcess;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the backfills that were handed to the schedulers, first handed first run and one slot at a
 * time, beside what a scheduler runs itself. One of which nothing can run now, such as of a paused
 * job, lets the next one go on. What it has not ended when it is stopped, the next one goes on
 * with.
 */
public final class HandedBackfills {
  private static final Logger LOG = LoggerFactory.getLogger(HandedBackfills.class);
  private static final long LOOK_MILLIS = 3_000;

  private final LakeSchedule schedule;
  private final RunListener runs;
  private final SchedulerListener listener;
  private final Semaphore end = new Semaphore(0);

  @GuardedBy("this")
  private @Nullable SchedulerLoop loop;

  @GuardedBy("this")
  private boolean stopped;

  private HandedBackfills(LakeSchedule schedule, RunListener runs, SchedulerListener listener) {
    this.schedule = schedule;
    this.runs = runs;
    this.listener = listener;
  }

  /**
   * Runs them on a thread of its own for as long as some work takes, and then until what runs of
   * them has ended.
   *
   * @param listener is called by that thread
   */
  public static void during(
      LakeSchedule schedule, RunListener runs, SchedulerListener listener, Runnable work) {
    HandedBackfills backfills = new HandedBackfills(schedule, runs, listener);
    Thread thread = new Thread(backfills::work, "citylake-backfills");
    thread.start();
    try {
      work.run();
    } finally {
      backfills.stop();
      join(thread);
    }
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized void stop() {
    stopped = true;
    end.release();
    if (loop != null) {
      loop.stop();
    }
  }

  private synchronized boolean isStopped() {
    return stopped;
  }

  private void work() {
    try {
      do {
        look();
      } while (!end.tryAcquire(LOOK_MILLIS, TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void look() {
    try {
      schedule.store().change(board -> board.handedOver()).entrySet().stream()
          .sorted(Map.Entry.comparingByValue())
          .forEach(each -> look(each.getKey(), each.getValue()));
    } catch (CityLakeException e) {
      LOG.warn("Cannot look for backfills; trying again", e);
    } catch (RuntimeException e) {
      LOG.error("Cannot look for backfills; trying again", e);
    }
  }

  /** What goes wrong with one concerns no other. */
  private void look(String series, Instant at) {
    try {
      if (!isStopped() && !isRunElsewhere(series)) {
        run(series, at);
      }
    } catch (CityLakeException e) {
      LOG.warn("Cannot run {}; trying again", series, e);
    } catch (RuntimeException e) {
      LOG.error("Cannot run {}; trying again", series, e);
    }
  }

  private boolean isRunElsewhere(String series) {
    return schedule.store().change(board -> !board.schedulers(series).isEmpty());
  }

  /** As far as it can run now; the rest has its turn once the others had theirs. */
  private void run(String series, Instant at) {
    ScheduledTasks tasks = tasks(series);
    boolean done;
    try (SchedulerProcess process = schedule.open(series)) {
      SchedulerSettings settings =
          new SchedulerSettings(series, process.name(), SchedulerSettings.ANY_JUMP);
      Scheduler scheduler = new Scheduler(schedule.store(), tasks, settings, schedule.clock());
      SchedulerLoop own =
          new SchedulerLoop(scheduler, schedule.executor(runs), listener, schedule.clock(), 1);
      if (taken(own)) {
        own.runWhileItCan();
      }
      done = scheduler.isDone();
    } finally {
      left();
    }
    if (done && !isStopped()) {
      schedule
          .store()
          .change(
              board -> {
                board.takeBack(series, at);
                return null;
              });
    }
  }

  private synchronized boolean taken(SchedulerLoop own) {
    loop = own;
    return !stopped;
  }

  private synchronized void left() {
    loop = null;
  }

  /** Those that it has slots of, as the workspace declares them now. */
  private ScheduledTasks tasks(String series) {
    List<Slot> slots =
        schedule.store().change(board -> board.latest(series, Optional.empty(), Integer.MAX_VALUE));
    List<JobName> names =
        slots.stream()
            .map(each -> each.id().task())
            .distinct()
            .filter(schedule::declares)
            .sorted()
            .toList();
    return schedule.chosen(names);
  }
}
