package io.citylake.govern.lineage;

import io.citylake.contract.Workspace;
import io.citylake.contract.application.Application;
import io.citylake.contract.application.Application.Panel;
import io.citylake.contract.job.Step;
import io.citylake.model.CityLakeException;
import io.citylake.model.JobName;
import io.citylake.model.TableName;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Which table comes from which, by the steps that a workspace declares, and which panels read it.
 * What it takes to know that is done once, when it is first asked for. Safe for threads.
 */
public final class TableLinks {
  private final Workspace workspace;
  private final Reader reader;
  private @Nullable Found found;

  /**
   * @param reader asked by one thread at a time
   */
  public TableLinks(Workspace workspace, Reader reader) {
    this.workspace = workspace;
    this.reader = reader;
  }

  /** Says what a query reads. */
  public interface Reader {
    /**
     * The tables that a query reads.
     *
     * @param source where the query stands, for messages
     * @throws CityLakeException CONTRACT_INVALID where it is no single query over named tables
     */
    SortedSet<TableName> inputs(String sql, String source);
  }

  /** Where nobody reads queries: links of jobs only. */
  public static TableLinks ofJobs(Workspace workspace) {
    return new TableLinks(workspace, (sql, source) -> Collections.emptySortedSet());
  }

  /**
   * Of one table.
   *
   * @param upstream tables that its steps read
   * @param downstream tables whose steps read it
   * @param tasks the jobs and steps that fill it
   * @param panels that read it
   */
  public record Links(
      SortedSet<TableName> upstream,
      SortedSet<TableName> downstream,
      SortedSet<JobName> tasks,
      List<PanelName> panels) {
    public Links {
      panels = List.copyOf(panels);
    }
  }

  /** A panel of an application. */
  public record PanelName(String application, String panel) {}

  public Links of(TableName table) {
    Found known = found();
    SortedSet<JobName> tasks = new TreeSet<>();
    workspace.tasks().values().stream()
        .filter(task -> task.target().equals(table))
        .forEach(task -> tasks.add(task.name()));
    return new Links(
        known.upstream().getOrDefault(table, Collections.emptySortedSet()),
        known.downstream().getOrDefault(table, Collections.emptySortedSet()),
        tasks,
        known.panels().getOrDefault(table, List.of()));
  }

  /** Tables that a task reads; none where it is a job, which reads files. */
  public SortedSet<TableName> inputs(JobName task) {
    return found().ofTasks().getOrDefault(task, Collections.emptySortedSet());
  }

  /** Tables that a panel reads. */
  public SortedSet<TableName> inputs(PanelName panel) {
    return found().ofPanels().getOrDefault(panel, Collections.emptySortedSet());
  }

  private record Found(
      SortedMap<TableName, SortedSet<TableName>> upstream,
      SortedMap<TableName, SortedSet<TableName>> downstream,
      SortedMap<TableName, List<PanelName>> panels,
      Map<JobName, SortedSet<TableName>> ofTasks,
      Map<PanelName, SortedSet<TableName>> ofPanels) {}

  private synchronized Found found() {
    Found known = found;
    if (known == null) {
      known = read();
      found = known;
    }
    return known;
  }

  private Found read() {
    Found links =
        new Found(
            new TreeMap<>(), new TreeMap<>(), new TreeMap<>(), new HashMap<>(), new HashMap<>());
    for (Step step : workspace.steps().values()) {
      SortedSet<TableName> inputs = inputs(step.sql(), step.file());
      links.ofTasks().put(step.name(), inputs);
      for (TableName input : inputs) {
        links.upstream().computeIfAbsent(step.target(), each -> new TreeSet<>()).add(input);
        links.downstream().computeIfAbsent(input, each -> new TreeSet<>()).add(step.target());
      }
    }
    for (Application application : workspace.applications().values()) {
      for (Panel panel : application.panels()) {
        PanelName name = new PanelName(application.name(), panel.name());
        SortedSet<TableName> inputs = inputs(panel.sql(), panel.file());
        links.ofPanels().put(name, inputs);
        inputs.forEach(
            input -> links.panels().computeIfAbsent(input, each -> new ArrayList<>()).add(name));
      }
    }
    return links;
  }

  /** A query that can't be read links nothing; {@code validate} tells of it. */
  private SortedSet<TableName> inputs(String sql, String source) {
    try {
      return reader.inputs(sql, source);
    } catch (CityLakeException e) {
      return Collections.emptySortedSet();
    }
  }
}
