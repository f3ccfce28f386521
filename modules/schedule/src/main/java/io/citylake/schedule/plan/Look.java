package io.citylake.schedule.plan;

import io.citylake.contract.schedule.DayRule;
import io.citylake.contract.schedule.Missed;
import io.citylake.contract.schedule.Pool;
import io.citylake.contract.schedule.Priority;
import io.citylake.model.JobName;
import io.citylake.model.TableName;
import io.citylake.schedule.slot.Change;
import io.citylake.schedule.slot.Reason;
import io.citylake.schedule.slot.Slot;
import io.citylake.schedule.slot.SlotId;
import io.citylake.schedule.slot.SlotState;
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
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * One look at the clock and the slots, within one transaction: makes the slots whose moments have
 * come, gives back those whose processes are gone, says of each that waits what it waits for, and
 * claims what may run.
 */
public final class Look {
  /** A moment that passed less long ago was seen in time. */
  static final Duration IN_TIME = Duration.ofMinutes(10);

  /** A run that takes its process with it is not tried for ever. */
  private static final int MOST_DEATHS = 5;

  /** Schedulers of one lake get a new workspace one after the other, and not over days. */
  private static final Duration ROLLING = Duration.ofDays(1);

  private final ScheduledTasks tasks;
  private final SlotBoard board;
  private final String series;
  private final Instant now;
  private final Map<JobName, TaskMark> marks;
  private final Map<JobName, TaskMark> pauses;
  private final List<Slot> awaiting = new ArrayList<>();

  public Look(ScheduledTasks tasks, SlotBoard board, String series, Instant now) {
    this.tasks = tasks;
    this.board = board;
    this.series = series;
    this.now = now;
    this.marks = new HashMap<>(board.marks(series));
    this.pauses = series.equals(SlotId.SCHEDULE) ? marks : board.marks(SlotId.SCHEDULE);
  }

  /** Makes the slots of every moment that has come since the last look. */
  public void plan() {
    for (ScheduledTask task : tasks.all()) {
      Timetable timetable = task.timetable();
      if (timetable != null) {
        plan(task, timetable);
      }
    }
  }

  private void plan(ScheduledTask task, Timetable timetable) {
    TaskMark mark = marks.get(task.name());
    if (mark == null) {
      // What is new has no past.
      mark(task, new TaskMark(now, ""));
      return;
    }
    boolean none =
        tasks.next(task, mark.plannedUntil()).filter(each -> !each.at().isAfter(now)).isEmpty();
    if (mark.isPaused() || none) {
      return;
    }
    List<Firing> firings = timetable.firings(mark.plannedUntil(), now);
    Missed missed = timetable.schedule().missed();
    Optional<Firing> latest =
        firings.stream().filter(each -> !isDayOff(timetable, each)).reduce((one, next) -> next);
    for (Firing firing : firings) {
      boolean late = firing.at().isBefore(now.minus(IN_TIME));
      boolean runs =
          switch (missed) {
            case ALL -> true;
            case LATEST -> latest.filter(firing::equals).isPresent();
            case NONE -> !late;
          };
      // A day off was not missed, whoever looked.
      boolean has = runs || isDayOff(timetable, firing);
      add(task, firing, has ? Optional.empty() : Optional.of(missed));
    }
    if (!firings.isEmpty()) {
      mark(task, new TaskMark(firings.get(firings.size() - 1).at(), mark.paused()));
    }
  }

  private static boolean isDayOff(Timetable timetable, Firing firing) {
    return timetable.answer(firing.at()) == DayRule.Answer.NO;
  }

  private void mark(ScheduledTask task, TaskMark mark) {
    marks.put(task.name(), mark);
    board.mark(series, task.name(), mark);
  }

  private void add(ScheduledTask task, Firing firing, Optional<Missed> missed) {
    Slot slot =
        Slot.waiting(
            new SlotId(series, task.name(), firing.key()), firing.businessDate(), firing.at());
    Slot planned = missed.map(policy -> slot.to(SlotState.MISSED, nobodyRan(policy))).orElse(slot);
    board.add(planned, Change.SCHEDULER, now);
    tasks.followersOf(task.name()).forEach(each -> follow(each, firing));
    tasks.dayFollowersOf(task.name()).forEach(each -> follow(each, firing.ofDay()));
  }

