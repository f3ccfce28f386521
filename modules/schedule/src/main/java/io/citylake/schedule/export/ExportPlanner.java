package io.citylake.schedule.export;

import io.citylake.contract.Workspace;
import io.citylake.contract.job.Task;
import io.citylake.contract.schedule.Missed;
import io.citylake.contract.schedule.Pool;
import io.citylake.contract.schedule.Schedule;
import io.citylake.model.JobName;
import io.citylake.model.ShortDuration;
import io.citylake.schedule.export.ExportTask.OfMoments;
import io.citylake.schedule.plan.DatedInput;
import io.citylake.schedule.plan.ScheduledTask;
import io.citylake.schedule.plan.ScheduledTasks;
import io.citylake.schedule.time.Timetable;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Puts the tasks of a workspace into flows: what runs at most once a day into one for each business
 * date, and what runs more often into one for all that have the same moments. A task that follows
 * its inputs is in each flow that has one of them, as it has a slot whenever they have.
 */
public final class ExportPlanner {
  private final Workspace workspace;
  private final ScheduledTasks tasks;
  private final LocalDate start;
  private final Pulse day;
  private final Map<JobName, Pulse> pulses = new LinkedHashMap<>();
  private final Set<String> losses = new LinkedHashSet<>();

  /**
   * @param start the first day on which the other scheduler runs
   */
  public ExportPlanner(Workspace workspace, ScheduledTasks tasks, LocalDate start) {
    this.workspace = workspace;
    this.tasks = tasks;
    this.start = start;
    this.day = Pulse.ofDays(workspace.settings().zone());
  }

  /**
   * Composes all of them.
   *
   * @throws io.citylake.model.CityLakeException EXPORT_REFUSED for moments that can't be said
   */
  public ExportPlan plan(ExportPlan.Call call) {
    losses.clear();
    Moments.requireNamed(day.zone(), "the settings");
    if (tasks.find(ScheduledTask.UPKEEP).isPresent()) {
      losses.add(
          "%s: upkeep is not carried over; have something call 'citylake maintain'"
              .formatted(ScheduledTask.UPKEEP));
    }
    for (ScheduledTask task : exported()) {
      Timetable timetable = task.timetable();
      if (timetable != null) {
        Moments.requireNamed(timetable.schedule().zone(), task.name().toString());
        pulses.put(
            task.name(), timetable.isOnceADay() ? day : Moments.pulse(task.name(), timetable));
      }
    }
    List<ExportFlow> flows =
        Stream.concat(
                pulses.values().stream(),
                exported().stream().filter(each -> isOf(each, day)).map(each -> day))
            .distinct()
            .sorted(Comparator.comparing((Pulse each) -> !each.daily()).thenComparing(Pulse::id))
            .map(pulse -> new ExportFlow(pulse, tasks(pulse)))
            .toList();
    SortedMap<String, Pool> pools = pools();
    return new ExportPlan(call, start, flows, pools, List.copyOf(losses));
  }

  /** All but upkeep, which is no run of a business date. */
  private List<ScheduledTask> exported() {
    return tasks.all().stream().filter(each -> !each.isBeside()).toList();
  }

  private SortedMap<String, Pool> pools() {
    SortedMap<String, Pool> pools = new TreeMap<>();
    for (ScheduledTask task : exported()) {
      tasks.pool(task.pool()).ifPresent(pool -> pools.put(task.pool(), pool));
    }
    pools.forEach(
        (name, pool) -> {
          if (pool.hours() != null) {
            losses.add(
                "Pool %s: its hours (%s) are not carried over, runs begin at any time"
                    .formatted(name, pool.hours()));
          }
        });
    return pools;
  }

  private List<ExportTask> tasks(Pulse pulse) {
    Map<JobName, ScheduledTask> members = new LinkedHashMap<>();
    for (ScheduledTask each : exported()) {
      if (isOf(each, pulse)) {
        members.put(each.name(), each);
      }
    }
    return members.values().stream().map(each -> task(each, pulse, members)).toList();
  }

  private boolean isOf(ScheduledTask task, Pulse pulse) {
    return tasks.leadersOf(task.name()).stream().anyMatch(each -> pulse.equals(pulses.get(each)))
        || (pulse.daily() && !tasks.dayLeadersOf(task.name()).isEmpty());
  }

