package io.citylake.cli.command;

import io.citylake.cli.call.Invocation;
import io.citylake.cli.print.Listing;
import io.citylake.lake.hold.SnapshotHold;
import io.citylake.lake.hold.SnapshotHold.Reach;
import io.citylake.lake.hold.SnapshotHolds;
import io.citylake.model.TableName;
import io.citylake.run.LakeHistory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Shows what keeps snapshots. */
@Command(
    name = "holds",
    description = "List who still needs which snapshot of a table, and until when.",
    mixinStandardHelpOptions = true)
public final class HoldsCommand implements Runnable {
  private final Invocation invocation;
  @Mixin private final HomeOption home = new HomeOption();
  @Mixin private final FormatOption output = new FormatOption();

  @Parameters(
      arity = "0..1",
      paramLabel = "TABLE",
      description = "A table, as THEME.TABLE. Default: every table.")
  private @Nullable String table;

  HoldsCommand(Invocation invocation) {
    this.invocation = invocation;
  }

  @Override
  public void run() {
    @Nullable TableName name = table == null ? null : Identifiers.table(table);
    try (LakeHistory history = invocation.history(home.home)) {
      SnapshotHolds holds = history.holds();
      if (name != null) {
        // A name that was mistyped is not one that nobody needs.
        history.lake().loadTable(name);
      }
      List<List<@Nullable Object>> rows = new ArrayList<>();
      for (SnapshotHold hold : name == null ? holds.list() : holds.of(name)) {
        rows.add(
            Arrays.asList(
                hold.table().toString(),
                hold.state().snapshotId(),
                hold.kind().toString(),
                hold.owner(),
                hold.until() == null ? null : hold.until().toString(),
                hold.kind().reach() == Reach.WITH_LATER));
      }
      new Listing("table", "snapshot", "kind", "owner", "until", "later_too")
          .print(invocation.console().out(), output.format, rows.iterator());
    }
  }
}
