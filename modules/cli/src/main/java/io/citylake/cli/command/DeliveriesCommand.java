package io.citylake.cli.command;

import io.citylake.app.EmbeddedLake;
import io.citylake.cli.call.Invocation;
import io.citylake.cli.print.Listing;
import io.citylake.cli.print.OlderCatalog;
import io.citylake.cli.print.RoundPrinter;
import io.citylake.model.TableName;
import io.citylake.run.batch.JobResult;
import io.citylake.run.delivery.DeliveryService;
import io.citylake.run.delivery.DeliveryService.DeliveryLine;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows the files that jobs have loaded, and takes one out again. */
@Command(
    name = "deliveries",
    description =
        "List the files that jobs have met: rows read, accepted, refused, unchanged, and displaced"
            + " by which.",
    mixinStandardHelpOptions = true,
    subcommands = {DeliveriesCommand.Withdraw.class, DeliveriesCommand.Settle.class})
public final class DeliveriesCommand implements Runnable {
  private final Invocation invocation;
  @Mixin private final HomeOption home = new HomeOption();
  @Mixin private final FormatOption output = new FormatOption();

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "JOB",
      description = "Only those of this job.")
  private @Nullable String job;

  DeliveriesCommand(Invocation invocation) {
    this.invocation = invocation;
  }

  @Override
  public void run() {
    try (EmbeddedLake lake = invocation.lake(home.home, null)) {
      OlderCatalog.warn(invocation.console(), lake.catalog());
      List<List<Object>> rows = new ArrayList<>();
      DeliveryService deliveries = lake.deliveries();
      for (DeliveryLine line : deliveries.list(Optional.ofNullable(job).map(Identifiers::job))) {
        rows.add(
            Arrays.asList(
                line.id(),
                line.job().toString(),
                line.source(),
                line.modified().toString(),
                line.state().name().toLowerCase(Locale.ROOT),
                line.read(),
                line.accepted(),
                line.refused(),
                line.unchanged(),
                line.shown(),
                line.displaced(),
                by(line)));
      }
      new Listing(
              "id",
              "job",
              "source",
              "modified",
              "state",
              "read",
              "accepted",
              "refused",
              "unchanged",
              "shown",
              "displaced",
              "displaced_by")
          .print(invocation.console().out(), output.format, rows.iterator());
      for (TableName table : deliveries.ofUnknownJobs()) {
        invocation
            .console()
            .err()
            .println(
                "Several jobs load %1$s, and rows of runs that the ledger lacks are counted for no job; citylake table recover %1$s"
                    .formatted(table));
      }
    }
  }

  /** {@code b.csv 2, c.csv of theme.other 1}. */
  private static String by(DeliveryLine line) {
    return line.displacedBy().entrySet().stream()
        .map(by -> by.getKey() + " " + by.getValue())
        .collect(Collectors.joining(", "));
  }

  /** Makes earlier ones final. */
  @Command(
      name = "settle",
      description =
          "Make earlier deliveries into a table final, and give up the displaced rows that only"
              + " they could bring back.",
      mixinStandardHelpOptions = true)
  static final class Settle implements Callable<Integer> {
    private final Invocation invocation;
    @Mixin private final HomeOption home = new HomeOption();

    @Parameters(index = "0", paramLabel = "TABLE", description = "theme.table")
    private String table = "";

    @Option(
        names = "--before",
        required = true,
        paramLabel = "DATE",
        converter = DateOption.Converter.class,
        description =
            "Deliveries that stand before this day in their order: by the time in their name, else"
                + " that of their file; of a database, when its run began.")
    private @Nullable LocalDate before;

    @Option(names = "--plan", description = "Say how many rows would go, and write nothing.")
    private boolean plan;

    Settle(Invocation invocation) {
      this.invocation = invocation;
    }

    @Override
    public Integer call() {
      LocalDate day = Objects.requireNonNull(before);
      TableName name = Identifiers.table(table);
      try (EmbeddedLake lake = invocation.lake(home.home, null);
          RoundPrinter printer = new RoundPrinter(invocation.console())) {
        if (plan) {
          invocation
              .console()
              .out()
              .printf(
                  "Would make deliveries before %s into %s final, and give up %,d displaced rows%n",
                  day, name, lake.deliveries().givenUp(name, day));
          return 0;
        }
        JobResult result = lake.deliveries().settle(name, day, printer);
        printer.jobEnded(1, 1, result);
        return result.status() == JobResult.Status.ERROR ? 1 : 0;
      }
    }
  }

  /** Takes one out. */
  @Command(
      name = "withdraw",
      description =
          "Take out what a file has brought; what it had displaced comes back. The file is not"
              + " loaded again unless its content changes.",
      mixinStandardHelpOptions = true)
  static final class Withdraw implements Callable<Integer> {
    private final Invocation invocation;
    @Mixin private final HomeOption home = new HomeOption();

    @Parameters(index = "0", paramLabel = "ID", description = "From citylake deliveries.")
    private String id = "";

    @Option(names = "--plan", description = "Say what would go, and write nothing.")
    private boolean plan;

    Withdraw(Invocation invocation) {
      this.invocation = invocation;
    }

    @Override
    public Integer call() {
      try (EmbeddedLake lake = invocation.lake(home.home, null);
          RoundPrinter printer = new RoundPrinter(invocation.console())) {
        DeliveryLine line = lake.deliveries().load(id);
        if (plan) {
          invocation
              .console()
              .out()
              .printf(
                  "Would take out %s of %s: %,d rows that its table shows, %,d displaced ones, %,d"
                      + " refused ones%n",
                  line.source(), line.job(), line.shown(), line.displaced(), line.refused());
          return 0;
        }
        printer.jobStarted(1, 1, line.job());
        JobResult result = lake.deliveries().withdraw(line, printer);
        printer.jobEnded(1, 1, result);
        return result.status() == JobResult.Status.ERROR ? 1 : 0;
      }
    }
  }
}
