package io.citylake.cli;

import io.citylake.govern.lineage.LineageGraph;
import io.citylake.govern.lineage.LineageNode.ColumnNode;
import io.citylake.run.Deployment;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Where a number comes from. */
@Command(
    name = "lineage",
    description = "Show where a column comes from, step by step to the sources' own columns.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "<- it is computed from; ~ its rows are chosen, grouped or ordered by.",
      "",
      "Example: citylake lineage enterprise.ads_leading_firm.revenue"
    })
final class LineageCommand implements Runnable {
  private final Invocation invocation;
  @Mixin private final HomeOption home = new HomeOption();
  @Mixin private final TreeOption tree = new TreeOption();

  @Parameters(index = "0", paramLabel = "COLUMN", description = "theme.table.column")
  private String column = "";

  LineageCommand(Invocation invocation) {
    this.invocation = invocation;
  }

  @Override
  public void run() {
    ColumnNode node = ColumnNode.parse(column);
    try (Deployment deployment = invocation.deployment(home.home, null)) {
      deployment.workspace().loadDataset(node.table());
      LineageGraph graph = CityLineage.of(deployment);
      graph.loadColumn(node);
      tree.printer(graph, graph::upstream, "<- ").print(invocation.console().out(), node);
    }
  }
}
