package io.citylake.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import io.citylake.contract.Title;
import io.citylake.contract.job.Calendar;
import io.citylake.contract.schedule.Arrival;
import io.citylake.contract.schedule.Cron;
import io.citylake.contract.schedule.DayRule;
import io.citylake.contract.schedule.InputDates;
import io.citylake.contract.schedule.Missed;
import io.citylake.contract.schedule.Needs;
import io.citylake.contract.schedule.Priority;
import io.citylake.contract.schedule.Schedule;
import io.citylake.contract.schedule.When;
import io.citylake.model.ErrorCode;
import io.citylake.model.JobName;
import io.citylake.model.TableName;
import io.citylake.schedule.SlotOutcome.Kind;
import io.citylake.schedule.plan.DatedInput;
import io.citylake.schedule.plan.ScheduledTask;
import io.citylake.schedule.plan.ScheduledTasks;
import io.citylake.schedule.slot.Reason;
import io.citylake.schedule.slot.Slot;
import io.citylake.schedule.slot.SlotId;
import io.citylake.schedule.slot.SlotState;
import io.citylake.schedule.store.InMemorySlotStore;
import io.citylake.schedule.time.Timetable;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A few days of two schedulers over one store, as a seed draws them: their common clock goes on,
 * jumps and stands still, they are killed and suspended, runs pass, fail and are lost. What must be
 * true of the slots afterwards is computed from the days alone.
 */
final class ClockHistory {
  private static final List<String> ZONES =
      List.of("Asia/Shanghai", "America/New_York", "Australia/Lord_Howe", "UTC");
  private static final JobName DAILY = JobName.parse("t.daily");
  private static final JobName WORKED = JobName.parse("t.worked");
  private static final JobName OFTEN = JobName.parse("t.often");
  private static final JobName MONTH = JobName.parse("t.month");
  private static final JobName AFTER_DAILY = JobName.parse("t.after_daily");
  private static final JobName AFTER_BOTH = JobName.parse("t.after_both");
  private static final JobName AFTER_ALL = JobName.parse("t.after_all");

  /** Its files come hours after its time. */
  private static final JobName ARRIVING = JobName.parse("t.arriving");

  /** Needs the daily job of the day before. */
  private static final JobName DIFFERENCE = JobName.parse("t.difference");

  private static final int LATEST_HOUR = 5;

  private static final Calendar CALENDAR =
      new Calendar(
          "cn",
          new Title("历", "c"),
          new TreeSet<>(
              List.of(
                  LocalDate.of(2026, 4, 6), LocalDate.of(2026, 5, 1), LocalDate.of(2026, 10, 1))),
          new TreeSet<>(List.of(LocalDate.of(2026, 10, 10), LocalDate.of(2026, 3, 7))));

  /** Around each of these something happens: a month ends, clocks change, days are off. */
  private static final List<LocalDate> DATES =
      List.of(
          LocalDate.of(2026, 2, 26),
          LocalDate.of(2026, 3, 6),
          LocalDate.of(2026, 4, 3),
          LocalDate.of(2026, 4, 29),
          LocalDate.of(2026, 9, 29),
          LocalDate.of(2026, 10, 2),
          LocalDate.of(2026, 10, 30));

  private final Random random;
  private final ZoneId zone;
  private final LocalTime dailyAt;
  private final InMemorySlotStore store = new InMemorySlotStore();
  private final ScheduledTasks tasks;
  private final Map<JobName, Missed> policies = new TreeMap<>();
  private final SimulatedClock clock;
  private final Instant start;
  private final List<Worker> workers = new ArrayList<>();
  private final List<Worker> silent = new ArrayList<>();
  private final Map<SlotId, Integer> passed = new TreeMap<>();
  private final Set<SlotId> cancelled = new TreeSet<>();
  private int processes;
  private Instant furthest;

  ClockHistory(long seed) {
    random = new Random(seed);
    zone = ZoneId.of(pick(ZONES));
    dailyAt = LocalTime.of(random.nextInt(5), 30);
    for (JobName task : List.of(DAILY, WORKED, OFTEN, MONTH, DIFFERENCE)) {
      policies.put(task, pick(List.of(Missed.values())));
    }
    tasks = tasks();
    start = pick(DATES).atTime(12, 0).atZone(zone).toInstant();
    clock = new SimulatedClock(start);
    furthest = start;
  }

