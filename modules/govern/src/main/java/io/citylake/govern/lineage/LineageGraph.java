package io.citylake.govern.lineage;

import io.citylake.contract.Workspace;
import io.citylake.contract.application.Application;
import io.citylake.contract.application.Application.Panel;
import io.citylake.contract.dataset.ColumnContract;
import io.citylake.contract.dataset.DatasetContract;
import io.citylake.contract.job.Job;
import io.citylake.contract.job.Mapping;
import io.citylake.contract.job.Mapping.Origin;
import io.citylake.contract.job.Step;
import io.citylake.govern.lineage.LineageNode.ColumnNode;
import io.citylake.govern.lineage.LineageNode.PanelNode;
import io.citylake.govern.lineage.LineageNode.SourceNode;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Which column comes from which, from sources through loads and steps to screens. A query is
 * analysed when something asks for it, and once. One thread at a time.
 */
public final class LineageGraph {
  private final Workspace workspace;
  private final QueryAnalyzer analyzer;
  private final Set<String> analysed = new HashSet<>();
  private final Map<Link, Set<Set<Treatment>>> ways = new HashMap<>();
  private final SortedMap<LineageNode, SortedSet<Edge>> up = new TreeMap<>();
  private final SortedMap<LineageNode, SortedSet<Edge>> down = new TreeMap<>();

  public LineageGraph(Workspace workspace, QueryAnalyzer analyzer) {
    this.workspace = workspace;
    this.analyzer = analyzer;
    workspace.jobs().values().forEach(this::load);
  }

  /** How the one that is asked about hangs together with another. */
  public enum Kind {
    /** It is computed from it. */
    VALUE,
    /** Its rows are chosen, grouped or ordered by it. */
    INFLUENCE
  }

  /**
   * One link.
   *
   * @param other the end that wasn't asked about
   * @param through the job, step or panel that makes it
   */
  public record Edge(LineageNode other, Kind kind, String through) implements Comparable<Edge> {
    @Override
    public int compareTo(Edge that) {
      int byKind = kind.compareTo(that.kind);
      int byNode = byKind != 0 ? byKind : other.compareTo(that.other);
      return byNode != 0 ? byNode : through.compareTo(that.through);
    }
  }

  /** What it comes from; values first. */
  public List<Edge> upstream(LineageNode node) {
    if (node instanceof ColumnNode column) {
      workspace.steps().values().stream()
          .filter(step -> step.target().equals(column.table()))
          .forEach(this::analyse);
    }
    return List.copyOf(up.getOrDefault(node, Collections.emptySortedSet()));
  }

  private record Link(LineageNode target, LineageNode source) {}

  /** What became of a column's values on each way into another one; none where nothing is known. */
  Set<Set<Treatment>> ways(LineageNode target, LineageNode source) {
    return ways.getOrDefault(new Link(target, source), Set.of());
  }

  /** What comes from it; values first. */
  public List<Edge> downstream(LineageNode node) {
    if (node instanceof ColumnNode column) {
      for (Step step : workspace.steps().values()) {
        if (analyzer.inputs(step.sql(), step.file()).contains(column.table())) {
          analyse(step);
        }
      }
      for (Application application : workspace.applications().values()) {
        for (Panel panel : application.panels()) {
          if (analyzer.inputs(panel.sql(), panel.file()).contains(column.table())) {
            analyse(application, panel);
          }
        }
      }
    }
    return List.copyOf(down.getOrDefault(node, Collections.emptySortedSet()));
  }

  /** Whether a contract declares it; the platform adds others. */
  public boolean isDeclared(ColumnNode node) {
    return workspace.loadDataset(node.table()).findColumn(node.column()).isPresent();
  }

  /**
   * A column that a contract declares.
   *
   * @throws CityLakeException TABLE_NOT_FOUND, or USAGE where the table has no such column
   */
  public ColumnContract loadColumn(ColumnNode node) {
    DatasetContract dataset = workspace.loadDataset(node.table());
    return dataset
        .findColumn(node.column())
        .orElseThrow(
            () ->
                new CityLakeException(
                    ErrorCode.USAGE,
                    "Cannot find column %s: %s has %s"
                        .formatted(
                            node,
                            node.table(),
                            dataset.columns().stream().map(ColumnContract::name).toList())));
  }

  private void analyse(Step step) {
    String through = "step " + step.name();
    if (!analysed.contains(through)) {
      columns(step.sql(), step.file())
          .forEach(
              (column, origins) -> derive(new ColumnNode(step.target(), column), origins, through));
      // Whoever asks after a failure is told of it, too.
      analysed.add(through);
    }
  }

  private void analyse(Application application, Panel panel) {
    String through = "application " + application.name();
    if (!analysed.contains(through + " " + panel.name())) {
      columns(panel.sql(), panel.file())
          .forEach(
              (column, origins) ->
                  derive(
                      new PanelNode(application.name(), panel.name(), column), origins, through));
      analysed.add(through + " " + panel.name());
    }
  }

  private SortedMap<String, Origins> columns(String sql, String file) {
    List<DatasetContract> inputs =
        analyzer.inputs(sql, file).stream().map(workspace::loadDataset).toList();
    return analyzer.columns(sql, file, inputs);
  }

  private void derive(LineageNode target, Origins origins, String through) {
    origins
        .ways()
        .forEach(
            (source, some) ->
                ways.computeIfAbsent(new Link(target, source), each -> new HashSet<>())
                    .addAll(some));
    origins.values().forEach(each -> link(target, each, Kind.VALUE, through));
    SortedSet<ColumnNode> others = new TreeSet<>(origins.influences());
    others.removeAll(origins.values());
    others.forEach(each -> link(target, each, Kind.INFLUENCE, through));
  }

  private void load(Job job) {
    String place = LineageNode.place(workspace.home(), job.source());
    for (Mapping mapping : job.columns()) {
      ColumnNode target = new ColumnNode(job.target(), mapping.column());
      for (String name : names(mapping.origin())) {
        link(target, new SourceNode(job.name(), place, name), Kind.VALUE, "job " + job.name());
      }
    }
  }

  private void link(LineageNode target, LineageNode source, Kind kind, String through) {
    up.computeIfAbsent(target, node -> new TreeSet<>()).add(new Edge(source, kind, through));
    down.computeIfAbsent(source, node -> new TreeSet<>()).add(new Edge(target, kind, through));
  }

  private static List<String> names(Origin origin) {
    if (origin instanceof Origin.From from) {
      return from.names();
    } else if (origin instanceof Origin.Template template) {
      return template.names().stream().distinct().toList();
    } else if (origin instanceof Origin.PathMatch path) {
      return List.of("path " + path.pattern());
    } else {
      return List.of("constant " + ((Origin.Constant) origin).text());
    }
  }
}
