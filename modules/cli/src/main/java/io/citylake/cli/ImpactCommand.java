package io.citylake.cli;

import io.citylake.govern.lineage.LineageGraph;
import io.citylake.govern.lineage.LineageNode.ColumnNode;
import io.citylake.run.Deployment;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** What a change of a column would touch. */
@Command(
    name = "impact",
    description = "Show what comes from a column, step by step to the panels of the screens.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "-> is computed from it; ~ has its rows chosen, grouped or ordered by it.",
      "",
      "Example: citylake impact enterprise.ods_firm_report.revenue"
    })
final class ImpactCommand implements Runnable {
  private final Invocation invocation;
  @Mixin private final HomeOption home = new HomeOption();
  @Mixin private final TreeOption tree = new TreeOption();

  @Parameters(index = "0", paramLabel = "COLUMN", description = "theme.table.column")
  private String column = "";

  ImpactCommand(Invocation invocation) {
    this.invocation = invocation;
  }

  @Override
  public void run() {
    ColumnNode node = ColumnNode.parse(column);
    try (Deployment deployment = invocation.deployment(home.home, null)) {
      deployment.workspace().loadDataset(node.table());
      LineageGraph graph = CityLineage.of(deployment);
      graph.loadColumn(node);
      tree.printer(graph, graph::downstream, "-> ").print(invocation.console().out(), node);
    }
  }
}
