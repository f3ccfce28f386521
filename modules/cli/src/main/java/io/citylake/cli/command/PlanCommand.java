package io.citylake.cli.command;

import io.citylake.app.EmbeddedLake;
import io.citylake.cli.call.Invocation;
import io.citylake.cli.print.PlanPrinter;
import io.citylake.publish.plan.LakePlan;
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
    footer = {
      "",
      "Exit 0; 3: somebody has to act. With --detailed-exitcode: 2 changes, else as without."
    })
public final class PlanCommand implements Callable<Integer> {
  static final int ATTENTION = 3;

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
      LakePlan plan = lake.plan(drops);
      boolean changes = PlanPrinter.print(invocation.console(), output.format, plan);
      if (detailedExitCode && changes) {
        return CHANGES;
      }
      return plan.attention().isEmpty() ? 0 : ATTENTION;
    }
  }
}
