package io.citylake.cli.command;

import io.citylake.app.EmbeddedLake;
import io.citylake.cli.call.Invocation;
import io.citylake.cli.print.Listing;
import io.citylake.cli.print.OutputFormat;
import io.citylake.cli.print.RoundPrinter;
import io.citylake.contract.Workspace;
import io.citylake.contract.dataset.DatasetContract;
import io.citylake.lake.catalog.Lake;
import io.citylake.lake.catalog.TableRecovery;
import io.citylake.lake.catalog.TableRecovery.Remedy;
import io.citylake.lake.history.LedgerRefill;
import io.citylake.model.TableName;
import io.citylake.publish.plan.TableDefinition;
import io.citylake.publish.recreate.TableRecreator.Line;
import io.citylake.run.LakeHistory;
import io.citylake.run.batch.JobResult;
import io.citylake.run.table.TableRecreation;
import io.citylake.run.table.TableReload;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What is done to single tables by hand. */
@Command(
    name = "table",
    description = "Mend single tables.",
    mixinStandardHelpOptions = true,
    subcommands = {TableCommand.Recover.class, TableCommand.Recreate.class, RollbackCommand.class})
public final class TableCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Missing subcommand");
  }

  /** Brings catalog and warehouse together again. */
  @Command(
      name = "recover",
      description = {
        "Have the catalog name the version of a table that the warehouse holds: after an older copy of the catalog database was put back, after the database was lost, or where the metadata file that it names is damaged.",
        "Stop what runs and serves first. What the lost database alone knew is gone: the ledger, releases and corrections since."
      },
      mixinStandardHelpOptions = true,
      footer = {
        "",
        "Examples:",
        "  citylake table recover --plan                  what would be done, for every table",
        "  citylake table recover water_flood.ods_level",
        "  citylake table recover --all"
      })
  static final class Recover implements Runnable {
    private final Invocation invocation;
    @Mixin private final HomeOption home = new HomeOption();
    @Mixin private final FormatOption output = new FormatOption();
    @Spec private CommandSpec spec;

    @Parameters(paramLabel = "TABLE", arity = "0..*", description = "Tables, as theme.table.")
    private List<String> tables = new ArrayList<>();

    @Option(names = "--all", description = "Every table that a contract declares.")
    private boolean all;

    @Option(names = "--plan", description = "Say what would be done, and do nothing.")
    private boolean plan;

    Recover(Invocation invocation) {
      this.invocation = invocation;
    }

    @Override
    public void run() {
      if (!plan && all == !tables.isEmpty()) {
        throw new ParameterException(spec.commandLine(), "Name tables, or say --all or --plan");
      }
      Workspace workspace = invocation.workspace(home.home, null);
      try (LakeHistory history = invocation.history(home.home)) {
        TableRecovery recovery = new TableRecovery(history.lake());
        List<List<@Nullable Object>> rows = new ArrayList<>();
        for (TableName table : chosen(workspace)) {
          Optional<Remedy> remedy = recovery.find(table);
          if (remedy.isPresent()) {
            if (!plan) {
              recovery.apply(remedy.get());
            }
            rows.add(row(remedy.get()));
          }
          if (!plan && !table.isCompanion()) {
            refill(history.lake(), table);
          }
        }
        print(rows);
      }
    }

    private void refill(Lake lake, TableName table) {
      if (lake.catalog().tableExists(Lake.identifier(table))) {
        int runs = new LedgerRefill(lake).refill(table);
        if (runs > 0) {
          invocation
              .console()
              .err()
              .println("Noted in the ledger again: %,d runs of %s.".formatted(runs, table));
        }
      }
    }

    private List<TableName> chosen(Workspace workspace) {
      List<TableName> chosen = new ArrayList<>();
      if (tables.isEmpty()) {
        for (DatasetContract dataset : workspace.datasets().values()) {
          TableDefinition.listOf(dataset, "").forEach(each -> chosen.add(each.name()));
        }
      }
      for (String table : tables) {
        TableName name = Identifiers.table(table);
        chosen.add(name);
        if (!name.isCompanion()) {
          // They follow it.
          chosen.addAll(name.companions());
        }
      }
      return chosen;
    }

    private void print(List<List<@Nullable Object>> rows) {
      if (rows.isEmpty() && output.format == OutputFormat.table) {
        invocation.console().out().println("Nothing to do: the catalog names what was committed.");
        return;
      }
      new Listing("table", "found", "from", "to")
          .print(invocation.console().out(), output.format, rows.iterator());
    }

    private static List<@Nullable Object> row(Remedy remedy) {
      return Arrays.asList(
          remedy.table().toString(), remedy.kind().toString(), remedy.from(), remedy.to());
    }
  }

  /** Makes a table anew under its contract's types. */
  @Command(
      name = "recreate",
      description = {
        "Make a table anew where its contract has a type now that the table can't be changed to: all its rows, with where they came from, under the new types. So are the tables beside it that have the column.",
        "Each value must be the same in the new type: else nothing is changed, and how many are not is said. Each table is one commit; earlier snapshots stay, and what is derived from the table is rebuilt by its next run."
      },
      mixinStandardHelpOptions = true,
      footer = {
        "",
        "With --from-deliveries the table is emptied and each of its jobs reads again all that it has loaded: also where a file of the table is damaged or lost. That all deliveries are still there, whole and older than min-age is looked at first. Queries see few rows until it is done, what the table held stays under a tag, and if it is cut short, call it again.",
        "",
        "Examples:",
        "  citylake table recreate --plan water_flood.ods_level",
        "  citylake table recreate water_flood.ods_level",
        "  citylake table recreate --from-deliveries water_flood.ods_level"
      })
  static final class Recreate implements Callable<Integer> {
    private final Invocation invocation;
    @Mixin private final HomeOption home = new HomeOption();
    @Mixin private final FormatOption output = new FormatOption();

    @Parameters(index = "0", paramLabel = "TABLE", description = "The table, as theme.table.")
    private String table = "";

    @Option(names = "--plan", description = "Say what would be done, and do nothing.")
    private boolean plan;

    @Option(
        names = "--from-deliveries",
        description = "Empty the table, and read all its deliveries again.")
    private boolean fromDeliveries;

    Recreate(Invocation invocation) {
      this.invocation = invocation;
    }

    @Override
    public Integer call() {
      TableName name = Identifiers.table(table);
      try (EmbeddedLake lake = invocation.lake(home.home, null)) {
        return fromDeliveries ? reload(lake.reload(), name) : recast(lake.recreation(), name);
      }
    }

    private int recast(TableRecreation recreation, TableName name) {
      List<Line> lines = plan ? recreation.plan(name) : recreation.apply(name);
      if (lines.isEmpty() && output.format == OutputFormat.table) {
        invocation.console().out().println("Nothing to do: the table has its contract's types.");
        return 0;
      }
      new Listing("table", "column", "from", "to", "rows", "inexact")
          .print(
              invocation.console().out(),
              output.format,
              lines.stream().map(Recreate::row).iterator());
      if (!plan) {
        invocation.console().err().println("Made anew.");
      }
      return 0;
    }

    private int reload(TableReload reload, TableName name) {
      if (plan) {
        new Listing("job", "sources")
            .print(
                invocation.console().out(),
                output.format,
                reload.plan(name).stream()
                    .map(line -> List.of(line.task().toString(), line.sources()))
                    .iterator());
        return 0;
      }
      try (RoundPrinter printer = new RoundPrinter(invocation.console())) {
        boolean failed =
            reload.apply(name, printer).stream()
                .anyMatch(result -> result.status() == JobResult.Status.ERROR);
        return failed ? 1 : 0;
      }
    }

    private static List<Object> row(Line line) {
      return List.of(
          line.recast().definition().name().toString(),
          line.conversion().column(),
          line.conversion().from().toString(),
          line.conversion().to().toString(),
          line.rows(),
          line.inexact());
    }
  }
}