  private <T> T pick(List<T> of) {
    return of.get(random.nextInt(of.size()));
  }

  private boolean chance(int percent) {
    return random.nextInt(100) < percent;
  }

  private ScheduledTasks tasks() {
    String time = "0 " + dailyAt.getMinute() + " " + dailyAt.getHour();
    Timetable daily = timetable(DAILY, Cron.parse(time + " * * ?"), null);
    Timetable worked =
        timetable(WORKED, Cron.parse("0 0 6 * * ?"), new Schedule.Days("cn", DayRule.WORKING_DAYS));
    Timetable often = timetable(OFTEN, new When.Every(Duration.ofHours(6)), null);
    Schedule delivered =
        new Schedule(
            Cron.parse("@daily"),
            zone,
            null,
            Missed.ALL,
            null,
            3,
            null,
            Priority.LOW,
            new Needs(new Arrival(null, 1, null, null), List.of(), new TreeMap<>()));
    Timetable arriving = new Timetable(delivered, null);
    Timetable month = timetable(MONTH, Cron.parse("0 0 20 L * ?"), null);
    return new ScheduledTasks(
        List.of(
            task(0, DAILY, daily),
            task(1, WORKED, worked),
            task(2, OFTEN, often),
            task(3, MONTH, month),
            task(4, AFTER_DAILY, null, DAILY),
            task(5, AFTER_BOTH, null, DAILY, WORKED, AFTER_DAILY),
            task(6, AFTER_ALL, null, DAILY, WORKED, OFTEN, AFTER_DAILY, AFTER_BOTH),
            task(7, ARRIVING, arriving),
            difference(timetable(DIFFERENCE, Cron.parse("0 15 1 * * ?"), null))),
        Map.of(),
        zone);
  }

  private static ScheduledTask difference(Timetable timetable) {
    return new ScheduledTask(
        DIFFERENCE,
        8,
        new TableName("t", DIFFERENCE.job()),
        timetable.schedule(),
        timetable,
        List.of(),
        List.of(new DatedInput(DAILY, InputDates.YESTERDAY)),
        null);
  }

  /** When what is delivered for a date is there, some hours after the date's end. */
  private Instant arrival(LocalDate date) {
    return date.plusDays(1)
        .atTime((int) (date.toEpochDay() % LATEST_HOUR) + 1, 0)
        .atZone(zone)
        .toInstant();
  }

  private Optional<String> lacking(Slot slot) {
    return clock.instant().isBefore(arrival(slot.businessDate()))
        ? Optional.of("the file of " + slot.businessDate())
        : Optional.empty();
  }

  private Timetable timetable(JobName task, When when, Schedule.@Nullable Days days) {
    Schedule schedule = new Schedule(when, zone, days, policies.get(task), null, 3, null);
    return new Timetable(schedule, days == null ? null : CALENDAR);
  }

  private static ScheduledTask task(
      int order, JobName name, @Nullable Timetable timetable, JobName... upstream) {
    TableName target = new TableName("t", name.job());
    return new ScheduledTask(
        name,
        order,
        target,
        timetable == null ? null : timetable.schedule(),
        timetable,
        List.of(upstream),
        null);
  }

  /** A scheduler's process, and what it runs. */
  private final class Worker {
    private final String process = "p" + processes++;
    private final Scheduler scheduler =
        new Scheduler(
            store, tasks, SchedulerSettings.ofSchedule(process), clock, ClockHistory.this::lacking);
    private final List<Slot> running = new ArrayList<>();

    Worker() {
      store.enter(process);
    }

    boolean look() {
      Scheduler.Found found = scheduler.look(3 - running.size());
      assertThat(found.cancelled())
          .as("each is told of what it runs and is cancelled")
          .isEqualTo(
              running.stream()
                  .filter(each -> cancelled.contains(each.id()))
                  .map(Slot::claim)
                  .collect(Collectors.toSet()));
      if (found.held().isPresent()) {
        assertThat(found.claimed()).as("nothing begins while the clock is held").isEmpty();
        return false;
      }
      if (clock.instant().isAfter(furthest)) {
        furthest = clock.instant();
      }
      found.claimed().forEach(this::begin);
      return true;
    }

