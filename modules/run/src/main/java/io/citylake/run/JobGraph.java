package io.citylake.run;

import io.citylake.contract.Audit;
import io.citylake.contract.Job;
import io.citylake.contract.Workspace;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import io.citylake.model.JobName;
import io.citylake.model.TableName;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Which job needs which: a job whose table references another table comes after the jobs that fill
 * that table. Order is by name where nothing else decides, so that two runs print alike.
 */
public final class JobGraph {
  private final SortedMap<JobName, SortedSet<JobName>> upstream = new TreeMap<>();
  private final SortedMap<JobName, SortedSet<JobName>> downstream = new TreeMap<>();

  private JobGraph() {}

  public static JobGraph of(Workspace workspace) {
    JobGraph graph = new JobGraph();
    Map<TableName, SortedSet<JobName>> fillers = new TreeMap<>();
    for (Job job : workspace.jobs().values()) {
      graph.upstream.put(job.name(), new TreeSet<>());
      graph.downstream.put(job.name(), new TreeSet<>());
      fillers.computeIfAbsent(job.target(), table -> new TreeSet<>()).add(job.name());
    }
    for (Job job : workspace.jobs().values()) {
      for (Audit audit : workspace.loadDataset(job.target()).audits()) {
        if (audit instanceof Audit.References references
            && !references.table().equals(job.target())) {
          for (JobName needed : fillers.getOrDefault(references.table(), new TreeSet<>())) {
            graph.upstream.get(job.name()).add(needed);
            graph.downstream.get(needed).add(job.name());
          }
        }
      }
    }
    return graph;
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
          "Cannot order jobs: their tables reference each other in a circle (%s); set one of the references audits aside"
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
