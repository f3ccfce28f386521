package io.citylake.cli;

import io.citylake.govern.lineage.LineageGraph;
import io.citylake.govern.lineage.LineageGraph.Edge;
import io.citylake.govern.lineage.LineageNode;
import java.util.List;
import java.util.function.Function;
import picocli.CommandLine.Option;

/** How far and in which form lineage is shown. */
final class TreeOption {
  @Option(
      names = "--depth",
      paramLabel = "STEPS",
      defaultValue = "20",
      description = "How many steps to follow. Default: all.")
  private int depth = 20;

  @Option(
      names = "--values",
      description = "Only what it is computed from, not what chooses, groups or orders its rows.")
  private boolean values;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORMAT",
      defaultValue = "table",
      description = "table (a tree), csv or json (one row a link). Default: table.")
  private OutputFormat format = OutputFormat.table;

  LineagePrinter printer(
      LineageGraph graph, Function<LineageNode, List<Edge>> links, String arrow) {
    return new LineagePrinter(
        graph,
        node ->
            links.apply(node).stream()
                .filter(edge -> !values || edge.kind() == LineageGraph.Kind.VALUE)
                .toList(),
        arrow,
        depth,
        format);
  }
}
