package io.citylake.govern.lineage;

import io.citylake.contract.Workspace;
import io.citylake.contract.dataset.ColumnContract;
import io.citylake.contract.dataset.DatasetContract;
import io.citylake.contract.job.Step;
import io.citylake.govern.lineage.LineageGraph.Edge;
import io.citylake.govern.lineage.LineageGraph.Kind;
import io.citylake.govern.lineage.LineageNode.ColumnNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Grades travel: a column takes the highest grade of what it is computed from, unless its contract
 * says why it is lower and the query doesn't say otherwise. What chooses or orders rows doesn't
 * count, as it isn't shown, but in a number of a row, which is its place in that order.
 */
public final class GradeCheck {
  private static final int OF_PLATFORM = 1;

  private final LineageGraph graph;
  private final Map<ColumnNode, Integer> grades = new HashMap<>();
  private final Set<ColumnNode> underWay = new HashSet<>();

  private GradeCheck(LineageGraph graph) {
    this.graph = graph;
  }

  /**
   * A column whose grade isn't accounted for.
   *
   * @param declared in its contract
   * @param inherited the highest of what it is computed from
   * @param from one of those that have it
   * @param message what to do
   */
  public record Finding(
      ColumnNode column, int declared, int inherited, ColumnNode from, String message) {}

  /** All of a workspace, by table and in the order of their columns. */
  public static List<Finding> of(Workspace workspace, LineageGraph graph) {
    GradeCheck check = new GradeCheck(graph);
    List<Finding> findings = new ArrayList<>();
    Set<DatasetContract> derived = new java.util.LinkedHashSet<>();
    for (Step step : workspace.steps().values()) {
      derived.add(workspace.loadDataset(step.target()));
    }
    for (DatasetContract dataset : derived) {
      for (ColumnContract column : dataset.columns()) {
        check.check(dataset, column, findings);
      }
    }
    return findings;
  }

  private void check(DatasetContract dataset, ColumnContract column, List<Finding> findings) {
    ColumnNode node = new ColumnNode(dataset.name(), column.name());
    ColumnNode from = null;
    int inherited = 0;
    for (Edge edge : graph.upstream(node)) {
      if (edge.kind() == Kind.VALUE
          && edge.other() instanceof ColumnNode other
          && grade(other) > inherited) {
        inherited = grade(other);
        from = other;
      }
    }
    if (from == null) {
      return;
    }
    ColumnContract.Lowered lowered = column.lowered();
    if (lowered == null && column.grade() < inherited) {
      findings.add(
          new Finding(
              node,
              column.grade(),
              inherited,
              from,
              "raise the grade to %d, or say why it is lower: lowered: {from: %d, because: aggregated|hashed|generalised}"
                  .formatted(inherited, inherited)));
    } else if (lowered != null && lowered.from() != inherited) {
      findings.add(
          new Finding(
              node,
              column.grade(),
              inherited,
              from,
              "lowered says from %d; look again whether it still holds, and set it to %d"
                  .formatted(lowered.from(), inherited)));
    } else if (lowered != null && !leavesOutSmall(dataset, column)) {
      graph.upstream(node).stream()
          .filter(edge -> edge.kind() == Kind.VALUE)
          .map(Edge::other)
          .filter(other -> other instanceof ColumnNode)
          .map(ColumnNode.class::cast)
          .filter(other -> grade(other) > column.grade())
          .forEach(
              other ->
                  contradiction(lowered, graph.ways(node, other))
                      .ifPresent(
                          why ->
                              findings.add(
                                  new Finding(node, column.grade(), grade(other), other, why))));
    }
  }

  /**
   * A count, and what tells of it, may be shown as it is where its step leaves out the small ones.
   */
  private static boolean leavesOutSmall(DatasetContract dataset, ColumnContract column) {
    return dataset.suppression() != null
        && (dataset.suppression().counts().contains(column.name())
            || dataset.suppression().figures().contains(column.name()));
  }

  /** What the plan says against the reason; empty where nothing. */
  private static Optional<String> contradiction(
      ColumnContract.Lowered lowered, Set<Set<Treatment>> ways) {
    String said =
        "lowered says %s, and the query "
            .formatted(lowered.because().name().toLowerCase(Locale.ROOT));
    if (ways.stream().anyMatch(way -> Set.of(Treatment.COLLECTED).containsAll(way))) {
      return Optional.of(said + "shows it as it is; raise the grade, or mend the query");
    }
    boolean kept =
        switch (lowered.because()) {
          case AGGREGATED -> ways.stream().allMatch(GradeCheck::isOfMany);
          case HASHED -> ways.stream().allMatch(way -> way.contains(Treatment.HASHED));
          case GENERALISED -> true;
        };
    return kept
        ? Optional.empty()
        : Optional.of(said + "does no such thing to it; raise the grade, or mend the query");
  }

  /** What is computed of a collection, as its size, is of many too. */
  private static boolean isOfMany(Set<Treatment> way) {
    return way.contains(Treatment.AGGREGATED)
        || (way.contains(Treatment.COLLECTED) && way.contains(Treatment.COMPUTED));
  }

  /** The grade that a column's values have, whatever a forgetful contract says. */
  private int grade(ColumnNode node) {
    Integer known = grades.get(node);
    if (known != null) {
      return known;
    }
    if (!graph.isDeclared(node)) {
      return OF_PLATFORM;
    }
    ColumnContract column = graph.loadColumn(node);
    int grade = column.grade();
    // The steps make no circle; a table that a job loads too may seem to.
    if (column.lowered() == null && underWay.add(node)) {
      for (Edge edge : graph.upstream(node)) {
        if (edge.kind() == Kind.VALUE && edge.other() instanceof ColumnNode other) {
          grade = Math.max(grade, grade(other));
        }
      }
      underWay.remove(node);
    }
    grades.put(node, grade);
    return grade;
  }
}
