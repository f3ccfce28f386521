package io.citylake.cli.command;

import io.citylake.app.EmbeddedLake;
import io.citylake.cli.call.Invocation;
import io.citylake.cli.print.PlanPrinter;
import io.citylake.publish.plan.Planner.Drops;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Shows what apply would do. */
@Command(
    name = "plan",
    description = "Compare the contracts with the catalog and show what apply would do.",
    mixinStandardHelpOptions = true,
    footer = {"", "Exit 0. With --detailed-exitcode: 0 nothing to do, 2 changes, 1 failed."})
public final class PlanCommand implements Callable<Integer> {
  private static final int CHANGES = 2;

  private final Invocation invocation;
  @Mixin private final HomeOption home = new HomeOption();
  @Mixin private final FormatOption output = new FormatOption();

  @Option(
      names = "--allow-drop",
      description = "Plan to drop columns that the contracts no longer have.")
  private boolean allowDrop;

  @Option(names = "--detailed-exitcode", description = "Exit 2 where there is something to do.")
  private boolean detailedExitCode;

  PlanCommand(Invocation invocation) {
    this.invocation = invocation;
  }

  @Override
  public Integer call() {
    Drops drops = allowDrop ? Drops.ALLOW : Drops.REFUSE;
    try (EmbeddedLake lake = invocation.lake(home.home, null)) {
      boolean changes = PlanPrinter.print(invocation.console(), output.format, lake.plan(drops));
      return detailedExitCode && changes ? CHANGES : 0;
    }
  }
}