  private void follow(ScheduledTask follower, Firing firing) {
    board.add(
        Slot.waiting(
            new SlotId(series, follower.name(), firing.key()),
            firing.businessDate(),
            tasks.timeOf(follower, firing)),
        Change.SCHEDULER,
        now);
  }

  private static Reason nobodyRan(Missed policy) {
    return new Reason(Reason.Kind.NOBODY_RAN, policy.name().toLowerCase(Locale.ROOT));
  }

  /**
   * Gives back what processes that are gone had claimed, of any series: a backfill that was killed
   * may never be begun again, and what it ran would hold its tables against the schedule. So too
   * what a process that lives claimed and doesn't run, as where it never heard that it has it.
   *
   * @param process whose claims these are
   * @param runs which of them it does run
   */
  public void recover(String process, Set<String> runs) {
    Set<String> lost = board.lostClaims();
    for (Slot slot : board.busy()) {
      if (slot.state() != SlotState.RUNNING) {
        continue;
      }
      if (lost.contains(slot.claim())) {
        giveBack(slot, Reason.Kind.PROCESS_DIED);
      } else if (slot.claim().startsWith(process + "/") && !runs.contains(slot.claim())) {
        giveBack(slot, Reason.Kind.LOST);
      }
    }
  }

  private void giveBack(Slot slot, Reason.Kind why) {
    if (slot.reason().kind() == Reason.Kind.CANCELLING) {
      put(slot, slot.ended(SlotState.FAILED, slot.reason().cancelled(), slot.run(), now));
      return;
    }
    int deaths = slot.tries() + 1;
    SlotState next = deaths < MOST_DEATHS ? SlotState.DUE : SlotState.FAILED;
    Reason reason = new Reason(why, String.valueOf(deaths));
    put(slot, slot.ended(next, reason, slot.run(), now).withTries(deaths, now));
  }

  /** Claims of what a process runs of the series and a person cancelled. */
  public Set<String> cancelled(String process) {
    return board.busy().stream()
        .filter(slot -> slot.state() == SlotState.RUNNING && slot.id().series().equals(series))
        .filter(slot -> slot.reason().kind() == Reason.Kind.CANCELLING)
        .map(Slot::claim)
        .filter(claim -> claim.startsWith(process + "/"))
        .collect(Collectors.toSet());
  }

  /**
   * Says of each slot that is not at rest where it stands now.
   *
   * @param process whose look this is
   */
  public void settle(String process) {
    List<Slot> open = new ArrayList<>(board.open(series));
    open.sort(
        Comparator.comparing(Slot::scheduled)
            .thenComparing(slot -> order(slot.id().task()))
            .thenComparing(Slot::id));
    Inputs inputs = new Inputs(open);
    for (Slot slot : open) {
      Slot settled =
          switch (slot.state()) {
            case WAITING, BLOCKED, RETRYING, DUE ->
                tasks
                    .find(slot.id().task())
                    .map(task -> settled(slot, task, inputs))
                    .orElseGet(() -> undeclared(slot, process));
            case RUNNING, OK, WARNED, FAILED, MISSED, SKIPPED -> slot;
          };
      if (!settled.equals(slot)) {
        put(slot, settled);
        inputs.put(settled);
      }
    }
  }

  private Slot settled(Slot slot, ScheduledTask task, Inputs inputs) {
    return switch (slot.state()) {
      case WAITING, BLOCKED -> decided(slot, task, inputs);
      case RETRYING -> slot.notBefore().isAfter(now) ? slot : slot.due(slot.reason(), now);
      case DUE, RUNNING, OK, WARNED, FAILED, MISSED, SKIPPED -> slot;
    };
  }

  /**
   * What nobody declares any more is not waited for. While another looks at the slots too, its
   * workspace may be a newer one, which has the task.
   */
  private Slot undeclared(Slot slot, String process) {
    return slot.scheduled().isBefore(now.minus(ROLLING))
            || board.schedulers(series).stream().allMatch(process::equals)
        ? slot.to(SlotState.SKIPPED, new Reason(Reason.Kind.UNDECLARED, ""))
        : slot;
  }

  private int order(JobName task) {
    return tasks.find(task).map(ScheduledTask::order).orElse(Integer.MAX_VALUE);
  }