    private void begin(Slot slot) {
      assertThat(cancelled).as("%s was cancelled", slot.id()).doesNotContain(slot.id());
      for (Worker worker : workers) {
        for (Slot other : worker.running) {
          assertThat(other.id().task())
              .as("one run of a table at a time")
              .isNotEqualTo(slot.id().task());
        }
      }
      List<Slot> all = slots();
      for (JobName input : tasks.find(slot.id().task()).orElseThrow().upstream()) {
        requireReady(input, slot.businessDate(), slot, all);
      }
      if (slot.id().task().equals(DIFFERENCE)) {
        requireReady(DAILY, slot.businessDate().minusDays(1), slot, all);
      }
      if (slot.id().task().equals(ARRIVING)) {
        // A clock that was set back since is not the delivery's fault.
        assertThat(furthest).as("its file is there").isAfterOrEqualTo(arrival(slot.businessDate()));
      }
      running.add(slot);
    }

    /** What it ran ended after it was taken for dead, which counts only where nobody noticed. */
    void speakLate() {
      while (!running.isEmpty()) {
        scheduler
            .ended(running.remove(0), new SlotOutcome(Kind.PASSED, "r", null, ""))
            .ifPresent(after -> passed.merge(after.id(), 1, Integer::sum));
      }
    }

    void end(Kind kind, @Nullable ErrorCode code) {
      Slot slot = running.remove(random.nextInt(running.size()));
      Optional<Slot> after = scheduler.ended(slot, new SlotOutcome(kind, "r", code, ""));
      assertThat(after).as("nobody else had it").isPresent();
      if (cancelled.contains(slot.id())) {
        assertThat(after.get().state().isAtRest()).as("it is not tried again").isTrue();
      }
      if (after.get().state().hasRun()) {
        passed.merge(slot.id(), 1, Integer::sum);
      }
    }
  }

  /** Of the same date and before, an input's newest slot has come to its end, and not to a bad. */
  private static void requireReady(JobName input, LocalDate date, Slot slot, List<Slot> all) {
    Optional<Slot> newest =
        all.stream()
            .filter(each -> each.id().task().equals(input))
            .filter(each -> each.businessDate().equals(date))
            .filter(each -> !each.scheduled().isAfter(slot.scheduled()))
            .max(java.util.Comparator.comparing(Slot::scheduled));
    assertThat(newest.map(Slot::state).orElse(SlotState.OK))
        .as("%s before %s", input, slot.id())
        .isIn(SlotState.OK, SlotState.WARNED, SlotState.SKIPPED, SlotState.MISSED);
  }

  private List<Slot> slots() {
    return store.change(
        board -> board.latest(SlotId.SCHEDULE, Optional.empty(), Integer.MAX_VALUE));
  }

  /** Plays the days, brings all to an end, and compares. */
  void play() {
    workers.add(new Worker());
    workers.get(0).look();
    workers.add(new Worker());
    Instant end = start.plus(Duration.ofHours(60 + random.nextInt(60)));
    while (clock.instant().isBefore(end)) {
      step();
    }
    finish(end);
    compare();
  }

  private void step() {
    int what = random.nextInt(100);
    if (what < 55) {
      clock.set(clock.instant().plus(Duration.ofMinutes(1 + random.nextInt(90))));
      pick(workers).look();
    } else if (what < 84) {
      endOne();
    } else if (what < 85) {
      cancelOne();
    } else if (what < 89) {
      kill();
    } else if (what < 90) {
      silent.forEach(Worker::speakLate);
    } else if (what < 94) {
      // Another machine's clock, or somebody who set it.
      clock.set(clock.instant().plus(Duration.ofMinutes(random.nextInt(120) - 60)));
    } else if (what < 97) {
      // Suspended for hours: no look, and nothing ends.
      clock.set(clock.instant().plus(Duration.ofHours(3)));
    } else {
      jump();
    }
  }

