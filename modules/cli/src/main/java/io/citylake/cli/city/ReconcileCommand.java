package io.citylake.cli.city;

import io.citylake.app.EmbeddedLake;
import io.citylake.city.CityTruth;
import io.citylake.city.play.Player;
import io.citylake.cli.call.Invocation;
import io.citylake.cli.city.Reconciliation.Difference;
import io.citylake.cli.command.FormatOption;
import io.citylake.cli.command.HomeOption;
import io.citylake.cli.print.Listing;
import io.citylake.cli.print.OutputFormat;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Compares the lake with what the generator planted. */
@Command(
    name = "reconcile",
    description = "Compare tables, refusals and answers with what citylake generate planted.",
    mixinStandardHelpOptions = true,
    footer = {"", "Exit 0: no difference. Exit 1: differences, all listed."})
public final class ReconcileCommand implements Callable<Integer> {
  private final Invocation invocation;
  @Spec private CommandSpec spec;
  @Mixin private final HomeOption home = new HomeOption();
  @Mixin private final FormatOption output = new FormatOption();

  @Option(
      names = "--landing",
      paramLabel = "DIR",
      description = "Where the city was generated. Default: $CITYLAKE_LANDING.")
  private @Nullable Path landing;

  @Option(
      names = "--play",
      arity = "0..1",
      fallbackValue = "",
      paramLabel = "DIR",
      description =
          "Compare the tables with a play that is whole: citylake generate --play. DIR is its"
              + " --journal. Default: play in the state directory.")
  private @Nullable Path play;

  ReconcileCommand(Invocation invocation) {
    this.invocation = invocation;
  }

  @Override
  public Integer call() {
    if (play != null && landing != null) {
      throw new ParameterException(
          spec.commandLine(), "--landing is of files and --play of a play: give one of them");
    }
    if (play != null) {
      return played(play);
    }
    Path directory = landing;
    if (directory == null) {
      String named = invocation.environment().get(CityRun.LANDING);
      directory =
          named == null ? invocation.home(home.home).resolve(".citylake/landing") : Path.of(named);
    }
    CityTruth truth = TruthFile.read(directory);
    try (EmbeddedLake lake = invocation.lake(home.home, null)) {
      Reconciliation reconciliation = new Reconciliation(lake, truth);
      List<Difference> differences = reconciliation.run();
      print(differences, reconciliation.compared());
      return differences.isEmpty() ? 0 : 1;
    }
  }

  private int played(Path named) {
    try (EmbeddedLake lake = invocation.lake(home.home, null)) {
      Path directory = named.toString().isEmpty() ? CityPlay.directory(lake.workspace()) : named;
      PlayReconciliation reconciliation =
          new PlayReconciliation(lake, TruthFile.read(Player.truth(directory)));
      List<Difference> differences = reconciliation.run();
      print(differences, reconciliation.compared());
      if (reconciliation.others() > 0) {
        invocation
            .console()
            .err()
            .printf(
                "Files, or another feed, brought %,d rows of these tables: of rows with one key the"
                    + " first stands. Play days of their own by --from, with a --journal of their"
                    + " own.%n",
                reconciliation.others());
      }
      if (reconciliation.beyond() > 0) {
        invocation
            .console()
            .err()
            .printf(
                "The play's feeds brought %,d rows more than it: another play, or others who send."
                    + " One play to a feed can be reconciled: play to feeds whose tables are"
                    + " empty.%n",
                reconciliation.beyond());
      }
      invocation.console().err().flush();
      return differences.isEmpty() ? 0 : 1;
    }
  }

  private void print(List<Difference> differences, int compared) {
    PrintWriter out = invocation.console().out();
    if (!differences.isEmpty() || output.format != OutputFormat.table) {
      new Listing("subject", "what", "planted", "found")
          .print(
              out,
              output.format,
              differences.stream()
                  .map(each -> List.of(each.subject(), each.what(), each.planted(), each.found()))
                  .iterator());
    }
    if (output.format == OutputFormat.table) {
      out.printf("%d figures compared, %d differ%n", compared, differences.size());
    }
    out.flush();
  }
}