  private void put(Slot before, Slot after) {
    board.replace(before, after, Change.SCHEDULER, now);
  }

  private Slot decided(Slot slot, ScheduledTask task, Inputs inputs) {
    Timetable timetable = task.timetable();
    if (timetable != null && slot.state() == SlotState.WAITING && !hasBegun(slot)) {
      DayRule.Answer answer = timetable.answer(slot.scheduled());
      if (answer == DayRule.Answer.NO) {
        return slot.to(
            SlotState.SKIPPED, new Reason(Reason.Kind.DAY_OFF, timetable.calendarName()));
      }
      if (answer == DayRule.Answer.UNKNOWN) {
        String missing =
            timetable
                .unknownYearFrom(slot.scheduled())
                .map(year -> timetable.calendarName() + " " + year)
                .orElse(timetable.calendarName());
        return slot.to(SlotState.WAITING, new Reason(Reason.Kind.CALENDAR_UNKNOWN, missing));
      }
    }
    TaskMark pause = pauses.get(task.name());
    if (pause != null && pause.isPaused()) {
      return slot.to(SlotState.WAITING, new Reason(Reason.Kind.PAUSED, pause.paused()));
    }
    return arrived(inputs.decide(slot, task), slot, task);
  }

  /**
   * What ran before is what a person had run, or was let run: that its day is off, or its files
   * went since, takes back nothing.
   */
  private static boolean hasBegun(Slot slot) {
    return slot.began() != null;
  }

  /** What is due otherwise waits for its files, at which nobody looks under the lock. */
  private Slot arrived(Slot decided, Slot before, ScheduledTask task) {
    if (decided.state() != SlotState.DUE || task.arrival() == null || hasBegun(before)) {
      return decided;
    }
    awaiting.add(before);
    boolean told = before.reason().kind() == Reason.Kind.ARRIVAL;
    return before.to(
        SlotState.WAITING, told ? before.reason() : new Reason(Reason.Kind.ARRIVAL, ""));
  }

  /** The slots that wait for nothing but what has to be delivered, once they are settled. */
  public List<Slot> awaiting() {
    return List.copyOf(awaiting);
  }

  /**
   * What was seen of deliveries since.
   *
   * @param lacking by slot; empty texts where all is there
   */
  public void arrive(Map<SlotId, String> lacking) {
    lacking.forEach(
        (id, what) ->
            board
                .find(id)
                .filter(slot -> slot.state() == SlotState.WAITING)
                .filter(slot -> slot.reason().kind() == Reason.Kind.ARRIVAL)
                .filter(slot -> !slot.reason().detail().equals(what) || what.isEmpty())
                .ifPresent(
                    slot ->
                        put(
                            slot,
                            what.isEmpty()
                                ? slot.due(Reason.none(), now)
                                : slot.to(
                                    SlotState.WAITING, new Reason(Reason.Kind.ARRIVAL, what)))));
  }

  /** What a slot that is due counts as, the highest first and then the earliest. */
  private Comparator<Slot> urgency() {
    Comparator<Slot> priority =
        Comparator.comparing(
            slot ->
                tasks
                    .find(slot.id().task())
                    .map(ScheduledTask::priority)
                    .orElse(Priority.MEDIUM)
                    .after(Duration.between(slot.notBefore(), now)));
    return priority
        .reversed()
        .thenComparing(Slot::scheduled)
        .thenComparing(slot -> order(slot.id().task()))
        .thenComparing(Slot::id);
  }

  /**
   * Claims slots that are due, the most urgent first, until none may run or there are enough; what
   * has a place of its own counts for none.
   */
  public List<Slot> claim(int most, Supplier<String> claims) {
    List<Slot> claimed = new ArrayList<>();
    int taken = 0;
    List<Slot> busy = board.busy();
    Room room = new Room(busy);
    List<Slot> due =
        busy.stream()
            .filter(slot -> slot.state() == SlotState.DUE && slot.id().series().equals(series))
            .sorted(urgency())
            .toList();
    for (Slot slot : due) {
      Optional<ScheduledTask> task = tasks.find(slot.id().task());
      TaskMark pause = pauses.get(slot.id().task());
      if (task.isEmpty()
          || (taken >= most && !task.get().isBeside())
          || (pause != null && pause.isPaused())) {
        continue;
      }
      Optional<Reason> full = room.pool(task.get());
      if (full.isPresent() && !full.get().equals(slot.reason())) {
        put(slot, slot.to(SlotState.DUE, full.get()));
      } else if (room.enter(task.get())) {
        Slot running = slot.running(claims.get(), now);
        put(slot, running);
        claimed.add(running);
        taken += task.get().isBeside() ? 0 : 1;
      }
    }
    return claimed;
  }

