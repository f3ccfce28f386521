package io.citylake.schedule.plan;

import io.citylake.model.JobName;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Whose slots give one to a task without moments of its own. What it needs of the same date gives
 * it one under the same name; where these tasks are all of other dates, it has one for each
 * business date for which one of these has any.
 */
final class Leaders {
  private final Map<JobName, Leads> leads = new TreeMap<>();
  private final Map<JobName, List<ScheduledTask>> followers = new TreeMap<>();
  private final Map<JobName, List<ScheduledTask>> dayFollowers = new TreeMap<>();

  /**
   * Tasks with moments.
   *
   * @param same whose slots give it one under the same name
   * @param days whose slots give it one of their business date
   * @param awaited those whose moments of a business date come before its slot of that
   */
  private record Leads(Set<JobName> same, Set<JobName> days, Set<JobName> awaited) {
    Leads() {
      this(new TreeSet<>(), new TreeSet<>(), new TreeSet<>());
    }

    Set<JobName> all() {
      Set<JobName> all = new TreeSet<>(same);
      all.addAll(days);
      return all;
    }
  }

  /**
   * @param tasks each after those that it needs
   */
  Leaders(Collection<ScheduledTask> tasks) {
    for (ScheduledTask task : tasks) {
      Leads found = task.follows() ? following(task) : ofItself(task);
      leads.put(task.name(), found);
      if (task.follows()) {
        found.same().forEach(each -> add(followers, each, task));
        found.days().forEach(each -> add(dayFollowers, each, task));
      }
    }
  }

  private static void add(
      Map<JobName, List<ScheduledTask>> to, JobName leader, ScheduledTask task) {
    to.computeIfAbsent(leader, name -> new ArrayList<>()).add(task);
  }

  private static Leads ofItself(ScheduledTask task) {
    Leads found = new Leads();
    found.same().add(task.name());
    if (task.timetable() != null && task.timetable().isOnceADay()) {
      found.awaited().add(task.name());
    }
    return found;
  }

  private Leads following(ScheduledTask task) {
    Leads found = new Leads();
    for (JobName name : task.upstream()) {
      Leads input = of(name);
      found.same().addAll(input.same());
      found.days().addAll(input.days());
      found.awaited().addAll(input.awaited());
    }
    for (DatedInput dated : task.dated()) {
      Leads input = of(dated.task());
      if (task.followsDays()) {
        found.days().addAll(input.all());
      }
      if (dated.dates().isOfItsOwnToo()) {
        found.awaited().addAll(input.all());
      }
    }
    found.days().removeAll(found.same());
    return found;
  }

  private Leads of(JobName name) {
    return leads.getOrDefault(name, new Leads());
  }

  /** Those that have a slot of the same name whenever a task has. */
  List<ScheduledTask> followersOf(JobName name) {
    return followers.getOrDefault(name, List.of());
  }

  /** Those that have one slot for each business date for which a task has any. */
  List<ScheduledTask> dayFollowersOf(JobName name) {
    return dayFollowers.getOrDefault(name, List.of());
  }

  /** The tasks with moments whose slots give a task its own; a task with moments is its own. */
  Set<JobName> leadersOf(JobName name) {
    return Set.copyOf(of(name).same());
  }

  /** Those whose business dates give it its slots. */
  Set<JobName> dayLeadersOf(JobName name) {
    return Set.copyOf(of(name).days());
  }

  /** Those whose moments of a business date come before its slot of that date. */
  Set<JobName> awaitedBy(JobName name) {
    return Set.copyOf(of(name).awaited());
  }
}
