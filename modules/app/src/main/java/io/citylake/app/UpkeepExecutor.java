package io.citylake.app;

import io.citylake.contract.Workspace;
import io.citylake.lake.history.MaintenanceLog.Entry;
import io.citylake.run.Cancellation;
import io.citylake.run.session.SparkSessions;
import io.citylake.schedule.SlotExecutor;
import io.citylake.schedule.SlotOutcome;
import io.citylake.schedule.SlotOutcome.Kind;
import io.citylake.schedule.SlotStop;
import io.citylake.schedule.slot.Slot;
import io.citylake.schedule.slot.SlotId;
import io.citylake.upkeep.Maintenance.Mode;
import io.citylake.upkeep.Maintenance.Scope;
import io.citylake.upkeep.UpkeepPolicy;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.MDC;

/** Runs the slots of upkeep: all that the settings say, within their budget. Safe for threads. */
final class UpkeepExecutor implements SlotExecutor {
  private final EmbeddedLake lake;
  private final Supplier<Workspace> workspace;

  /**
   * @param workspace whose settings and contracts count when a slot begins
   */
  UpkeepExecutor(EmbeddedLake lake, Supplier<Workspace> workspace) {
    this.lake = lake;
    this.workspace = workspace;
  }

  @Override
  public SlotOutcome run(Slot slot, SlotStop stop) {
    Workspace by = workspace.get();
    List<Entry> entries = new ArrayList<>();
    MDC.put(RoundExecutor.SLOT, slot.id().toString());
    try (Cancellation cancellation = lake.cancellation().child();
        SparkSessions.Group group = lake.sessions().enterGroup()) {
      cancellation.onCancel(group::cancel);
      stop.onStop(cancellation::cancel);
      lake.maintenance(by.datasets().values(), policy(slot, by), cancellation, entries::add)
          .run(Scope.lake(lake.catalog().locations().keySet()), Mode.ACT);
      return outcome(entries, cancellation);
    } finally {
      MDC.remove(RoundExecutor.SLOT);
    }
  }

  /** A simulated hour is none of this machine's. */
  private static UpkeepPolicy policy(Slot slot, Workspace by) {
    UpkeepPolicy policy = UpkeepPolicy.of(by.settings().maintain());
    return slot.id().series().equals(SlotId.SCHEDULE) ? policy : policy.atAnyHour();
  }

  private static SlotOutcome outcome(List<Entry> entries, Cancellation cancellation) {
    List<Entry> failed =
        entries.stream().filter(entry -> entry.outcome().equals("failed")).toList();
    if (cancellation.isCancelled()) {
      return new SlotOutcome(Kind.STOPPED, "", null, summary(entries));
    }
    if (failed.isEmpty()) {
      return new SlotOutcome(Kind.PASSED, "", null, summary(entries));
    }
    Entry first = failed.get(0);
    String of = first.table() == null ? "the lake" : first.table().toString();
    return new SlotOutcome(
        Kind.FAILED,
        "",
        null,
        "%s; %s of %s: %s".formatted(summary(entries), first.action(), of, first.message()));
  }

  /** How many actions ended how: {@code compact 12 done, 1 left}. */
  static String summary(List<Entry> entries) {
    return entries.isEmpty()
        ? "nothing to do"
        : entries.stream()
            .collect(
                Collectors.groupingBy(
                    entry -> entry.action() + " " + entry.outcome(),
                    java.util.TreeMap::new,
                    Collectors.counting()))
            .entrySet()
            .stream()
            .map(each -> each.getKey() + " " + each.getValue())
            .collect(Collectors.joining(", "));
  }
}
