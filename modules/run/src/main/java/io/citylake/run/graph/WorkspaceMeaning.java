package io.citylake.run.graph;

import io.citylake.check.expression.ExpressionRules;
import io.citylake.contract.Problem;
import io.citylake.contract.Workspace;
import io.citylake.contract.application.Application;
import io.citylake.contract.application.Application.Panel;
import io.citylake.contract.dataset.DatasetContract;
import io.citylake.contract.job.Job;
import io.citylake.contract.job.SourceSpec;
import io.citylake.contract.job.Step;
import io.citylake.contract.yaml.Place;
import io.citylake.model.CityLakeException;
import io.citylake.model.TableName;
import io.citylake.read.SourceReaders;
import io.citylake.transform.step.QueryMistake;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.function.Supplier;

/**
 * The mistakes of a workspace that show once its queries and sources are read for what they mean.
 * Starts no session.
 */
public final class WorkspaceMeaning {
  private static final Set<String> SCREEN_LAYERS = Set.of("dws", "ads");

  private final Workspace workspace;
  private final QueryInputs inputs;
  private final CheckedColumns columns;
  private final WrittenPlace places;
  private final List<Problem> problems = new ArrayList<>();

  private WorkspaceMeaning(Workspace workspace) {
    this.workspace = workspace;
    this.inputs = QueryInputs.of(workspace);
    this.columns = CheckedColumns.of(workspace);
    this.places = new WrittenPlace(workspace.home());
  }

  /**
   * All of them: sources outside the roots, queries and conditions that can't be read, tables and
   * columns that don't exist, circles.
   */
  public static List<Problem> problems(Workspace workspace) {
    WorkspaceMeaning meaning = new WorkspaceMeaning(workspace);
    for (Job job : workspace.jobs().values()) {
      String file = "jobs/%s/%s.yaml".formatted(job.name().theme(), job.name().job());
      String[] keys =
          job.source() instanceof SourceSpec.Files
              ? new String[] {"source", "files", "path"}
              : new String[] {"source", "jdbc", "database"};
      meaning.attempt(
          () -> meaning.places.ofKeys(file, keys),
          () -> SourceReaders.requirePlace(job, workspace.settings(), workspace.home()));
    }
    for (DatasetContract dataset : workspace.datasets().values()) {
      String file =
          "conf/themes/%s/%s.yaml".formatted(dataset.name().theme(), dataset.name().table());
      for (String condition : ExpressionRules.texts(dataset)) {
        meaning.attempt(
            () -> meaning.places.ofText(file, condition),
            () -> meaning.condition(dataset, condition, file));
      }
    }
    for (Step step : workspace.steps().values()) {
      meaning.attempt(step.file(), () -> meaning.step(step));
    }
    for (Application application : workspace.applications().values()) {
      for (Panel panel : application.panels()) {
        meaning.attempt(panel.file(), () -> meaning.panel(panel));
      }
    }
    meaning.inputs.remember();
    meaning.columns.remember();
    if (meaning.problems.isEmpty()) {
      meaning.attempt("jobs", () -> JobGraph.of(workspace).all());
    }
    return List.copyOf(meaning.problems);
  }

  private void condition(DatasetContract dataset, String condition, String file) {
    String query = "SELECT (%s) FROM %s".formatted(condition, dataset.name());
    try {
      columns.require(query, file, inputs.of(query, file), null);
    } catch (CityLakeException e) {
      String said = String.valueOf(e.getMessage());
      throw new CityLakeException(
          e.code(),
          "Cannot use the condition '%s' of table %s: %s"
              .formatted(condition, dataset.name(), said.substring(Math.max(0, said.indexOf('[')))),
          e);
    }
  }

  private void step(Step step) {
    SortedSet<TableName> read = StepInputs.of(workspace, step, inputs);
    columns.require(step.sql(), step.file(), read, workspace.datasets().get(step.target()));
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
    columns.require(panel.sql(), panel.file(), inputs.of(panel.sql(), panel.file()), null);
  }

  private void attempt(Supplier<Place> place, Runnable check) {
    try {
      check.run();
    } catch (CityLakeException e) {
      problems.add(place.get().problem(String.valueOf(e.getMessage())));
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
