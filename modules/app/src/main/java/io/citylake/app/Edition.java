package io.citylake.app;

import io.citylake.contract.Workspace;
import io.citylake.model.JobName;
import io.citylake.run.graph.JobGraph;
import io.citylake.schedule.plan.ScheduledTasks;
import java.time.LocalDate;
import java.util.Collection;
import java.util.function.Function;

/**
 * One state of a workspace, with all that is made of it: what is scheduled, and how its jobs and
 * contracts read for each business date. Safe for threads.
 */
final class Edition {
  private final Workspace workspace;
  private final JobGraph graph;
  private final DatedWorkspaces dated;
  private final ScheduledTasks tasks;

  /**
   * @param dated loads the same state as it reads for a business date
   * @throws io.citylake.model.CityLakeException where its steps can't be put in order
   */
  Edition(Workspace workspace, Function<LocalDate, Workspace> dated) {
    this.workspace = workspace;
    this.graph = JobGraph.of(workspace);
    this.dated = new DatedWorkspaces(dated);
    this.tasks = ScheduledTasks.of(workspace, graph.all(), graph::nearestOf);
  }

  Workspace workspace() {
    return workspace;
  }

  Workspace of(LocalDate date) {
    return dated.of(date);
  }

  /** Who has slots. */
  ScheduledTasks tasks() {
    return tasks;
  }

  /** Some tasks, as a backfill runs them. */
  ScheduledTasks chosen(Collection<JobName> jobs) {
    return ScheduledTasks.chosen(workspace, graph.order(jobs), graph::nearestOf);
  }
}