  private void endOne() {
    Worker worker = pick(workers);
    if (!worker.running.isEmpty()) {
      int what = random.nextInt(20);
      if (what < 14) {
        worker.end(Kind.PASSED, null);
      } else if (what < 16) {
        worker.end(Kind.WARNED, null);
      } else if (what < 18) {
        worker.end(Kind.FAILED, ErrorCode.TABLE_BUSY);
      } else if (what < 19) {
        worker.end(Kind.FAILED, ErrorCode.SOURCE_UNREADABLE);
      } else {
        worker.end(Kind.STOPPED, null);
      }
    }
  }

  private void cancelOne() {
    List<SlotId> ids =
        workers.stream().flatMap(each -> each.running.stream()).map(Slot::id).toList();
    if (!ids.isEmpty()) {
      SlotId id = pick(ids);
      new SlotControl(store, clock, "wang", "no").cancel(id.series(), id.task(), SlotChoice.all());
      slots().stream()
          .filter(each -> each.id().task().equals(id.task()))
          .filter(
              each ->
                  each.reason().kind() == Reason.Kind.CANCELLED
                      || each.reason().kind() == Reason.Kind.CANCELLING)
          .forEach(each -> cancelled.add(each.id()));
    }
  }

  private void kill() {
    Worker killed = workers.remove(random.nextInt(workers.size()));
    store.lose(killed.process);
    silent.add(killed);
    workers.add(new Worker());
  }

  /** Further than a night: it waits for a person, or for the clock to come back. */
  private void jump() {
    // From the last look on, which a clock that was set back may have had later than now.
    pick(workers).look();
    Instant before = clock.instant();
    clock.set(before.plus(Duration.ofHours(8)));
    Worker worker = pick(workers);
    boolean looked = worker.look();
    assertThat(looked).as("a jump of eight hours is held").isFalse();
    if (chance(50)) {
      clock.set(before);
    } else {
      new SlotControl(store, clock, "wang", "the clock is right").approveClock();
      worker.look();
    }
  }

  /** No more failures: everything that can run does. */
  private void finish(Instant end) {
    Instant last = clock.instant().isAfter(furthest) ? clock.instant() : furthest;
    clock.set(last.isAfter(end) ? last : end);
    new SlotControl(store, clock, "wang", "end").approveClock();
    workers.get(0).look();
    silent.forEach(Worker::speakLate);
    for (int i = 0; i < 200; i++) {
      for (Worker worker : List.copyOf(workers)) {
        worker.look();
        while (!worker.running.isEmpty()) {
          worker.end(Kind.PASSED, null);
        }
      }
      if (workers.get(0).scheduler.isDone()) {
        return;
      }
      // Until what is tried again has its time, and each input that is still to come its own.
      clock.set(clock.instant().plus(Duration.ofMinutes(31)));
    }
    throw new AssertionError("No end: " + slots());
  }

  private void compare() {
    Map<SlotId, Slot> found = new TreeMap<>();
    slots().forEach(each -> found.put(each.id(), each));
    Map<JobName, TreeMap<String, LocalDate>> wanted = wanted();
    TreeSet<SlotId> all = new TreeSet<>();
    wanted.forEach(
        (task, keys) ->
            keys.keySet().forEach(key -> all.add(new SlotId(SlotId.SCHEDULE, task, key))));
    assertThat(found.keySet()).as("no slot is lost, none is made up").isEqualTo(all);
    found.values().forEach(slot -> compare(slot, found));
  }

  private void compare(Slot slot, Map<SlotId, Slot> found) {
    int times = passed.getOrDefault(slot.id(), 0);
    assertThat(times)
        .as("%s ran through %s", slot.id(), slot)
        .isEqualTo(slot.state().hasRun() ? 1 : 0);
    JobName task = slot.id().task();
    Missed policy = policies.get(task);
    switch (slot.state()) {
      case OK, WARNED, FAILED -> {
        if (task.equals(WORKED)) {
          assertThat(isWorked(slot)).isTrue();
        }
      }
      case MISSED -> {
        assertThat(policy).isIn(Missed.LATEST, Missed.NONE);
        assertThat(runsOn(slot)).as("%s is no day off", slot.id()).isTrue();
        if (policy == Missed.LATEST) {
          assertThat(found.values())
              .as("%s is not the latest", slot.id())
              .anyMatch(each -> makesGood(each, slot));
        }
      }
      case SKIPPED -> {
        if (policy != null) {
          assertThat(task).isEqualTo(WORKED);
          assertThat(isWorked(slot)).isFalse();
        }
      }
      case BLOCKED ->
          assertThat(found.values())
              .as("%s is held back by a failure", slot.id())
              .anyMatch(each -> each.state() == SlotState.FAILED && isNeeded(each, slot));
      case WAITING, DUE, RUNNING, RETRYING ->
          throw new AssertionError(slot + " has not come to an end");
    }
  }

