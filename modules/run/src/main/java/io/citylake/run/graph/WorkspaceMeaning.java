package io.citylake.run.graph;

import io.citylake.check.expression.ExpressionRules;
import io.citylake.contract.Problem;
import io.citylake.contract.Workspace;
import io.citylake.contract.application.Application;
import io.citylake.contract.application.Application.Panel;
import io.citylake.contract.application.NamedMarkers;
import io.citylake.contract.application.PanelParameter;
import io.citylake.contract.dataset.DatasetContract;
import io.citylake.contract.dossier.Dossier;
import io.citylake.contract.dossier.Dossier.Register;
import io.citylake.contract.job.Job;
import io.citylake.contract.job.SourceSpec;
import io.citylake.contract.job.Step;
import io.citylake.contract.load.SoundParts;
import io.citylake.contract.map.LayerQuery;
import io.citylake.contract.map.MapLayer;
import io.citylake.contract.yaml.Place;
import io.citylake.model.CityLakeException;
import io.citylake.model.JobName;
import io.citylake.model.TableName;
import io.citylake.read.SourceReaders;
import io.citylake.transform.step.QueryMistake;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;

/**
 * The mistakes of a workspace that show once its queries and sources are read for what they mean.
 * Starts no session.
 */
public final class WorkspaceMeaning {
  private static final Set<String> SCREEN_LAYERS = Set.of("dws", "ads");
  private static final Set<String> CHOICE_LAYERS = Set.of("dws", "ads", "dim");

  private final SoundParts sound;
  private final Workspace workspace;
  private final QueryInputs inputs;
  private final CheckedColumns columns;
  private final WrittenPlace places;
  private final List<Problem> problems = new ArrayList<>();

  private WorkspaceMeaning(SoundParts sound) {
    this.sound = sound;
    this.workspace = sound.workspace();
    this.inputs = QueryInputs.of(workspace);
    this.columns = CheckedColumns.of(workspace);
    this.places = new WrittenPlace(workspace.home());
  }

  /** All mistakes of a workspace whose files have none. */
  public static List<Problem> problems(Workspace workspace) {
    return problems(SoundParts.all(workspace));
  }

  /**
   * All of them: sources outside the roots, queries and conditions that can't be read, tables and
   * columns that don't exist, schedules that don't fit what a task needs, circles. Nothing is said
   * of a query over a table whose contract has mistakes, but that it can't be read.
   */
  public static List<Problem> problems(SoundParts sound) {
    WorkspaceMeaning meaning = new WorkspaceMeaning(sound);
    if (sound.hasSettings()) {
      meaning.sources();
    }
    meaning.conditions();
    Set<JobName> told = meaning.steps();
    for (Application application : sound.workspace().applications().values()) {
      for (Panel panel : application.panels()) {
        meaning.attempt(panel.file(), () -> meaning.panel(panel));
      }
      meaning.choices(application);
    }
    for (MapLayer layer : sound.workspace().map().layers().values()) {
      String file = "conf/map/" + layer.name() + ".yaml";
      meaning.attempt(file, () -> meaning.layer(layer, file));
    }
    for (Dossier dossier : sound.workspace().map().dossiers().values()) {
      String file = "conf/dossier/" + dossier.name() + ".yaml";
      meaning.attempt(file, () -> meaning.help(dossier, file));
    }
    meaning.order(told);
    if (sound.hasSettings()) {
      meaning.inputs.remember();
      meaning.columns.remember();
    }
    return List.copyOf(meaning.problems);
  }

  private void sources() {
    for (Job job : workspace.jobs().values()) {
      if (job.source() instanceof SourceSpec.FeedMessages) {
        continue;
      }
      String[] keys = keys(job.source());
      attempt(
          () -> places.ofKeys(file(job.name()), keys),
          () -> SourceReaders.requirePlace(job, workspace.settings(), workspace.home()));
    }
  }

  /** What says where a source is. */
  private static String[] keys(SourceSpec source) {
    if (source instanceof SourceSpec.Kafka) {
      return new String[] {"source", "kafka", "topic"};
    }
    return source instanceof SourceSpec.Files
        ? new String[] {"source", "files", "path"}
        : new String[] {"source", "jdbc", "database"};
  }

  private void conditions() {
    for (DatasetContract dataset : workspace.datasets().values()) {
      String file =
          "conf/themes/%s/%s.yaml".formatted(dataset.name().theme(), dataset.name().table());
      for (String condition : ExpressionRules.texts(dataset)) {
        attempt(() -> places.ofText(file, condition), () -> condition(dataset, condition, file));
      }
    }
  }

