package io.citylake.app;

import io.citylake.contract.Workspace;
import io.citylake.contract.alert.Alerts;
import io.citylake.lake.catalog.CatalogDatabase;
import io.citylake.lake.lease.LeaseSettings;
import io.citylake.model.JobName;
import io.citylake.run.graph.JobGraph;
import io.citylake.run.round.RunListener;
import io.citylake.schedule.Arrivals;
import io.citylake.schedule.SlotExecutor;
import io.citylake.schedule.plan.ScheduledTasks;
import io.citylake.schedule.store.CatalogSlotStore;
import io.citylake.schedule.store.DatabaseClock;
import io.citylake.schedule.store.SchedulerProcess;
import io.citylake.schedule.store.SlotStore;
import java.time.Clock;
import java.time.LocalDate;
import java.util.Collection;
import java.util.function.Function;

/**
 * The schedules of a lake in this process, composed of its workspace, its catalog and its rounds.
 */
public final class LakeSchedule {
  private final EmbeddedLake lake;
  private final JobGraph graph;
  private final DatedWorkspaces dated;

  /**
   * @param dated loads the workspace as it reads for a business date
   */
  public LakeSchedule(EmbeddedLake lake, Function<LocalDate, Workspace> dated) {
    this.lake = lake;
    this.graph = JobGraph.of(lake.workspace());
    this.dated = new DatedWorkspaces(dated);
  }

  public SlotStore store() {
    return new CatalogSlotStore(database());
  }

  /** The clock that all schedulers of the lake share. */
  public Clock clock() {
    return new DatabaseClock(database());
  }

  /** Who has slots by the schedules of the workspace. */
  public ScheduledTasks tasks() {
    return ScheduledTasks.of(lake.workspace(), graph.all(), graph::nearestOf);
  }

  /** Some tasks, as a backfill runs them. */
  public ScheduledTasks chosen(Collection<JobName> jobs) {
    return ScheduledTasks.chosen(lake.workspace(), graph.order(jobs), graph::nearestOf);
  }

  /**
   * Makes this process known as one that runs slots.
   *
   * @throws io.citylake.model.CityLakeException SCHEDULER_RUNNING, LAKE_OF_ONE_MACHINE
   */
  public SchedulerProcess open(String series) {
    return SchedulerProcess.open(database(), series, LeaseSettings.Owner.current());
  }

  /** Runs slots by the lake's own rounds, which its cancellation stops. */
  public SlotExecutor executor(RunListener listener) {
    return new RoundExecutor(lake, listener, dated);
  }

  /** Looks at what jobs wait for to be delivered. */
  public Arrivals arrivals() {
    return new FileArrivals(dated, lake.host().clock());
  }

  /** What is told of the lake's state, as the workspace declares it. */
  public LakeAlerts alerts(Alerts alerts) {
    return new LakeAlerts(lake.workspace(), database(), this, alerts);
  }

  private CatalogDatabase database() {
    return lake.catalog().database();
  }
}
