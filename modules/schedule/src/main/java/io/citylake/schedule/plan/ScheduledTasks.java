package io.citylake.schedule.plan;

import io.citylake.contract.Workspace;
import io.citylake.contract.dataset.DatasetContract;
import io.citylake.contract.job.Task;
import io.citylake.contract.schedule.InputDates;
import io.citylake.contract.schedule.Pool;
import io.citylake.contract.schedule.Priority;
import io.citylake.contract.schedule.Schedule;
import io.citylake.contract.settings.MaintainSettings;
import io.citylake.model.JobName;
import io.citylake.model.TableName;
import io.citylake.schedule.time.Firing;
import io.citylake.schedule.time.Timetable;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Who has slots and who needs whom, as a workspace declares it. Any number of threads may use it.
 */
public final class ScheduledTasks {
  private static final int MOST_REMEMBERED = 20_000;

  /** No pool of a workspace can be called so. */
  private static final String UPKEEP_HOURS = "maintain hours";

  private final Map<JobName, ScheduledTask> tasks = new LinkedHashMap<>();
  private final Leaders leaders;
  private final Map<JobName, Place> places;
  private final Map<String, Pool> pools;
  private final ZoneId zone;
  private final Map<Day, List<Firing>> remembered = new ConcurrentHashMap<>();

  private final Map<JobName, NextFiring> nexts = new ConcurrentHashMap<>();

  private record NextFiring(Instant after, Optional<Firing> firing) {}

  private record Day(JobName task, LocalDate date) {}

  /**
   * What a run of a task takes while it lasts.
   *
   * @param pool its pool; empty for none
   */
  record Place(TableName target, String pool) {}

  /**
   * @param tasks each after those that it needs
   */
  public ScheduledTasks(Collection<ScheduledTask> tasks, Map<String, Pool> pools, ZoneId zone) {
    this(tasks, Map.of(), pools, zone);
  }

  /**
   * @param others what runs of tasks take that have no slots here, but may in another series
   */
  private ScheduledTasks(
      Collection<ScheduledTask> tasks,
      Map<JobName, Place> others,
      Map<String, Pool> pools,
      ZoneId zone) {
    this.places = new TreeMap<>(others);
    tasks.forEach(each -> places.put(each.name(), new Place(each.target(), each.pool())));
    this.pools = Map.copyOf(pools);
    this.zone = zone;
    tasks.forEach(each -> this.tasks.put(each.name(), each));
    this.leaders = new Leaders(tasks);
  }

  /**
   * The tasks of a workspace that have a schedule, and the steps that follow them.
   *
   * @param ordered all tasks, each after those that it needs
   * @param nearest which tasks fill what one itself needs
   */
  public static ScheduledTasks of(
      Workspace workspace, List<JobName> ordered, Function<JobName, Set<JobName>> nearest) {
    Map<JobName, ScheduledTask> found = new LinkedHashMap<>();
    Edges edges = new Edges(workspace, nearest);
    for (JobName name : ordered) {
      Optional<Task> task = workspace.findTask(name);
      if (task.isEmpty()) {
        continue;
      }
      Schedule schedule = task.get().schedule();
      Set<JobName> all = edges.upstreamOf(task.get());
      List<JobName> needs = found.keySet().stream().filter(all::contains).toList();
      boolean timed = schedule != null && schedule.when() != null;
      boolean follows = workspace.steps().containsKey(name) || (schedule != null && !timed);
      List<DatedInput> dated =
          edges.dated(task.get()).stream().filter(each -> found.containsKey(each.task())).toList();
      if (timed || (follows && !(needs.isEmpty() && dated.isEmpty()))) {
        found.put(name, scheduled(workspace, task.get(), found.size(), needs, dated));
      }
    }
    upkeep(workspace, found.size()).ifPresent(each -> found.put(each.name(), each));
    return of(workspace, found);
  }

  /** Empty where it has no schedule. */
  private static Optional<ScheduledTask> upkeep(Workspace workspace, int order) {
    MaintainSettings settings = workspace.settings().maintain();
    Schedule said = settings.schedule();
    if (said == null) {
      return Optional.empty();
    }
    Schedule schedule =
        said.withRoom(settings.hours() == null ? null : UPKEEP_HOURS, Priority.LOWEST);
    return Optional.of(
        new ScheduledTask(
            ScheduledTask.UPKEEP,
            order,
            new TableName(TableName.SYSTEM, "maintenance"),
            schedule,
            timetable(workspace, schedule),
            List.of(),
            said.deadline()));
  }

  /** All of some tasks, as a backfill runs them: none has moments of its own. */
  public static ScheduledTasks chosen(
      Workspace workspace, List<JobName> ordered, Function<JobName, Set<JobName>> nearest) {
    Map<JobName, ScheduledTask> found = new LinkedHashMap<>();
    Edges edges = new Edges(workspace, nearest);
    for (JobName name : ordered) {
      Task task = workspace.loadTask(name);
      Set<JobName> all = edges.upstreamOf(task);
      List<JobName> needs = found.keySet().stream().filter(all::contains).toList();
      List<DatedInput> dated =
          edges.dated(task).stream().filter(each -> found.containsKey(each.task())).toList();
      found.put(
          name,
          new ScheduledTask(
              name, found.size(), task.target(), task.schedule(), null, needs, dated, null));
    }
    return of(workspace, found);
  }

