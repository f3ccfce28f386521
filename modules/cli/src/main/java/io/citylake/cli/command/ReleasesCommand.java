package io.citylake.cli.command;

import io.citylake.cli.call.Invocation;
import io.citylake.cli.print.Listing;
import io.citylake.model.Release;
import io.citylake.run.LakeHistory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Shows the consistent states that can be asked. */
@Command(
    name = "releases",
    description = "List the latest releases: the consistent states that are served.",
    mixinStandardHelpOptions = true)
public final class ReleasesCommand implements Runnable {
  private final Invocation invocation;
  @Mixin private final HomeOption home = new HomeOption();
  @Mixin private final FormatOption output = new FormatOption();

  @Option(names = "--limit", defaultValue = "20", description = "How many. Default: 20.")
  private int limit = 20;

  ReleasesCommand(Invocation invocation) {
    this.invocation = invocation;
  }

  @Override
  public void run() {
    try (LakeHistory history = invocation.history(home.home)) {
      List<List<Object>> rows = new ArrayList<>();
      for (Release release : history.releases().list(limit)) {
        rows.add(Arrays.asList(release.id(), release.at().toString(), release.tables().size()));
      }
      new Listing("release", "at", "tables")
          .print(invocation.console().out(), output.format, rows.iterator());
    }
  }
}
