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
import io.citylake.schedule.store.SlotStore;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.function.Supplier;

/** The alerts of a lake, composed of its workspace, its slots, its runs and its disks. */
public final class LakeAlerts {
  private final Supplier<Workspace> workspace;
  private final CatalogDatabase database;
  private final LakeSchedule schedule;
  private final Alerts alerts;

  LakeAlerts(
      Supplier<Workspace> workspace,
      CatalogDatabase database,
      LakeSchedule schedule,
      Alerts alerts) {
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

  /** Each look is by the workspace as it is then. */
  private List<CauseSource> sources() {
    SlotStore slots = schedule.store();
    RunLedger ledger = RunLedger.open(database);
    Alerts.Thresholds thresholds = alerts.thresholds();
    return List.of(
        live(() -> new SlotCauses(slots, schedule.tasks(), workspace.get(), ledger)),
        live(() -> new RunCauses(slots, workspace.get(), ledger)),
        live(() -> new QuietSources(workspace.get(), ledger, thresholds.quietCycles())),
        live(() -> new DiskCauses(workspace.get().settings(), thresholds.diskFree())),
        live(() -> new ExpiryCauses(workspace.get(), thresholds)),
        live(
            () ->
                new SchedulerCauses(
                    slots,
                    schedule.tasks(),
                    thresholds.schedulerAway(),
                    workspace.get().settings().zone())));
  }

  private static CauseSource live(Supplier<CauseSource> made) {
    String prefix = made.get().prefix();
    return new CauseSource() {
      @Override
      public String prefix() {
        return prefix;
      }

      @Override
      public Found look(Collection<String> open, Instant now) {
        return made.get().look(open, now);
      }
    };
  }
}
