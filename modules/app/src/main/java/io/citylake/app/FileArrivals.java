package io.citylake.app;

import io.citylake.contract.Workspace;
import io.citylake.contract.job.Job;
import io.citylake.contract.schedule.Arrival;
import io.citylake.contract.schedule.Schedule;
import io.citylake.model.CityLakeException;
import io.citylake.read.file.ArrivalLook;
import io.citylake.schedule.Arrivals;
import io.citylake.schedule.slot.Slot;
import io.citylake.schedule.slot.SlotId;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Looks at what jobs wait for, each slot every ten seconds at most. One thread uses it: the
 * scheduler's.
 */
final class FileArrivals implements Arrivals {
  private static final Duration BETWEEN = Duration.ofSeconds(10);
  private static final int MOST_KEPT = 10_000;

  private final Function<LocalDate, Workspace> workspaces;
  private final Clock clock;
  private final Map<SlotId, Look> looks = new HashMap<>();

  private record Look(long nanos, String lacking) {}

  /**
   * @param clock of the machine, to whose files' times it is compared
   */
  FileArrivals(Function<LocalDate, Workspace> workspaces, Clock clock) {
    this.workspaces = workspaces;
    this.clock = clock;
  }

  @Override
  public Optional<String> lacking(Slot slot) {
    Look last = looks.get(slot.id());
    if (last == null || System.nanoTime() - last.nanos() > BETWEEN.toNanos()) {
      if (looks.size() > MOST_KEPT) {
        looks.clear();
      }
      last = new Look(System.nanoTime(), look(slot));
      looks.put(slot.id(), last);
    }
    return Optional.of(last.lacking()).filter(each -> !each.isEmpty());
  }

  private String look(Slot slot) {
    try {
      Workspace workspace = workspaces.apply(slot.businessDate());
      Job job = workspace.jobs().get(slot.id().task());
      Schedule schedule = job == null ? null : job.schedule();
      Arrival arrival = schedule == null ? null : schedule.needs().arrival();
      return job == null || arrival == null
          ? ""
          : ArrivalLook.lacking(
                  job, arrival, workspace.settings(), workspace.home(), clock.instant())
              .orElse("");
    } catch (CityLakeException e) {
      return String.valueOf(e.getMessage());
    }
  }
}
