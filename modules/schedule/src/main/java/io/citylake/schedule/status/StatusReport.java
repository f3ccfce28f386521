package io.citylake.schedule.status;

import io.citylake.model.JobName;
import io.citylake.schedule.plan.DatedInput;
import io.citylake.schedule.plan.ScheduledTask;
import io.citylake.schedule.plan.ScheduledTasks;
import io.citylake.schedule.slot.Slot;
import io.citylake.schedule.slot.SlotId;
import io.citylake.schedule.slot.SlotState;
import io.citylake.schedule.status.Standing.Kind;
import io.citylake.schedule.store.SlotBoard;
import io.citylake.schedule.store.TaskMark;
import io.citylake.schedule.time.Firing;
import io.citylake.schedule.time.Timetable;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** How each scheduled task stands at a moment, computed from its latest slots. */
public final class StatusReport {
  /** As many days of the past as are looked at. */
  private static final int SLOTS_OF_A_TASK = 30;

  /** As many earlier runs say how long one takes. */
  private static final int LIKE_RUNS = 14;

  private final ScheduledTasks tasks;
  private final SlotBoard board;
  private final Instant now;
  private final Map<JobName, List<Slot>> slots = new HashMap<>();
  private final Map<JobName, TaskMark> marks;

  /** Of slots that were asked for: one is needed on many ways. */
  private final Map<SlotId, Instant> expected = new HashMap<>();

  private final Map<SlotId, List<Slot>> inputs = new HashMap<>();

  private StatusReport(ScheduledTasks tasks, SlotBoard board, Instant now) {
    this.tasks = tasks;
    this.board = board;
    this.now = now;
    this.marks = board.marks(SlotId.SCHEDULE);
    for (ScheduledTask task : tasks.all()) {
      slots.put(
          task.name(), board.latest(SlotId.SCHEDULE, Optional.of(task.name()), SLOTS_OF_A_TASK));
    }
  }

  /** All tasks, each after those that it needs. */
  public static List<Standing> of(ScheduledTasks tasks, SlotBoard board, Instant now) {
    StatusReport report = new StatusReport(tasks, board, now);
    return tasks.all().stream().map(report::standing).toList();
  }

  /** The same, and each further day of a task that is late, however the task itself stands. */
  public static List<Standing> ofDays(ScheduledTasks tasks, SlotBoard board, Instant now) {
    StatusReport report = new StatusReport(tasks, board, now);
    List<Standing> standings = new ArrayList<>();
    for (ScheduledTask task : tasks.all()) {
      Standing standing = report.standing(task);
      standings.add(standing);
      report
          .late(task, report.slots.get(task.name()))
          .filter(slot -> !slot.equals(standing.slot()))
          .forEach(slot -> standings.add(report.standing(task, slot)));
    }
    return standings;
  }

  private Standing standing(ScheduledTask task) {
    Optional<Standing> neverBegun = neverBegun(task);
    if (neverBegun.isPresent()) {
      return neverBegun.get();
    }
    List<Slot> own = slots.get(task.name());
    return own.isEmpty()
        ? new Standing(task, Kind.UNKNOWN, null, null, null, null, null)
        : standing(task, telling(task, own));
  }

  private Standing standing(ScheduledTask task, Slot slot) {
    Instant due = due(task, slot.scheduled());
    return switch (slot.state()) {
      case OK, WARNED, SKIPPED -> new Standing(task, Kind.FRESH, slot, null, due, null, null);
      case FAILED -> new Standing(task, Kind.FAILING, slot, slot.ended(), due, null, slot);
      case BLOCKED -> {
        Slot cause = cause(task, slot);
        yield new Standing(task, Kind.BLOCKED, slot, cause.ended(), due, null, cause);
      }
      case MISSED -> new Standing(task, Kind.LATE, slot, slot.scheduled(), due, null, slot);
      case WAITING, DUE, RUNNING, RETRYING -> underWay(task, slot, due);
    };
  }

  /**
   * Each date counts of what has one a day, however many came after it; of the others a later
   * moment makes good for earlier once it has run.
   */
  private Slot telling(ScheduledTask task, List<Slot> own) {
    return own.stream()
        .filter(StatusReport::isOfADay)
        .filter(each -> isHeldBack(each.state()))
        .findFirst()
        .or(() -> late(task, own).reduce((newer, older) -> older))
        .orElseGet(() -> isOfADay(own.get(0)) ? own.get(0) : oldestMoment(own));
  }

  private static boolean isOfADay(Slot slot) {
    return slot.id().key().equals(slot.businessDate().toString());
  }

  private static boolean isHeldBack(SlotState state) {
    return state == SlotState.FAILED || state == SlotState.BLOCKED;
  }

  /** The days whose deadline has passed before they came to rest, the newest first. */
  private Stream<Slot> late(ScheduledTask task, List<Slot> own) {
    return own.stream()
        .filter(StatusReport::isOfADay)
        .filter(each -> !each.state().isAtRest())
        .filter(
            each -> {
              Instant due = due(task, each.scheduled());
              return due != null && due.isBefore(now);
            });
  }

  /** The one that has been awaited longest since one has run. */
  private static Slot oldestMoment(List<Slot> own) {
    Slot oldest = own.get(0);
    if (isHeldBack(oldest.state())) {
      return oldest;
    }
    for (Slot slot : own) {
      if (slot.state().hasRun()) {
        break;
      }
      if (!isOfADay(slot) && !slot.state().isAtRest()) {
        oldest = slot;
      }
    }
    return oldest;
  }

