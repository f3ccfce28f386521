package io.citylake.schedule;

import io.citylake.contract.Title;
import io.citylake.contract.job.Calendar;
import io.citylake.contract.schedule.Arrival;
import io.citylake.contract.schedule.Cron;
import io.citylake.contract.schedule.DayRule;
import io.citylake.contract.schedule.InputDates;
import io.citylake.contract.schedule.Missed;
import io.citylake.contract.schedule.Needs;
import io.citylake.contract.schedule.Pool;
import io.citylake.contract.schedule.Priority;
import io.citylake.contract.schedule.Schedule;
import io.citylake.contract.schedule.When;
import io.citylake.model.ErrorCode;
import io.citylake.model.JobName;
import io.citylake.model.TableName;
import io.citylake.schedule.BackfillDates.Which;
import io.citylake.schedule.SlotOutcome.Kind;
import io.citylake.schedule.plan.DatedInput;
import io.citylake.schedule.plan.ScheduledTask;
import io.citylake.schedule.plan.ScheduledTasks;
import io.citylake.schedule.slot.Slot;
import io.citylake.schedule.slot.SlotId;
import io.citylake.schedule.slot.SlotState;
import io.citylake.schedule.status.Standing;
import io.citylake.schedule.status.StatusReport;
import io.citylake.schedule.store.InMemorySlotStore;
import io.citylake.schedule.time.Timetable;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** A few tasks, their slots in memory, and a clock that a test sets. */
final class ScheduleFixture {
  static final ZoneId ZONE = ZoneId.of("Asia/Shanghai");
  private static final Calendar CN =
      new Calendar(
          "cn",
          new Title("历", "c"),
          new TreeSet<>(List.of(LocalDate.of(2026, 5, 1))),
          new TreeSet<>(List.of(LocalDate.of(2026, 5, 9))));

  final InMemorySlotStore store = new InMemorySlotStore();
  final SimulatedClock clock = new SimulatedClock(at("2026-04-28T12:00"));
  private final Map<JobName, ScheduledTask> tasks = new LinkedHashMap<>();
  private final Map<String, Pool> pools = new LinkedHashMap<>();
  private @Nullable ScheduledTasks made;
  private Duration deadline = Duration.ofHours(3);

  /** What is not delivered, by task. */
  final Map<String, String> lacking = new LinkedHashMap<>();

  static Instant at(String local) {
    return LocalDateTime.parse(local).atZone(ZONE).toInstant();
  }

  ScheduleFixture pool(String name, int places) {
    pools.put(name, new Pool(places, null));
    return this;
  }

  ScheduleFixture pool(String name, int places, String hours) {
    pools.put(name, new Pool(places, Pool.Hours.parse(hours)));
    return this;
  }

  /** Of the tasks that are added from now on. */
  ScheduleFixture deadline(Duration length) {
    deadline = length;
    return this;
  }

  ScheduleFixture job(String name, String cron, Priority priority) {
    return add(name, schedule(cron, null, priority, Needs.none()));
  }

  ScheduleFixture urgentJob(String name, String cron, String pool, Priority priority) {
    return add(name, schedule(cron, pool, priority, Needs.none()));
  }

  /** A job that waits for what {@link #lacking} tells. */
  ScheduleFixture arrivingJob(String name, String cron) {
    Arrival files = new Arrival(null, 1, null, null);
    return add(
        name, schedule(cron, null, Priority.MEDIUM, new Needs(files, List.of(), new TreeMap<>())));
  }

  /** A job that needs another of other dates. */
  ScheduleFixture datedJob(String name, String cron, String input, InputDates dates) {
    Schedule schedule = schedule(cron, null, Priority.MEDIUM, Needs.none());
    return put(name, new Timetable(schedule, null), List.of(new DatedInput(task(input), dates)));
  }

  /** A step with moments of its own. */
  ScheduleFixture timedStep(String name, String cron, String... upstream) {
    Schedule schedule = schedule(cron, null, Priority.MEDIUM, Needs.none());
    return put(name, new Timetable(schedule, null), upstream);
  }

  /** A step that needs one task of other dates, and others of its own. */
  ScheduleFixture datedStep(String name, String input, InputDates dates, String... upstream) {
    return put(name, null, List.of(new DatedInput(task(input), dates)), upstream);
  }

  private static Schedule schedule(
      String cron, @Nullable String pool, Priority priority, Needs needs) {
    return new Schedule(Cron.parse(cron), ZONE, null, Missed.ALL, null, 2, pool, priority, needs);
  }

  ScheduleFixture job(String name, String cron) {
    return add(name, schedule(Cron.parse(cron), null, Missed.ALL, null));
  }

  ScheduleFixture workedJob(String name, String cron) {
    Schedule.Days days = new Schedule.Days("cn", DayRule.WORKING_DAYS);
    return add(name, schedule(Cron.parse(cron), days, Missed.ALL, null));
  }

  ScheduleFixture workedJob(String name, String cron, DayRule rule, Missed missed) {
    Schedule.Days days = new Schedule.Days("cn", rule);
    return add(name, schedule(Cron.parse(cron), days, missed, null));
  }