  /** The next moment at which a look may find something new; empty for never. */
  public Optional<Instant> next() {
    Set<Instant> moments = new HashSet<>();
    for (ScheduledTask task : tasks.all()) {
      TaskMark mark = marks.get(task.name());
      if (mark != null && !mark.isPaused()) {
        tasks.next(task, mark.plannedUntil()).map(Firing::at).ifPresent(moments::add);
      }
    }
    board.open(series).stream()
        .filter(slot -> slot.state() == SlotState.RETRYING)
        .map(Slot::notBefore)
        .forEach(moments::add);
    board.busy().stream()
        .filter(slot -> slot.state() == SlotState.DUE && slot.id().series().equals(series))
        .flatMap(slot -> tasks.find(slot.id().task()).stream())
        .flatMap(task -> tasks.pool(task.pool()).stream())
        .filter(pool -> pool.hours() != null && !pool.isOpen(tasks.timeOf(now)))
        .map(pool -> tasks.opens(Objects.requireNonNull(pool.hours()), now))
        .forEach(moments::add);
    return moments.stream().min(Instant::compareTo);
  }

  /** What of the tables and pools is taken: one run of a table at a time, in any series. */
  private final class Room {
    private final Set<TableName> tables = new HashSet<>();
    private final Map<String, Integer> pools = new HashMap<>();

    Room(List<Slot> busy) {
      // The day's own slots come before those of a backfill, while somebody may run them.
      boolean yields =
          !series.equals(SlotId.SCHEDULE) && !board.schedulers(SlotId.SCHEDULE).isEmpty();
      for (Slot slot : busy) {
        boolean first = yields && slot.id().series().equals(SlotId.SCHEDULE);
        if (slot.state() == SlotState.RUNNING || first) {
          tasks.place(slot.id().task()).ifPresent(this::take);
        }
      }
    }

    private void take(ScheduledTasks.Place task) {
      tables.add(task.target());
      pools.merge(task.pool(), 1, Integer::sum);
    }

    /** Why its pool doesn't let a task begin; empty where it does. */
    Optional<Reason> pool(ScheduledTask task) {
      Optional<Pool> pool = tasks.pool(task.pool());
      if (pool.isEmpty()) {
        return Optional.empty();
      }
      if (!pool.get().isOpen(tasks.timeOf(now))) {
        return Optional.of(
            new Reason(Reason.Kind.POOL_CLOSED, task.pool() + " " + pool.get().hours()));
      }
      return pools.getOrDefault(task.pool(), 0) < pool.get().places()
          ? Optional.empty()
          : Optional.of(new Reason(Reason.Kind.POOL_FULL, task.pool()));
    }

    boolean enter(ScheduledTask task) {
      boolean free = !tables.contains(task.target()) && pool(task).isEmpty();
      if (free) {
        take(new ScheduledTasks.Place(task.target(), task.pool()));
      }
      return free;
    }
  }

  /** What the inputs of a slot say, by the slots of its business date. */
  private final class Inputs {
    private final Map<JobName, Map<SlotId, Slot>> byTask = new HashMap<>();

    Inputs(List<Slot> slots) {
      slots.forEach(this::put);
    }

    void put(Slot slot) {
      byTask.computeIfAbsent(slot.id().task(), task -> new HashMap<>()).put(slot.id(), slot);
    }

    /** The newest of an input's slots that stands for the same date and had its time before. */
    private Optional<Slot> newest(JobName input, Slot slot) {
      return byTask.getOrDefault(input, Map.of()).values().stream()
          .filter(each -> each.businessDate().equals(slot.businessDate()))
          .filter(each -> !each.scheduled().isAfter(slot.scheduled()))
          .max(Comparator.comparing(Slot::scheduled).thenComparing(Slot::id));
    }

