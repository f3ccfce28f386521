package io.citylake.app.part;

import io.citylake.app.EmbeddedLake;
import io.citylake.app.HandedBackfills;
import io.citylake.app.LakeHost;
import io.citylake.app.LakeSchedule;
import io.citylake.app.LiveWorkspace;
import io.citylake.app.SchedulerWatch;
import io.citylake.app.WorkspaceWatch;
import io.citylake.contract.Workspace;
import io.citylake.contract.alert.Alerts;
import io.citylake.contract.load.WorkspaceLoader;
import io.citylake.schedule.Scheduler;
import io.citylake.schedule.SchedulerListener;
import io.citylake.schedule.SchedulerLoop;
import io.citylake.schedule.SchedulerSettings;
import io.citylake.schedule.alert.AlertWatch;
import io.citylake.schedule.slot.SlotId;
import io.citylake.schedule.store.SchedulerProcess;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.function.Consumer;

/** Runs what is due, upkeep among it, and tells who wants to know. */
public final class SchedulePart implements Part {
  private final Workspace workspace;
  private final LakeHost host;
  private final int threads;
  private final SchedulerListener listener;
  private final Consumer<LiveWorkspace.News> told;

  /**
   * @param threads slots at once, upkeep's not counted
   * @param told hears of each changed workspace, taken or not
   */
  public SchedulePart(
      Workspace workspace,
      LakeHost host,
      int threads,
      SchedulerListener listener,
      Consumer<LiveWorkspace.News> told) {
    this.workspace = workspace;
    this.host = host;
    this.threads = threads;
    this.listener = listener;
    this.told = told;
  }

  @Override
  public String name() {
    return "scheduler";
  }

  @Override
  public Work open() {
    Deque<AutoCloseable> held = new ArrayDeque<>();
    boolean open = false;
    try {
      EmbeddedLake lake = EmbeddedLake.open(workspace, null, host);
      held.push(lake);
      SchedulerProcess process = new LakeSchedule(lake, date -> workspace).open(SlotId.SCHEDULE);
      held.push(process);
      LiveWorkspace live = LiveWorkspace.open(lake);
      held.push(live);
      SchedulerWatch watch = new SchedulerWatch(lake);
      held.push(watch);
      LakeSchedule schedule = new LakeSchedule(lake, live);
      SchedulerLoop loop = loop(schedule, process, watch);
      int unused = watch.listen(workspace.settings().observe().schedulerPort(), loop::status);
      lake.cancellation().onCancel(loop::stop);
      Alerts alerts =
          WorkspaceLoader.alertsOrThrow(lake.workspace(), host.environment(), lake.businessDate());
      PartLoop thread =
          new PartLoop(name(), () -> work(schedule, alerts, process, live, watch, loop));
      open = true;
      return new Scheduling(lake, loop, thread, held);
    } finally {
      if (!open) {
        close(held);
      }
    }
  }

  private SchedulerLoop loop(
      LakeSchedule schedule, SchedulerProcess process, SchedulerWatch watch) {
    Clock clock = schedule.clock();
    SchedulerSettings settings =
        new SchedulerSettings(SlotId.SCHEDULE, process.name(), SchedulerSettings.LONGEST_JUMP);
    return new SchedulerLoop(
        new Scheduler(schedule.store(), schedule::tasks, settings, clock, schedule.arrivals()),
        schedule.executor(watch.runs()),
        listener,
        clock,
        threads);
  }

  private void work(
      LakeSchedule schedule,
      Alerts alerts,
      SchedulerProcess process,
      LiveWorkspace live,
      SchedulerWatch watch,
      SchedulerLoop loop) {
    Runnable following =
        () ->
            HandedBackfills.during(
                schedule,
                watch.runs(),
                listener,
                () -> WorkspaceWatch.during(live, told, loop::run));
    if (alerts.isEmpty()) {
      following.run();
    } else {
      AlertWatch.during(schedule.alerts(alerts).round(process.name()), following);
    }
  }

  private static void close(Deque<AutoCloseable> held) {
    try {
      if (!held.isEmpty()) {
        held.pop().close();
      }
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException("Cannot close a part of the scheduler", e);
    } finally {
      if (!held.isEmpty()) {
        close(held);
      }
    }
  }

  private record Scheduling(
      EmbeddedLake lake, SchedulerLoop loop, PartLoop thread, Deque<AutoCloseable> held)
      implements Work {
    @Override
    public String status() {
      return loop.status();
    }

    @Override
    public Optional<Throwable> failure() {
      return thread.failure().or(lake.sessions()::startFailure);
    }

    @Override
    public void close() {
      try {
        lake.cancellation().cancel();
      } finally {
        thread.join();
        loop.awaitEnd();
        SchedulePart.close(held);
      }
    }
  }
}