  /** A moment that has passed its deadline without a slot, because no scheduler looks. */
  private Optional<Standing> neverBegun(ScheduledTask task) {
    Timetable timetable = task.timetable();
    TaskMark mark = marks.get(task.name());
    if (timetable == null || mark == null || mark.isPaused()) {
      return Optional.empty();
    }
    Optional<Firing> firing =
        timetable.next(mark.plannedUntil()).filter(each -> each.at().isBefore(now));
    Instant due = firing.map(each -> due(task, each.at())).orElse(null);
    return due == null || !due.isBefore(now)
        ? Optional.empty()
        : Optional.of(new Standing(task, Kind.LATE, null, due, due, null, null));
  }

  private Standing underWay(ScheduledTask task, Slot slot, @Nullable Instant due) {
    Slot cause = cause(task, slot);
    Instant expected = expected(task, slot);
    if (due != null && due.isBefore(now)) {
      return new Standing(task, Kind.LATE, slot, due, due, expected, cause);
    }
    if (due != null && expected.isAfter(due)) {
      return new Standing(task, Kind.AT_RISK, slot, now, due, expected, cause);
    }
    return new Standing(task, Kind.FRESH, slot, null, due, expected, null);
  }

  private static @Nullable Instant due(ScheduledTask task, Instant scheduled) {
    Duration deadline = task.deadline();
    return deadline == null ? null : scheduled.plus(deadline);
  }

  /** What it comes from: the first of its inputs that failed, else that is awaited, else itself. */
  private Slot cause(ScheduledTask task, Slot slot) {
    List<Slot> inputs = inputs(task, slot);
    return inputs.stream()
        .filter(each -> each.state() == SlotState.FAILED)
        .findFirst()
        .or(() -> inputs.stream().filter(each -> !each.state().isAtRest()).findFirst())
        .orElse(slot);
  }

  private List<Slot> inputs(ScheduledTask task, Slot slot) {
    return inputs.computeIfAbsent(slot.id(), id -> read(task, slot));
  }

  private List<Slot> read(ScheduledTask task, Slot slot) {
    List<Slot> inputs = new ArrayList<>();
    for (JobName name : task.upstream()) {
      ofDate(name, slot.businessDate()).stream()
          .filter(each -> !each.scheduled().isAfter(slot.scheduled()))
          .max(Comparator.comparing(Slot::scheduled))
          .ifPresent(inputs::add);
    }
    for (DatedInput dated : task.dated()) {
      LocalDate from = dated.dates().first(slot.businessDate());
      LocalDate to = dated.dates().last(slot.businessDate());
      Map<LocalDate, Slot> newest = new TreeMap<>();
      // A month and what came after it are more than the latest.
      board.ofDates(SlotId.SCHEDULE, dated.task(), from, to).stream()
          .filter(each -> !each.scheduled().isAfter(slot.scheduled()))
          .sorted(Comparator.comparing(Slot::scheduled))
          .forEach(each -> newest.put(each.businessDate(), each));
      inputs.addAll(newest.values());
    }
    return inputs;
  }

  /** Of what has many moments a day the latest may not be all of it. */
  private List<Slot> ofDate(JobName task, LocalDate date) {
    List<Slot> latest = slots.getOrDefault(task, List.of());
    boolean whole =
        latest.size() < SLOTS_OF_A_TASK
            || latest.get(latest.size() - 1).businessDate().isBefore(date);
    return whole
        ? latest.stream().filter(each -> each.businessDate().equals(date)).toList()
        : board.ofDates(SlotId.SCHEDULE, task, date, date);
  }

  /** When it will have run: after what it waits for, each as long as such runs take. */
  private Instant expected(ScheduledTask task, Slot slot) {
    Instant known = expected.get(slot.id());
    if (known == null) {
      known = computed(task, slot);
      expected.put(slot.id(), known);
    }
    return known;
  }

  private Instant computed(ScheduledTask task, Slot slot) {
    Instant began = slot.began();
    if (slot.state() == SlotState.RUNNING && began != null) {
      Instant end = began.plus(typical(task));
      return end.isBefore(now) ? now : end;
    }
    Instant start = slot.notBefore().isAfter(now) ? slot.notBefore() : now;
    for (Slot input : inputs(task, slot)) {
      Optional<ScheduledTask> of = tasks.find(input.id().task());
      if (!input.state().isAtRest() && of.isPresent()) {
        Instant end = expected(of.get(), input);
        start = end.isAfter(start) ? end : start;
      }
    }
    return start.plus(typical(task));
  }

  /** The median of earlier runs. */
  private Duration typical(ScheduledTask task) {
    List<Duration> took =
        slots.get(task.name()).stream()
            .filter(each -> each.state().hasRun())
            .limit(LIKE_RUNS)
            .flatMap(each -> took(each).stream())
            .sorted()
            .toList();
    return took.isEmpty() ? Duration.ZERO : took.get(took.size() / 2);
  }

  private static Optional<Duration> took(Slot slot) {
    Instant began = slot.began();
    Instant ended = slot.ended();
    return began == null || ended == null
        ? Optional.empty()
        : Optional.of(Duration.between(began, ended));
  }
}