    /** Those of an input's slots that stand for dates of its own, the newest of each. */
    private List<Slot> dated(JobName input, LocalDate from, LocalDate to, Slot slot) {
      Map<SlotId, Slot> found = new HashMap<>();
      board.ofDates(series, input, from, to).forEach(each -> found.put(each.id(), each));
      // Some of them may have been decided about in this very look.
      byTask.getOrDefault(input, Map.of()).values().stream()
          .filter(each -> found.containsKey(each.id()))
          .forEach(each -> found.put(each.id(), each));
      Map<LocalDate, Slot> newest = new TreeMap<>();
      found.values().stream()
          .filter(each -> !each.scheduled().isAfter(slot.scheduled()))
          .sorted(Comparator.comparing(Slot::scheduled).thenComparing(Slot::id))
          .forEach(each -> newest.put(each.businessDate(), each));
      return List.copyOf(newest.values());
    }

    Slot decide(Slot slot, ScheduledTask task) {
      List<String> failed = new ArrayList<>();
      List<String> pending = new ArrayList<>();
      boolean any = false;
      boolean ran = false;
      for (JobName name : task.upstream()) {
        Optional<ScheduledTask> input = tasks.find(name);
        Optional<Slot> newest = newest(name, slot);
        if (input.isPresent() && isToCome(input.get(), slot.businessDate(), slot)) {
          pending.add(name.toString());
        } else if (newest.isPresent()) {
          any = true;
          switch (newest.get().state()) {
            case OK, WARNED -> ran = true;
            case FAILED -> failed.add(name.toString());
            case MISSED, SKIPPED -> {}
            case WAITING, DUE, RUNNING, RETRYING, BLOCKED -> pending.add(name.toString());
          }
        }
      }
      // A step between has neither moments nor, until its inputs have, a slot.
      for (JobName name : tasks.awaitedBy(task.name())) {
        if (task.follows()
            && tasks
                .find(name)
                .filter(each -> isToCome(each, slot.businessDate(), slot))
                .isPresent()) {
          pending.add(name.toString());
        }
      }
      for (DatedInput each : task.dated()) {
        List<Slot> found = lookAt(each, slot, failed, pending);
        if (task.followsDays()) {
          any |= !found.isEmpty();
          ran |= found.stream().anyMatch(input -> input.state().hasRun());
        }
      }
      if (!failed.isEmpty()) {
        return slot.to(
            SlotState.BLOCKED, new Reason(Reason.Kind.INPUT_FAILED, String.join(", ", failed)));
      }
      if (!pending.isEmpty()) {
        return slot.to(SlotState.WAITING, new Reason(Reason.Kind.INPUT_PENDING, pending.get(0)));
      }
      if (task.follows() && any && !ran && !hasBegun(slot)) {
        return slot.to(SlotState.SKIPPED, new Reason(Reason.Kind.INPUTS_SKIPPED, ""));
      }
      return slot.due(Reason.none(), now);
    }

    private List<Slot> lookAt(
        DatedInput input, Slot slot, List<String> failed, List<String> pending) {
      LocalDate from = input.dates().first(slot.businessDate());
      LocalDate to = input.dates().last(slot.businessDate());
      List<Slot> found = dated(input.task(), from, to, slot);
      for (Slot each : found) {
        String name = input.task() + " of " + each.businessDate();
        switch (each.state()) {
          case OK, WARNED, MISSED, SKIPPED -> {}
          case FAILED -> failed.add(name);
          case WAITING, DUE, RUNNING, RETRYING, BLOCKED -> pending.add(name);
        }
      }
      tasks
          .find(input.task())
          .ifPresent(
              task ->
                  from.datesUntil(to.plusDays(1))
                      .filter(date -> isToCome(task, date, slot))
                      .findFirst()
                      .ifPresent(date -> pending.add(input.task() + " of " + date)));
      return found;
    }

    /** Whether an input has a moment for a date, before the slot's, that was not planned. */
    private boolean isToCome(ScheduledTask input, LocalDate date, Slot slot) {
      TaskMark mark = marks.get(input.name());
      return mark != null
          && tasks.firings(input, date).stream()
              .anyMatch(
                  each ->
                      each.at().isAfter(mark.plannedUntil())
                          && !each.at().isAfter(slot.scheduled()));
    }
  }
}