  private ExportTask task(ScheduledTask task, Pulse pulse, Map<JobName, ScheduledTask> members) {
    Task declared = workspace.loadTask(task.name());
    Duration time = time(task, pulse, members);
    List<JobName> upstream =
        task.upstream().stream()
            .filter(members::containsKey)
            // One that is due later is not waited for.
            .filter(
                each ->
                    time(Objects.requireNonNull(members.get(each)), pulse, members).compareTo(time)
                        <= 0)
            .toList();
    List<DatedInput> dated =
        task.dated().stream()
            .filter(each -> pulse.daily() && members.containsKey(each.task()))
            .toList();
    tellLosses(task, pulse, dated);
    List<OfMoments> others = others(task, pulse, members);
    if (!pulse.daily()) {
      others.forEach(
          each ->
              losses.add(
                  "%s in %s: it does not wait for %s, which is in %s"
                      .formatted(task.name(), pulse.id(), each.task(), each.pulse().id())));
    }
    return new ExportTask(
        task.name(),
        declared.title(),
        declared.owner(),
        gate(task, pulse),
        upstream,
        dated,
        pulse.daily() ? others : List.of(),
        task.retries(),
        tasks.pool(task.pool()).isPresent() ? task.pool() : "",
        task.priority(),
        declared.timeout(),
        task.deadline() == null ? null : time.plus(task.deadline()));
  }

  /** How long after its flow has begun a task has its time, on the first day. */
  private Duration time(ScheduledTask task, Pulse pulse, Map<JobName, ScheduledTask> members) {
    Timetable timetable = task.timetable();
    if (!pulse.daily()) {
      return Duration.ZERO;
    }
    if (timetable != null) {
      return Duration.between(
          start.atStartOfDay(pulse.zone()),
          start.atTime(Moments.once(timetable)).atZone(timetable.schedule().zone()));
    }
    return tasks.awaitedBy(task.name()).stream()
        .flatMap(each -> Optional.ofNullable(members.get(each)).stream())
        .map(each -> time(each, pulse, members))
        .max(Duration::compareTo)
        .orElse(Duration.ZERO);
  }

  private @Nullable Gate gate(ScheduledTask task, Pulse pulse) {
    Timetable timetable = task.timetable();
    if (timetable == null) {
      return null;
    }
    ZoneId zone = timetable.schedule().zone();
    RunDays days = RunDays.of(timetable, start);
    LocalTime time = pulse.daily() ? Moments.once(timetable) : null;
    Duration after = time(task, pulse, Map.of());
    if (days.until() != null) {
      losses.add(
          "%s: its days are listed until %s, and it fails from then on until they are exported again"
              .formatted(task.name(), days.until()));
    }
    if (after.isNegative()) {
      losses.add(
          "%s: at %s in %s the day of %s has not begun, so it runs %s later"
              .formatted(
                  task.name(), time, zone, pulse.zone(), ShortDuration.text(after.negated())));
    }
    return new Gate(zone, time, after, days.days(), days.until());
  }

  /**
   * What it needs and another flow has, at moments of the same business date: what runs once a day
   * has its slot of that only later, and is not waited for.
   */
  private List<OfMoments> others(
      ScheduledTask task, Pulse pulse, Map<JobName, ScheduledTask> members) {
    return task.upstream().stream()
        .filter(each -> !members.containsKey(each))
        .flatMap(
            each ->
                pulsesOf(each)
                    .filter(other -> !other.daily() && !other.equals(pulse))
                    .map(other -> new OfMoments(each, other)))
        .toList();
  }

  private Stream<Pulse> pulsesOf(JobName name) {
    Pulse own = pulses.get(name);
    return own != null
        ? Stream.of(own)
        : tasks.find(name).stream()
            .flatMap(task -> task.upstream().stream())
            .flatMap(input -> Optional.ofNullable(pulses.get(input)).stream())
            .distinct();
  }

  private void tellLosses(ScheduledTask task, Pulse pulse, List<DatedInput> kept) {
    if (task.arrival() != null) {
      losses.add(
          "%s: its arrival is not carried over, it runs at its time whatever has been delivered"
              .formatted(task.name()));
    }
    Schedule schedule = task.declared();
    Timetable timetable = task.timetable();
    if (schedule != null && timetable != null && schedule.missed() != Missed.ALL) {
      losses.add(
          "%s: missed %s is not carried over, all that was missed is run"
              .formatted(task.name(), schedule.missed().toString().toLowerCase(Locale.ROOT)));
    }
    for (DatedInput each : task.dated()) {
      if (!kept.contains(each)) {
        losses.add(
            "%s in %s: its input %s of other dates (%s) is not waited for"
                .formatted(task.name(), pulse.id(), each.task(), each.dates()));
      }
    }
  }
}