  private static ScheduledTasks of(Workspace workspace, Map<JobName, ScheduledTask> found) {
    Map<String, Pool> pools = new TreeMap<>(workspace.settings().scheduling().pools());
    Pool.Hours hours = workspace.settings().maintain().hours();
    if (hours != null) {
      pools.put(UPKEEP_HOURS, new Pool(1, hours));
    }
    return new ScheduledTasks(
        found.values(), places(workspace), pools, workspace.settings().zone());
  }

  /** Of all tasks: whatever has no slots here may run in a backfill, or by the schedule. */
  private static Map<JobName, Place> places(Workspace workspace) {
    Map<JobName, Place> places = new TreeMap<>();
    workspace
        .tasks()
        .forEach(
            (name, task) -> {
              Schedule schedule = task.schedule();
              String pool = schedule == null ? null : schedule.pool();
              places.put(name, new Place(task.target(), pool == null ? "" : pool));
            });
    return places;
  }

  /** Who needs whom of the same date, and of which others. */
  private static final class Edges {
    private final Workspace workspace;
    private final Function<JobName, Set<JobName>> nearest;
    private final Map<JobName, Set<JobName>> known = new TreeMap<>();

    Edges(Workspace workspace, Function<JobName, Set<JobName>> nearest) {
      this.workspace = workspace;
      this.nearest = nearest;
    }

    /** Near and far, each of the same date; asked of each task after those that it needs. */
    Set<JobName> upstreamOf(Task task) {
      Set<JobName> others = dated(task).stream().map(DatedInput::task).collect(Collectors.toSet());
      Set<JobName> upstream = new TreeSet<>();
      for (JobName name : nearest.apply(task.name())) {
        if (!others.contains(name)) {
          upstream.add(name);
          upstream.addAll(known.getOrDefault(name, nearest.apply(name)));
        }
      }
      known.put(task.name(), upstream);
      return upstream;
    }

    List<DatedInput> dated(Task task) {
      Schedule schedule = task.schedule();
      if (schedule == null || schedule.needs().inputs().isEmpty()) {
        return List.of();
      }
      return nearest.apply(task.name()).stream()
          .sorted()
          .flatMap(name -> dated(name, schedule).stream())
          .toList();
    }

    private Optional<DatedInput> dated(JobName name, Schedule schedule) {
      Map<TableName, InputDates> inputs = schedule.needs().inputs();
      return workspace
          .findTask(name)
          .flatMap(task -> Optional.ofNullable(inputs.get(task.target())))
          .map(dates -> new DatedInput(name, dates));
    }
  }

  private static ScheduledTask scheduled(
      Workspace workspace, Task task, int order, List<JobName> needs, List<DatedInput> dated) {
    Schedule schedule = task.schedule();
    DatasetContract dataset = workspace.loadDataset(task.target());
    @Nullable Duration declared = schedule == null ? null : schedule.deadline();
    return new ScheduledTask(
        task.name(),
        order,
        task.target(),
        schedule,
        schedule == null || schedule.when() == null ? null : timetable(workspace, schedule),
        needs,
        dated,
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

  /** What a run of a task takes, also of one that has no slots here; empty for one unheard of. */
  Optional<Place> place(JobName name) {
    return Optional.ofNullable(places.get(name));
  }

  /** The tasks that have a slot of the same name whenever this one has. */
  List<ScheduledTask> followersOf(JobName name) {
    return leaders.followersOf(name);
  }

  /** The tasks that have one slot for each business date for which this one has any. */
  List<ScheduledTask> dayFollowersOf(JobName name) {
    return leaders.dayFollowersOf(name);
  }

  /** The tasks with moments whose slots give a task one of the same name. */
  public Set<JobName> leadersOf(JobName name) {
    return leaders.leadersOf(name);
  }

  /** The tasks with moments whose business dates give a task its slots. */
  public Set<JobName> dayLeadersOf(JobName name) {
    return leaders.dayLeadersOf(name);
  }

  /** The tasks whose moments of a business date come before a task's slot of that date. */
  public Set<JobName> awaitedBy(JobName name) {
    return leaders.awaitedBy(name);
  }

  /** A pool by its name; empty for none. */
  public Optional<Pool> pool(String name) {
    return Optional.ofNullable(pools.get(name));
  }

  /** The time of day of the pools' hours. */
  LocalTime timeOf(Instant at) {
    return LocalTime.ofInstant(at, zone);
  }

  /** When a pool that is closed opens again. */
  Instant opens(Pool.Hours hours, Instant now) {
    ZonedDateTime local = now.atZone(zone);
    ZonedDateTime today = local.toLocalDate().atTime(hours.from()).atZone(zone);
    return (today.isAfter(local)
            ? today
            : local.toLocalDate().plusDays(1).atTime(hours.from()).atZone(zone))
        .toInstant();
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
   * When a follower's slot has its time: that of a business date with the last moment of what it
   * needs of this date, any other with the moment that it is for.
   */
  Instant timeOf(ScheduledTask follower, Firing firing) {
    if (!firing.key().equals(firing.businessDate().toString())) {
      return firing.at();
    }
    return leaders.awaitedBy(follower.name()).stream()
        .map(tasks::get)
        .flatMap(each -> firings(each, firing.businessDate()).stream())
        .map(Firing::at)
        .max(Instant::compareTo)
        .orElse(firing.at());
  }
}