  ScheduleFixture job(String name, String cron, Missed missed) {
    return add(name, schedule(Cron.parse(cron), null, missed, null));
  }

  ScheduleFixture pooledJob(String name, String cron, String pool) {
    return add(name, schedule(Cron.parse(cron), null, Missed.ALL, pool));
  }

  ScheduleFixture hourlyJob(String name) {
    return add(name, schedule(new When.Every(Duration.ofHours(1)), null, Missed.ALL, null));
  }

  private static Schedule schedule(
      When when, Schedule.@Nullable Days days, Missed missed, @Nullable String pool) {
    return new Schedule(when, ZONE, days, missed, null, 2, pool);
  }

  /** What the lake does of itself, in these hours. */
  ScheduleFixture upkeep(String cron, String hours) {
    pools.put("hours", new Pool(1, Pool.Hours.parse(hours)));
    Schedule schedule = schedule(cron, "hours", Priority.LOWEST, Needs.none());
    tasks.put(
        ScheduledTask.UPKEEP,
        new ScheduledTask(
            ScheduledTask.UPKEEP,
            tasks.size(),
            new TableName(TableName.SYSTEM, "maintenance"),
            schedule,
            new Timetable(schedule, null),
            List.of(),
            null));
    return this;
  }

  ScheduleFixture step(String name, String... upstream) {
    return put(name, null, upstream);
  }

  private ScheduleFixture add(String name, Schedule schedule) {
    return put(name, new Timetable(schedule, schedule.days() == null ? null : CN));
  }

  private ScheduleFixture put(String name, @Nullable Timetable timetable, String... upstream) {
    return put(name, timetable, List.of(), upstream);
  }

  private ScheduleFixture put(
      String name, @Nullable Timetable timetable, List<DatedInput> dated, String... upstream) {
    made = null;
    JobName task = task(name);
    List<JobName> needs = List.of(upstream).stream().map(ScheduleFixture::task).toList();
    tasks.put(
        task,
        new ScheduledTask(
            task,
            tasks.size(),
            new TableName("t", name),
            timetable == null ? null : timetable.schedule(),
            timetable,
            needs,
            dated,
            deadline));
    return this;
  }

  /** Of a backfill, as schedules have them. */
  BackfillDates dates(LocalDate from, LocalDate to) {
    return new BackfillDates(from, to, ZONE, Which.SCHEDULED, Map.of(CN.name(), CN));
  }

  BackfillDates eachOf(BackfillDates dates) {
    return new BackfillDates(dates.from(), dates.to(), dates.zone(), Which.EACH, Map.of());
  }

  static JobName task(String name) {
    return new JobName("t", name);
  }

  ScheduledTasks tasks() {
    ScheduledTasks all = made;
    if (all == null) {
      all = new ScheduledTasks(tasks.values(), pools, ZONE);
      made = all;
    }
    return all;
  }

  Scheduler scheduler(String process) {
    store.enter(process);
    return new Scheduler(
        store,
        tasks(),
        SchedulerSettings.ofSchedule(process),
        clock,
        slot -> Optional.ofNullable(lacking.get(slot.id().task().job())));
  }

  /** Sets the clock, which a person takes as right. */
  void go(String local) {
    clock.set(at(local));
    control().approveClock();
  }

  /** Goes there, looks, and answers what is to run. */
  List<Slot> look(Scheduler scheduler, String local) {
    go(local);
    return scheduler.look(100).claimed();
  }

  static List<String> names(List<Slot> slots) {
    return slots.stream().map(each -> each.id().task().job() + "@" + each.id().key()).toList();
  }

  static SlotOutcome passed() {
    return new SlotOutcome(Kind.PASSED, "r1", null, "published");
  }

  static SlotOutcome failed(ErrorCode code) {
    return new SlotOutcome(Kind.FAILED, "r2", code, "no");
  }

  /** Runs all that is due, and what becomes due by it, until nothing is. */
  List<String> runAll(Scheduler scheduler) {
    List<String> ran = new ArrayList<>();
    while (true) {
      List<Slot> claimed = scheduler.look(100).claimed();
      if (claimed.isEmpty()) {
        return ran;
      }
      for (Slot slot : claimed) {
        scheduler.ended(slot, passed());
      }
      ran.addAll(names(claimed));
    }
  }

  Slot slot(String name, String key) {
    return store
        .change(board -> board.find(new SlotId(SlotId.SCHEDULE, task(name), key)))
        .orElseThrow();
  }

  SlotState state(String name, String key) {
    return slot(name, key).state();
  }

  SlotControl control() {
    return new SlotControl(store, clock, "wang", "for a reason");
  }

  Map<String, Standing> status() {
    Map<String, Standing> found = new LinkedHashMap<>();
    store
        .change(board -> StatusReport.of(tasks(), board, clock.instant()))
        .forEach(each -> found.put(each.task().name().job(), each));
    return found;
  }

  Optional<Instant> held(Scheduler scheduler, String local) {
    clock.set(at(local));
    return scheduler.look(100).held();
  }
}
