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

/** Brings the catalog to what the contracts say. */
@Command(
    name = "apply",
    description = "Make the catalog what the contracts say: create and change tables.",
    mixinStandardHelpOptions = true)
public final class ApplyCommand implements Callable<Integer> {
  private final Invocation invocation;
  @Mixin private final HomeOption home = new HomeOption();
  @Mixin private final FormatOption output = new FormatOption();

  @Option(names = "--allow-drop", description = "Drop columns that the contracts no longer have.")
  private boolean allowDrop;

  ApplyCommand(Invocation invocation) {
    this.invocation = invocation;
  }

  @Override
  public Integer call() {
    Drops drops = allowDrop ? Drops.ALLOW : Drops.REFUSE;
    try (EmbeddedLake lake = invocation.lake(home.home, null)) {
      LakePlan plan = lake.plan(drops);
      boolean changes = PlanPrinter.print(invocation.console(), output.format, plan);
      if (changes) {
        lake.apply(plan, drops);
        invocation.console().err().println("Applied.");
      }
      return plan.attention().isEmpty() ? 0 : PlanCommand.ATTENTION;
    }
  }
}
