package io.citylake.schedule;

import io.citylake.contract.schedule.Schedule;
import io.citylake.model.JobName;
import io.citylake.schedule.plan.ScheduledTask;
import io.citylake.schedule.plan.ScheduledTasks;
import io.citylake.schedule.slot.Reason;
import io.citylake.schedule.slot.Slot;
import io.citylake.schedule.slot.SlotId;
import io.citylake.schedule.slot.SlotState;
import io.citylake.schedule.store.SlotStore;
import io.citylake.schedule.time.Timetable;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;

/**
 * Some tasks for each of some days, the days apart from each other. It is a series of slots of its
 * own, named after what is asked, so that the same words go on where a process died; what failed is
 * tried again, and what has run is not.
 */
public final class Backfill {
  private final SlotStore store;
  private final ScheduledTasks tasks;
  private final LocalDate from;
  private final LocalDate to;
  private final ZoneId zone;
  private final Clock clock;

  /**
   * @param to the last day
   */
  public Backfill(
      SlotStore store,
      ScheduledTasks tasks,
      LocalDate from,
      LocalDate to,
      ZoneId zone,
      Clock clock) {
    this.store = store;
    this.tasks = tasks;
    this.from = from;
    this.to = to;
    this.zone = zone;
    this.clock = clock;
  }

  /** Its name, which is the same for the same tasks and days. */
  public String series() {
    String words = tasks.all().stream().map(ScheduledTask::name).toList() + " " + from + " " + to;
    return "backfill-"
        + UUID.nameUUIDFromBytes(words.getBytes(StandardCharsets.UTF_8))
            .toString()
            .substring(0, 13);
  }

  /** What it would run, with what has run already; the earliest day first. Writes nothing. */
  public List<Slot> plan() {
    return store.change(
        board -> {
          List<Slot> slots = new ArrayList<>();
          for (Slot slot : wanted()) {
            slots.add(board.find(slot.id()).orElse(slot));
          }
          return slots;
        });
  }

  /**
   * Whether {@link #begin} would have a slot run, unless what it needs fails.
   *
   * @param slot of {@link #plan}
   */
  public static boolean runs(Slot slot, Again again) {
    return !slot.state().isAtRest()
        || slot.state() == SlotState.FAILED
        || again == Again.EVERYTHING;
  }

  /** Whether all of it has run. */
  public boolean hasRun() {
    return plan().stream().allMatch(slot -> slot.state().hasRun());
  }

  /**
   * Makes its slots, and gives those that failed another turn.
   *
   * @param again whether also those that have run
   */
  public void begin(String by, Again again) {
    Instant now = clock.instant();
    store.change(
        board -> {
          for (Slot slot : wanted()) {
            board.add(slot, by, now);
            Slot present = board.find(slot.id()).orElse(slot);
            if (present.state().isAtRest() && runs(present, again)) {
              Reason why = new Reason(Reason.Kind.BY_HAND, by + ": backfill");
              Slot waiting = present.to(SlotState.WAITING, why).withTries(0, now);
              board.replace(present, waiting, by, now);
            }
          }
          return null;
        });
  }

  /** What of it is run that has run before. */
  public enum Again {
    FAILED_ONLY,
    EVERYTHING
  }

  /** A task that has fewer dates than each, as one of months, is run for those. */
  private List<Slot> wanted() {
    List<Slot> slots = new ArrayList<>();
    Map<JobName, Timetable> timetables = new TreeMap<>();
    for (ScheduledTask task : tasks.all()) {
      Schedule declared = task.declared();
      if (declared != null && declared.when() != null) {
        timetables.put(task.name(), new Timetable(declared, null));
      }
    }
    String series = series();
    for (LocalDate date = from; !date.isAfter(to); date = date.plusDays(1)) {
      Instant time = date.plusDays(1).atStartOfDay(zone).toInstant();
      Set<JobName> there = new TreeSet<>();
      for (ScheduledTask task : tasks.all()) {
        JobName name = task.name();
        if (isOf(date, task, Optional.ofNullable(timetables.get(name)), there)) {
          there.add(name);
          slots.add(Slot.waiting(new SlotId(series, name, date.toString()), date, time));
        }
      }
    }
    return slots;
  }

  private static boolean isOf(
      LocalDate date, ScheduledTask task, Optional<Timetable> timetable, Set<JobName> there) {
    return timetable
        .map(each -> !each.of(date).isEmpty())
        .orElse(task.upstream().isEmpty() || !Collections.disjoint(task.upstream(), there));
  }
}
