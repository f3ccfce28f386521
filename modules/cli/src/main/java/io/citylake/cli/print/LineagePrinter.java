package io.citylake.cli.print;

import io.citylake.contract.dataset.ColumnContract;
import io.citylake.govern.lineage.LineageGraph;
import io.citylake.govern.lineage.LineageGraph.Edge;
import io.citylake.govern.lineage.LineageGraph.Kind;
import io.citylake.govern.lineage.LineageNode;
import io.citylake.govern.lineage.LineageNode.ColumnNode;
import io.citylake.govern.lineage.LineageNode.SourceNode;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;

/**
 * Prints what hangs on a column, as a tree or as links; what was shown once isn't unfolded again.
 */
public final class LineagePrinter {
  private final LineageGraph graph;
  private final Function<LineageNode, List<Edge>> links;
  private final String arrow;
  private final int depth;
  private final OutputFormat format;
  private final Set<LineageNode> shown = new HashSet<>();
  private final List<List<Object>> rows = new ArrayList<>();
  private final StringBuilder tree = new StringBuilder();

  public LineagePrinter(
      LineageGraph graph,
      Function<LineageNode, List<Edge>> links,
      String arrow,
      int depth,
      OutputFormat format) {
    this.graph = graph;
    this.links = links;
    this.arrow = arrow;
    this.depth = depth;
    this.format = format;
  }

  public void print(PrintWriter out, ColumnNode node) {
    tree.append(text(node)).append(System.lineSeparator());
    unfold(node, "", 1);
    if (format == OutputFormat.table) {
      out.print(tree);
      out.flush();
    } else {
      new Listing("step", "column", "kind", "other", "through").print(out, format, rows.iterator());
    }
  }

  private void unfold(LineageNode node, String indent, int step) {
    if (step > depth || !shown.add(node)) {
      return;
    }
    List<Edge> edges = links.apply(node);
    for (int i = 0; i < edges.size(); i++) {
      Edge edge = edges.get(i);
      boolean last = i == edges.size() - 1;
      boolean again = shown.contains(edge.other()) && !links.apply(edge.other()).isEmpty();
      tree.append(indent).append(last ? "└─ " : "├─ ");
      tree.append(edge.kind() == Kind.VALUE ? arrow : "~ ").append(text(edge.other()));
      tree.append("  [").append(edge.through()).append(again ? "; above]" : "]");
      tree.append(System.lineSeparator());
      rows.add(
          List.of(
              step,
              node.toString(),
              edge.kind().name().toLowerCase(Locale.ROOT),
              edge.other().toString(),
              edge.through()));
      unfold(edge.other(), indent + (last ? "   " : "│  "), step + 1);
    }
  }

  private String text(LineageNode node) {
    if (node instanceof SourceNode source) {
      return source.place() + " » " + source.name();
    }
    if (!(node instanceof ColumnNode column)) {
      return node.toString();
    }
    if (!graph.isDeclared(column)) {
      return column + "  (added by the platform)";
    }
    ColumnContract declared = graph.loadColumn(column);
    return "%s  %s (grade %d)".formatted(column, declared.title().zh(), declared.grade());
  }
}
