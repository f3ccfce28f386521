package io.citylake.app;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.citylake.contract.Workspace;
import io.citylake.contract.alert.Alerts;
import io.citylake.lake.catalog.CatalogDatabase;
import io.citylake.lake.catalog.DatabaseClock;
import io.citylake.lake.lease.LeaseSettings;
import io.citylake.model.JobName;
import io.citylake.run.round.RunListener;
import io.citylake.schedule.Arrivals;
import io.citylake.schedule.SlotExecutor;
import io.citylake.schedule.plan.ScheduledTask;
import io.citylake.schedule.plan.ScheduledTasks;
import io.citylake.schedule.store.CatalogSlotStore;
import io.citylake.schedule.store.SchedulerProcess;
import io.citylake.schedule.store.SlotStore;
import java.time.Clock;
import java.time.LocalDate;
import java.util.Collection;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The schedules of a lake in this process, composed of its workspace, its catalog and its rounds.
 */
public final class LakeSchedule {
  private final EmbeddedLake lake;
  private final Supplier<Edition> edition;

  @GuardedBy("this")
  private @Nullable Edition only;

  /**
   * @param dated loads the workspace as it reads for a business date
   */
  public LakeSchedule(EmbeddedLake lake, Function<LocalDate, Workspace> dated) {
    this.lake = lake;
    // Many commands ask for the store and the clock alone.
    this.edition = () -> only(dated);
  }

  /** Those of a workspace that may change while they are used. */
  public LakeSchedule(EmbeddedLake lake, LiveWorkspace live) {
    this.lake = lake;
    this.edition = live::edition;
  }

  private synchronized Edition only(Function<LocalDate, Workspace> dated) {
    Edition made = only;
    if (made == null) {
      made = new Edition(lake.workspace(), dated);
      only = made;
    }
    return made;
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
    return edition.get().tasks();
  }

  /** Whether the workspace has a task, whether it is scheduled or not. */
  boolean declares(JobName task) {
    return edition.get().workspace().findTask(task).isPresent();
  }

  /** Some tasks, as a backfill runs them. */
  public ScheduledTasks chosen(Collection<JobName> jobs) {
    return edition.get().chosen(jobs);
  }

  /**
   * Makes this process known as one that runs slots.
   *
   * @throws io.citylake.model.CityLakeException SCHEDULER_RUNNING, LAKE_OF_ONE_MACHINE
   */
  public SchedulerProcess open(String series) {
    return SchedulerProcess.open(database(), series, LeaseSettings.Owner.current());
  }

  /** Runs slots by the lake's own rounds and upkeep, which its cancellation stops. */
  public SlotExecutor executor(RunListener listener) {
    RunListener noted = new RunProgress(lake.workspace().settings().stateDir(), listener);
    SlotExecutor rounds = new RoundExecutor(lake, noted, this::dated);
    SlotExecutor upkeep = new UpkeepExecutor(lake, () -> edition.get().workspace());
    return (slot, stop) ->
        (slot.id().task().equals(ScheduledTask.UPKEEP) ? upkeep : rounds).run(slot, stop);
  }

  private Workspace dated(LocalDate date) {
    return edition.get().of(date);
  }

  /** Looks at what jobs wait for to be delivered. */
  public Arrivals arrivals() {
    return new FileArrivals(this::dated, lake.host().clock());
  }

  /** What is told of the lake's state, as the workspace declares it. */
  public LakeAlerts alerts(Alerts alerts) {
    return new LakeAlerts(() -> edition.get().workspace(), database(), this, alerts);
  }

  private CatalogDatabase database() {
    return lake.catalog().database();
  }
}