  /** Those without a mistake, all of whose inputs are known. */
  private Set<JobName> steps() {
    Set<JobName> told = new TreeSet<>();
    for (Step step : workspace.steps().values()) {
      attempt(
          step.file(),
          () -> {
            if (step(step)) {
              told.add(step.name());
            }
          });
    }
    return told;
  }

  /**
   * @param told the steps whose needs are known
   */
  private void order(Set<JobName> told) {
    SortedMap<JobName, Job> jobs = new TreeMap<>(workspace.jobs());
    jobs.values().removeIf(job -> !workspace.datasets().containsKey(job.target()));
    SortedMap<JobName, Step> steps = new TreeMap<>(workspace.steps());
    steps.keySet().retainAll(told);
    steps.values().removeIf(step -> !workspace.datasets().containsKey(step.target()));
    JobGraph graph = JobGraph.of(workspace.withTasks(jobs, steps));
    jobs.keySet().forEach(job -> mistake(graph, job, file(job)));
    steps.forEach((name, step) -> mistake(graph, name, step.file()));
    attempt("jobs", graph::all);
  }

  private void mistake(JobGraph graph, JobName task, String file) {
    graph
        .mistake(task)
        .ifPresent(
            failure ->
                problems.add(Place.start(file).problem(String.valueOf(failure.getMessage()))));
  }

  private static String file(JobName job) {
    return "jobs/%s/%s.yaml".formatted(job.theme(), job.job());
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

  /** False where something that it reads can't be known. */
  private boolean step(Step step) {
    SortedSet<TableName> read = StepInputs.of(workspace, step, inputs, sound::mayDeclare);
    if (readsUnknown(read)) {
      return false;
    }
    columns.require(step.sql(), step.file(), read, workspace.datasets().get(step.target()));
    return true;
  }

  private boolean readsUnknown(Set<TableName> tables) {
    return tables.stream()
        .anyMatch(table -> !workspace.datasets().containsKey(table) && sound.mayDeclare(table));
  }

  private void panel(Panel panel) {
    SortedSet<TableName> read = inputs.of(panel.sql(), panel.file());
    boolean unknown = readsUnknown(read);
    for (TableName table : read) {
      DatasetContract dataset = workspace.datasets().get(table);
      String why =
          dataset == null
              ? sound.mayDeclare(table) ? "" : "which no contract declares"
              : SCREEN_LAYERS.contains(dataset.layer()) ? "" : "which is no dws_ or ads_ table";
      if (!why.isEmpty()) {
        problems.add(
            new Problem(
                panel.file(), 1, 1, "panel %s reads %s, %s".formatted(panel.name(), table, why)));
      }
    }
    if (!unknown) {
      columns.require(NamedMarkers.withNulls(panel.sql()), panel.file(), read, null);
    }
  }

  /** What parameters are chosen from: names may be told by a dim_ table, too. */
  private void choices(Application application) {
    String file = "conf/applications/" + application.name() + ".yaml";
    for (PanelParameter parameter : application.parameters()) {
      String sql = parameter.choices() == null ? null : parameter.choices().sql();
      if (sql != null) {
        attempt(file, () -> choices(parameter.name(), sql, file));
      }
    }
  }

  private void choices(String parameter, String sql, String file) {
    SortedSet<TableName> read = inputs.of(sql, file);
    for (TableName table : read) {
      DatasetContract dataset = workspace.datasets().get(table);
      if (dataset != null && !CHOICE_LAYERS.contains(dataset.layer())) {
        String what = "the choices of %s read %s, which is no dws_, ads_ or dim_ table";
        problems.add(new Problem(file, 1, 1, what.formatted(parameter, table)));
      }
    }
    if (!readsUnknown(read)) {
      columns.require(sql, file, read, null);
    }
  }

  /** What a layer asks: its names were looked at already, its condition wasn't. */
  private void layer(MapLayer layer, String file) {
    String query = LayerQuery.text(layer, layer.told());
    SortedSet<TableName> read = inputs.of(query, file);
    if (!readsUnknown(read)) {
      columns.require(query, file, read, null);
    }
  }

  /** Which things can be sent: the rest that a dossier asks is names, which were looked at. */
  private void help(Dossier dossier, String file) {
    Register register = dossier.register();
    if (register == null || dossier.help() == null || dossier.help().where() == null) {
      return;
    }
    String query = "SELECT (%s) FROM %s".formatted(dossier.help().where(), register.table());
    SortedSet<TableName> read = inputs.of(query, file);
    if (!readsUnknown(read)) {
      columns.require(query, file, read, null);
    }
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