  private boolean runsOn(Slot slot) {
    return !slot.id().task().equals(WORKED) || isWorked(slot);
  }

  /** Whether it is a later slot of the same task that has its turn. */
  private boolean makesGood(Slot later, Slot missed) {
    return later.id().task().equals(missed.id().task())
        && later.scheduled().isAfter(missed.scheduled())
        && later.state() != SlotState.MISSED
        && runsOn(later);
  }

  private boolean isNeeded(Slot input, Slot slot) {
    JobName task = slot.id().task();
    if (task.equals(DIFFERENCE)) {
      return input.id().task().equals(DAILY)
          && input.businessDate().equals(slot.businessDate().minusDays(1));
    }
    return input.businessDate().equals(slot.businessDate())
        && tasks.find(task).orElseThrow().upstream().contains(input.id().task());
  }

  private boolean isWorked(Slot slot) {
    LocalDate day = slot.businessDate().plusDays(1);
    boolean weekend = day.getDayOfWeek().getValue() > 5;
    return CALENDAR.makeUpDays().contains(day) || (!weekend && !CALENDAR.holidays().contains(day));
  }

  /** The slots that there must be, by counting days. */
  private Map<JobName, TreeMap<String, LocalDate>> wanted() {
    Map<JobName, TreeMap<String, LocalDate>> wanted = new TreeMap<>();
    LocalDate first = LocalDate.ofInstant(start, zone).minusDays(1);
    LocalDate last = LocalDate.ofInstant(furthest, zone).plusDays(1);
    for (LocalDate day = first; !day.isAfter(last); day = day.plusDays(1)) {
      daily(wanted, day, dailyAt, List.of(DAILY, AFTER_DAILY, AFTER_BOTH, AFTER_ALL));
      daily(wanted, day, LocalTime.of(6, 0), List.of(WORKED, AFTER_BOTH, AFTER_ALL));
      daily(wanted, day, LocalTime.of(1, 15), List.of(DIFFERENCE));
      daily(wanted, day, LocalTime.MIDNIGHT, List.of(ARRIVING));
      if (day.plusDays(1).getDayOfMonth() == 1) {
        daily(wanted, day, LocalTime.of(20, 0), List.of(MONTH));
      }
    }
    Instant midnight = LocalDate.EPOCH.atStartOfDay(zone).toInstant();
    long hours = Duration.between(midnight, start).toHours() / 6 * 6 - 6;
    for (; ; hours += 6) {
      Instant at = midnight.plus(Duration.ofHours(hours));
      if (at.isAfter(furthest)) {
        return wanted;
      }
      if (at.isAfter(start)) {
        LocalDate date = LocalDate.ofInstant(at.minusMillis(1), zone);
        put(wanted, OFTEN, at.toString(), date);
        put(wanted, AFTER_ALL, at.toString(), date);
      }
    }
  }

  private void daily(
      Map<JobName, TreeMap<String, LocalDate>> wanted,
      LocalDate day,
      LocalTime time,
      List<JobName> names) {
    Instant at = LocalDateTime.of(day, time).atZone(zone).toInstant();
    if (at.isAfter(start) && !at.isAfter(furthest)) {
      LocalDate date = day.minusDays(1);
      names.forEach(name -> put(wanted, name, date.toString(), date));
    }
  }

  private static void put(
      Map<JobName, TreeMap<String, LocalDate>> wanted, JobName task, String key, LocalDate date) {
    wanted.computeIfAbsent(task, name -> new TreeMap<>()).put(key, date);
  }
}
