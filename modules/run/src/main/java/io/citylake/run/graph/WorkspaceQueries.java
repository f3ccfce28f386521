package io.citylake.run.graph;

import io.citylake.contract.Problem;
import io.citylake.contract.Workspace;
import io.citylake.contract.application.Application;
import io.citylake.contract.application.Application.Panel;
import io.citylake.contract.dataset.DatasetContract;
import io.citylake.contract.job.Step;
import io.citylake.model.CityLakeException;
import io.citylake.model.TableName;
import io.citylake.transform.step.QueryMistake;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The mistakes of a workspace that only its queries show. Starts no session. */
public final class WorkspaceQueries {
  private static final Set<String> SCREEN_LAYERS = Set.of("dws", "ads");

  private final Workspace workspace;
  private final QueryInputs inputs;
  private final List<Problem> problems = new ArrayList<>();

  private WorkspaceQueries(Workspace workspace) {
    this.workspace = workspace;
    this.inputs = QueryInputs.of(workspace);
  }

  /** All of them: queries that can't be read, tables that don't exist, circles. */
  public static List<Problem> problems(Workspace workspace) {
    WorkspaceQueries queries = new WorkspaceQueries(workspace);
    for (Step step : workspace.steps().values()) {
      queries.attempt(step.file(), () -> StepInputs.of(workspace, step, queries.inputs));
    }
    for (Application application : workspace.applications().values()) {
      for (Panel panel : application.panels()) {
        queries.attempt(panel.file(), () -> queries.panel(panel));
      }
    }
    queries.inputs.remember();
    if (queries.problems.isEmpty()) {
      queries.attempt("jobs", () -> JobGraph.of(workspace).all());
    }
    return List.copyOf(queries.problems);
  }

  private void panel(Panel panel) {
    for (TableName table : inputs.of(panel.sql(), panel.file())) {
      DatasetContract dataset = workspace.datasets().get(table);
      String why =
          dataset == null
              ? "which no contract declares"
              : SCREEN_LAYERS.contains(dataset.layer()) ? "" : "which is no dws_ or ads_ table";
      if (!why.isEmpty()) {
        problems.add(
            new Problem(
                panel.file(), 1, 1, "panel %s reads %s, %s".formatted(panel.name(), table, why)));
      }
    }
  }

  private void attempt(String file, Runnable check) {
    try {
      check.run();
    } catch (CityLakeException e) {
      // A query within YAML begins somewhere in its file, and counts its lines from there.
      Optional<QueryMistake> mistake =
          file.endsWith(".sql") ? QueryMistake.of(e) : Optional.empty();
      int line = mistake.map(QueryMistake::line).orElse(1);
      int column = mistake.map(QueryMistake::column).orElse(1);
      problems.add(new Problem(file, line, column, e.getMessage()));
    }
  }
}
