package io.citylake.run.graph;

import io.citylake.contract.BrokenFiles.BrokenTask;
import io.citylake.contract.Workspace;
import io.citylake.contract.dataset.Audit;
import io.citylake.contract.job.Step;
import io.citylake.contract.job.Task;
import io.citylake.contract.schedule.Schedule;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import io.citylake.model.JobName;
import io.citylake.model.TableName;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Which job needs which: a step comes after what fills the tables that it reads, and a task whose
 * table references another one after what fills that. Order is by name where nothing else decides,
 * so that two runs print alike. Tasks that can't run because of a mistake in their file are in it
 * too, so that what needs them is known.
 */
public final class JobGraph {
  private final SortedMap<JobName, SortedSet<JobName>> upstream = new TreeMap<>();
  private final SortedMap<JobName, SortedSet<JobName>> downstream = new TreeMap<>();
  private final SortedMap<JobName, CityLakeException> mistakes = new TreeMap<>();

  private JobGraph() {}

  /** Finds who needs whom, as far as queries can be read. */
  public static JobGraph of(Workspace workspace) {
    JobGraph graph = new JobGraph();
    Map<TableName, SortedSet<JobName>> fillers = new TreeMap<>();
    for (Task task : workspace.tasks().values()) {
      graph.add(task.name());
      fillers.computeIfAbsent(task.target(), table -> new TreeSet<>()).add(task.name());
    }
    for (BrokenTask task : workspace.broken().tasks().values()) {
      graph.add(task.name());
      graph.mistakes.put(task.name(), task.failure());
      TableName target = task.target();
      if (target != null) {
        fillers.computeIfAbsent(target, table -> new TreeSet<>()).add(task.name());
      }
    }
    QueryInputs queries = QueryInputs.of(workspace);
    for (Task task : workspace.tasks().values()) {
      Set<TableName> needs = graph.needs(workspace, task, queries);
      graph.checkDates(task, needs);
      for (TableName table : needs) {
        for (JobName needed : fillers.getOrDefault(table, new TreeSet<>())) {
          graph.upstream.get(task.name()).add(needed);
          graph.downstream.get(needed).add(task.name());
        }
      }
    }
    queries.remember();
    return graph;
  }

  private void add(JobName job) {
    upstream.put(job, new TreeSet<>());
    downstream.put(job, new TreeSet<>());
  }

  /** A date of an input that nobody reads would count nowhere. */
  private void checkDates(Task task, Set<TableName> needs) {
    Schedule schedule = task.schedule();
    if (schedule == null || mistakes.containsKey(task.name())) {
      return;
    }
    Set<TableName> others = new TreeSet<>(schedule.needs().inputs().keySet());
    others.removeAll(needs);
    if (!others.isEmpty()) {
      mistakes.put(
          task.name(),
          new CityLakeException(
              ErrorCode.CONTRACT_INVALID,
              "Cannot run %s: 'inputs' of its schedule names %s, which it doesn't need; name it in 'after' too, or leave it out"
                  .formatted(task.name(), others)));
    }
  }

  private Set<TableName> needs(Workspace workspace, Task task, QueryInputs queries) {
    Set<TableName> needs = new TreeSet<>();
    for (Audit audit : workspace.loadDataset(task.target()).audits()) {
      if (audit instanceof Audit.References references) {
        needs.add(references.table());
      }
    }
    if (task.schedule() != null) {
      needs.addAll(task.schedule().needs().after());
    }
    needs.remove(task.target());
    if (task instanceof Step step) {
      try {
        needs.addAll(StepInputs.of(workspace, step, queries));
      } catch (CityLakeException e) {
        mistakes.put(task.name(), e);
      }
    }
    return needs;
  }

  /** All of them, each after those that it needs. */
  public List<JobName> all() {
    return order(upstream.keySet());
  }

  /**
   * Why a job can't run: CONTRACT_INVALID where its file has a mistake, or its query can't be read
   * or reads what no contract declares. Empty where it can.
   */
  public Optional<CityLakeException> mistake(JobName job) {
    return Optional.ofNullable(mistakes.get(job));
  }

  /** The jobs that fill what this one itself needs. */
  public Set<JobName> nearestOf(JobName job) {
    return Set.copyOf(upstream.getOrDefault(job, new TreeSet<>()));
  }

  /** The jobs that must have run before this one. */
  public Set<JobName> upstreamOf(JobName job) {
    return reach(job, upstream);
  }

  /** The jobs that read what this one fills. */
  public Set<JobName> downstreamOf(JobName job) {
    return reach(job, downstream);
  }

  /**
   * The given jobs, each after those of them that it needs.
   *
   * @throws CityLakeException CONTRACT_INVALID where jobs need each other in a circle
   */
  public List<JobName> order(Collection<JobName> jobs) {
    List<JobName> ordered = new ArrayList<>();
    Set<JobName> done = new LinkedHashSet<>();
    for (JobName job : new TreeSet<>(jobs)) {
      visit(job, new LinkedHashSet<>(), done);
    }
    for (JobName job : done) {
      if (jobs.contains(job)) {
        ordered.add(job);
      }
    }
    return ordered;
  }

  private void visit(JobName job, Set<JobName> path, Set<JobName> done) {
    if (done.contains(job)) {
      return;
    }
    if (!path.add(job)) {
      throw new CityLakeException(
          ErrorCode.CONTRACT_INVALID,
          "Cannot order jobs: their tables need each other in a circle (%s); break it at one of the queries or references audits"
              .formatted(path));
    }
    for (JobName needed : upstream.getOrDefault(job, new TreeSet<>())) {
      visit(needed, path, done);
    }
    path.remove(job);
    done.add(job);
  }

  private static Set<JobName> reach(JobName from, Map<JobName, SortedSet<JobName>> edges) {
    Set<JobName> reached = new TreeSet<>();
    List<JobName> open = new ArrayList<>(edges.getOrDefault(from, new TreeSet<>()));
    while (!open.isEmpty()) {
      JobName next = open.remove(open.size() - 1);
      if (reached.add(next)) {
        open.addAll(edges.getOrDefault(next, new TreeSet<>()));
      }
    }
    return reached;
  }
}
