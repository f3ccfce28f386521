package io.citylake.cli.command;

import io.citylake.cli.call.Invocation;
import io.citylake.cli.print.Listing;
import io.citylake.cli.print.OutputFormat;
import io.citylake.lake.catalog.Lake;
import io.citylake.lake.move.LakeMove;
import io.citylake.lake.move.LakeMove.Former;
import io.citylake.lake.move.LakeMove.Moved;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Makes a lake that went elsewhere name its files there. */
@Command(
    name = "move",
    description = {
      "Make a lake that was copied or moved with its warehouse directory name its files where they are now.",
      "Stop what runs and serves first, also before copying. Only what names files is written anew; the lake that was copied is not touched."
    },
    mixinStandardHelpOptions = true)
public final class MoveCommand implements Runnable {
  private final Invocation invocation;
  @Mixin private final HomeOption home = new HomeOption();
  @Mixin private final FormatOption output = new FormatOption();

  @Option(names = "--plan", description = "Say what would be done, and do nothing.")
  private boolean plan;

  @Option(
      names = "--gone",
      description =
          "The lake is not at its former place any more, also on no other machine; needed where the catalog database didn't come along, as on PostgreSQL.")
  private boolean gone;

  MoveCommand(Invocation invocation) {
    this.invocation = invocation;
  }

  @Override
  public void run() {
    try (Lake lake = Lake.open(invocation.settings(home.home))) {
      LakeMove move = new LakeMove(lake);
      List<Moved> moved = plan ? move.plan() : move.move(gone ? Former.GONE : Former.MAYBE_USED);
      if (moved.isEmpty() && output.format == OutputFormat.table) {
        invocation.console().out().println("Nothing to do: the lake is where it says.");
        return;
      }
      new Listing("table", "from", "to")
          .withWholeCells()
          .print(
              invocation.console().out(),
              output.format,
              moved.stream()
                  .map(each -> List.<Object>of(each.name(), each.from(), each.to()))
                  .iterator());
    }
  }
}
