package io.citylake.schedule.plan;

import io.citylake.contract.Workspace;
import io.citylake.contract.dataset.DatasetContract;
import io.citylake.contract.job.Task;
import io.citylake.contract.schedule.Schedule;
import io.citylake.model.JobName;
import io.citylake.schedule.time.Firing;
import io.citylake.schedule.time.Timetable;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Who has slots and who needs whom, as a workspace declares it. Any number of threads may use it.
 */
public final class ScheduledTasks {
  private static final int MOST_REMEMBERED = 20_000;

  private final Map<JobName, ScheduledTask> tasks = new LinkedHashMap<>();
  private final Map<JobName, List<ScheduledTask>> followers = new TreeMap<>();
  private final Map<String, Integer> pools;
  private final Map<Day, List<Firing>> remembered = new ConcurrentHashMap<>();

  private final Map<JobName, NextFiring> nexts = new ConcurrentHashMap<>();

  private record NextFiring(Instant after, Optional<Firing> firing) {}

  private record Day(JobName task, LocalDate date) {}

  /**
   * @param tasks each after those that it needs
   */
  public ScheduledTasks(Collection<ScheduledTask> tasks, Map<String, Integer> pools) {
    this.pools = Map.copyOf(pools);
    tasks.forEach(each -> this.tasks.put(each.name(), each));
    for (ScheduledTask task : tasks) {
      if (task.follows()) {
        for (JobName needed : task.upstream()) {
          followers.computeIfAbsent(needed, name -> new ArrayList<>()).add(task);
        }
      }
    }
  }

  /**
   * The tasks of a workspace that have a schedule, and the steps that follow them.
   *
   * @param ordered all tasks, each after those that it needs
   * @param upstream which tasks one needs, near and far
   */
  public static ScheduledTasks of(
      Workspace workspace, List<JobName> ordered, Function<JobName, Set<JobName>> upstream) {
    Map<JobName, ScheduledTask> found = new LinkedHashMap<>();
    for (JobName name : ordered) {
      Optional<Task> task = workspace.findTask(name);
      if (task.isEmpty()) {
        continue;
      }
      Schedule schedule = task.get().schedule();
      List<JobName> needs = found.keySet().stream().filter(upstream.apply(name)::contains).toList();
      boolean follows = workspace.steps().containsKey(name) && !needs.isEmpty();
      if (schedule != null || follows) {
        found.put(name, scheduled(workspace, task.get(), found.size(), needs));
      }
    }
    return new ScheduledTasks(found.values(), workspace.settings().scheduling().pools());
  }

  /** All of some tasks, as a backfill runs them: none has moments of its own. */
  public static ScheduledTasks chosen(
      Workspace workspace, List<JobName> ordered, Function<JobName, Set<JobName>> upstream) {
    Map<JobName, ScheduledTask> found = new LinkedHashMap<>();
    for (JobName name : ordered) {
      Task task = workspace.loadTask(name);
      List<JobName> needs = found.keySet().stream().filter(upstream.apply(name)::contains).toList();
      found.put(
          name,
          new ScheduledTask(name, found.size(), task.target(), task.schedule(), null, needs, null));
    }
    return new ScheduledTasks(found.values(), workspace.settings().scheduling().pools());
  }

  private static ScheduledTask scheduled(
      Workspace workspace, Task task, int order, List<JobName> needs) {
    Schedule schedule = task.schedule();
    DatasetContract dataset = workspace.loadDataset(task.target());
    @Nullable Duration declared = schedule == null ? null : schedule.deadline();
    return new ScheduledTask(
        task.name(),
        order,
        task.target(),
        schedule,
        schedule == null ? null : timetable(workspace, schedule),
        needs,
        declared != null ? declared : cycle(dataset.updateCycle()).orElse(null));
  }

  private static Timetable timetable(Workspace workspace, Schedule schedule) {
    Schedule.Days days = schedule.days();
    return new Timetable(
        schedule, days == null ? null : workspace.calendars().get(days.calendar()));
  }

  /** How long a table may go without an update; empty where its contract doesn't say. */
  public static Optional<Duration> cycle(@Nullable String words) {
    return switch (words == null ? "" : words) {
      case "hourly", "real-time" -> Optional.of(Duration.ofHours(1));
      case "daily" -> Optional.of(Duration.ofDays(1));
      case "weekly" -> Optional.of(Duration.ofDays(7));
      case "monthly" -> Optional.of(Duration.ofDays(31));
      case "quarterly" -> Optional.of(Duration.ofDays(92));
      case "yearly" -> Optional.of(Duration.ofDays(366));
      default -> Optional.empty();
    };
  }

  /** All, each after those that it needs. */
  public Collection<ScheduledTask> all() {
    return tasks.values();
  }

  public Optional<ScheduledTask> find(JobName name) {
    return Optional.ofNullable(tasks.get(name));
  }

  /** The tasks that have a slot whenever this one has. */
  public List<ScheduledTask> followersOf(JobName name) {
    return followers.getOrDefault(name, List.of());
  }

  /** How many runs a pool lets go at once. */
  public int places(String pool) {
    return pools.getOrDefault(pool, Integer.MAX_VALUE);
  }

  /** The first moment of a task after another; empty for none, and for a task that follows. */
  Optional<Firing> next(ScheduledTask task, Instant after) {
    Timetable timetable = task.timetable();
    if (timetable == null) {
      return Optional.empty();
    }
    // Asked again at each look, and another only once it has come.
    NextFiring known = nexts.get(task.name());
    if (known == null || !known.after().equals(after)) {
      known = new NextFiring(after, timetable.next(after));
      nexts.put(task.name(), known);
    }
    return known.firing();
  }

  /** The moments of a task for a business date. */
  List<Firing> firings(ScheduledTask task, LocalDate date) {
    Timetable timetable = task.timetable();
    if (timetable == null) {
      return List.of();
    }
    if (remembered.size() > MOST_REMEMBERED) {
      remembered.clear();
    }
    return remembered.computeIfAbsent(new Day(task.name(), date), day -> timetable.of(date));
  }

  /**
   * When a follower's slot has its time: with the last of its inputs that name their slots by the
   * same day, or with the moment that it is for.
   */
  Instant timeOf(ScheduledTask follower, Firing firing) {
    if (!firing.key().equals(firing.businessDate().toString())) {
      return firing.at();
    }
    return follower.upstream().stream()
        .map(tasks::get)
        .filter(each -> each.timetable() != null && each.timetable().isOnceADay())
        .flatMap(each -> firings(each, firing.businessDate()).stream())
        .map(Firing::at)
        .max(Instant::compareTo)
        .orElse(firing.at());
  }
}
