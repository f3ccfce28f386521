package io.citylake.cli.command;

import io.citylake.app.CityLineage;
import io.citylake.app.EmbeddedLake;
import io.citylake.cli.call.Invocation;
import io.citylake.cli.print.LineagePrinter;
import io.citylake.cli.print.OutputFormat;
import io.citylake.govern.lineage.LineageGraph;
import io.citylake.govern.lineage.LineageGraph.Edge;
import io.citylake.govern.lineage.LineageNode;
import io.citylake.govern.lineage.LineageNode.ColumnNode;
import java.util.List;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** A column, and how far and in which form what hangs on it is shown. */
final class TreeOption {
  @Option(
      names = "--depth",
      paramLabel = "STEPS",
      defaultValue = "20",
      description = "How many steps to follow. Default: 20.")
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

  @Mixin private final HomeOption home = new HomeOption();

  @Parameters(index = "0", paramLabel = "COLUMN", description = "theme.table.column")
  private String column = "";

  /** Which way to follow the links of a column. */
  enum Direction {
    UPSTREAM("<- "),
    DOWNSTREAM("-> ");

    private final String arrow;

    Direction(String arrow) {
      this.arrow = arrow;
    }

    private List<Edge> links(LineageGraph graph, LineageNode node) {
      return this == UPSTREAM ? graph.upstream(node) : graph.downstream(node);
    }
  }

  void print(Invocation invocation, Direction direction) {
    ColumnNode node = ColumnNode.parse(column);
    try (EmbeddedLake lake = invocation.lake(home.home, null);
        CityLineage lineage = CityLineage.open(lake.workspace(), lake.sessions())) {
      LineageGraph graph = lineage.graph();
      graph.loadColumn(node);
      new LineagePrinter(
              graph,
              each ->
                  direction.links(graph, each).stream()
                      .filter(edge -> !values || edge.kind() == LineageGraph.Kind.VALUE)
                      .toList(),
              direction.arrow,
              depth,
              format)
          .print(invocation.console().out(), node);
    }
  }
}
