package io.citylake.cli.command;

import io.citylake.cli.call.Invocation;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Where a number comes from. */
@Command(
    name = "lineage",
    description = "Show where a column comes from, step by step to the sources' own columns.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "<- it is computed from; ~ its rows are chosen, grouped or ordered by.",
      "",
      "Example: citylake lineage enterprise.ads_leader.revenue"
    })
public final class LineageCommand implements Runnable {
  private final Invocation invocation;
  @Mixin private final TreeOption tree = new TreeOption();

  LineageCommand(Invocation invocation) {
    this.invocation = invocation;
  }

  @Override
  public void run() {
    tree.print(invocation, TreeOption.Direction.UPSTREAM);
  }
}
