package io.citylake.cli.command;

import io.citylake.cli.call.Invocation;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

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
public final class ImpactCommand implements Runnable {
  private final Invocation invocation;
  @Mixin private final TreeOption tree = new TreeOption();

  ImpactCommand(Invocation invocation) {
    this.invocation = invocation;
  }

  @Override
  public void run() {
    tree.print(invocation, TreeOption.Direction.DOWNSTREAM);
  }
}
