package io.citylake.cli.command;

import io.citylake.cli.call.Invocation;
import io.citylake.cli.print.Listing;
import io.citylake.cli.print.OutputFormat;
import io.citylake.contract.Workspace;
import io.citylake.contract.dataset.DatasetContract;
import io.citylake.lake.catalog.TableRecovery;
import io.citylake.lake.catalog.TableRecovery.Remedy;
import io.citylake.model.TableName;
import io.citylake.publish.plan.TableDefinition;
import io.citylake.run.LakeHistory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
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
    subcommands = TableCommand.Recover.class)
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
        }
        print(rows);
      }
    }

    private List<TableName> chosen(Workspace workspace) {
      List<TableName> chosen = new ArrayList<>();
      if (tables.isEmpty()) {
        for (DatasetContract dataset : workspace.datasets().values()) {
          TableDefinition.listOf(dataset, "").forEach(each -> chosen.add(each.name()));
        }
      }
      tables.forEach(table -> chosen.add(Identifiers.table(table)));
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
}
