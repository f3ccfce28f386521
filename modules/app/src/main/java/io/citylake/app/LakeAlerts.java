package io.citylake.app;

import io.citylake.contract.Workspace;
import io.citylake.contract.alert.Alerts;
import io.citylake.contract.alert.Receiver;
import io.citylake.lake.catalog.CatalogDatabase;
import io.citylake.lake.history.RunLedger;
import io.citylake.schedule.alert.AlertRound;
import io.citylake.schedule.alert.cause.CauseSource;
import io.citylake.schedule.alert.cause.DiskCauses;
import io.citylake.schedule.alert.cause.ExpiryCauses;
import io.citylake.schedule.alert.cause.QuietSources;
import io.citylake.schedule.alert.cause.RunCauses;
import io.citylake.schedule.alert.cause.SchedulerCauses;
import io.citylake.schedule.alert.cause.SlotCauses;
import io.citylake.schedule.alert.send.MessageSender;
import io.citylake.schedule.alert.send.Senders;
import io.citylake.schedule.alert.store.AlertStore;
import io.citylake.schedule.plan.ScheduledTasks;
import io.citylake.schedule.store.SlotStore;
import java.time.Clock;
import java.util.List;

/** The alerts of a lake, composed of its workspace, its slots, its runs and its disks. */
public final class LakeAlerts {
  private final Workspace workspace;
  private final CatalogDatabase database;
  private final LakeSchedule schedule;
  private final Alerts alerts;

  LakeAlerts(Workspace workspace, CatalogDatabase database, LakeSchedule schedule, Alerts alerts) {
    this.workspace = workspace;
    this.database = database;
    this.schedule = schedule;
    this.alerts = alerts;
  }

  public AlertStore store() {
    return new AlertStore(database);
  }

  /**
   * Looks, decides and sends.
   *
   * @param process whose claims of messages these are
   */
  public AlertRound round(String process) {
    return new AlertRound(store(), alerts, sources(), senders()::of, schedule.clock(), process);
  }

  /** What reaches a receiver. */
  public MessageSender sender(Receiver receiver) {
    return senders().of(receiver);
  }

  /** Signatures hold by the time of day, not by the database's. */
  private Senders senders() {
    return new Senders(alerts.hosts(), Clock.systemUTC());
  }

  private List<CauseSource> sources() {
    SlotStore slots = schedule.store();
    ScheduledTasks tasks = schedule.tasks();
    RunLedger ledger = RunLedger.open(database);
    Alerts.Thresholds thresholds = alerts.thresholds();
    return List.of(
        new SlotCauses(slots, tasks, workspace, ledger),
        new RunCauses(slots, workspace, ledger),
        new QuietSources(workspace, ledger, thresholds.quietCycles()),
        new DiskCauses(workspace.settings(), thresholds.diskFree()),
        new ExpiryCauses(workspace, thresholds),
        new SchedulerCauses(slots, tasks, thresholds.schedulerAway(), workspace.settings().zone()));
  }
}
