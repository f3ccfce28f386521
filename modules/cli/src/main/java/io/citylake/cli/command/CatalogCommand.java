package io.citylake.cli.command;

import io.citylake.app.DatasetSample;
import io.citylake.app.EmbeddedLake;
import io.citylake.app.LakeFacts;
import io.citylake.app.OperatorLog;
import io.citylake.cli.call.Invocation;
import io.citylake.cli.call.OutputFile;
import io.citylake.cli.print.Listing;
import io.citylake.cli.print.OlderCatalog;
import io.citylake.cli.print.OutputFormat;
import io.citylake.contract.Workspace;
import io.citylake.contract.dataset.CatalogueEntry;
import io.citylake.contract.dataset.ColumnContract;
import io.citylake.contract.dataset.DatasetContract;
import io.citylake.contract.job.Job;
import io.citylake.contract.job.Step;
import io.citylake.contract.job.Task;
import io.citylake.contract.system.SystemDatasets;
import io.citylake.govern.access.Action;
import io.citylake.govern.catalogue.CatalogueWorkbook;
import io.citylake.govern.catalogue.DatasetFacts;
import io.citylake.govern.catalogue.DatasetSearch;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import io.citylake.model.TableName;
import io.citylake.transform.step.QuerySql;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What data there is. */
@Command(
    name = "catalog",
    description = "What data there is: search it, look at one dataset, export the catalogue.",
    mixinStandardHelpOptions = true,
    subcommands = {
      CatalogCommand.Search.class,
      CatalogCommand.Show.class,
      CatalogCommand.Export.class
    },
    footer = {
      "",
      "Quality is the share of the last ten runs that passed, times the share of their records",
      "that were accepted, in percent. Late is what has data of no later than twice its update"
          + " cycle ago."
    })
public final class CatalogCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Missing subcommand: search, show or export");
  }

  private static String late(DatasetContract dataset, DatasetFacts facts, Invocation invocation) {
    return facts
        .late(dataset.updateCycle(), invocation.clock())
        .map(late -> late ? "late" : "in time")
        .orElse("");
  }

  /** What the step of a table reads; nothing where jobs fill it. */
  private static List<TableName> inputs(Workspace workspace, TableName table) {
    return workspace.tasks().values().stream()
        .filter(task -> task.target().equals(table) && task instanceof Step)
        .flatMap(task -> inputs((Step) task))
        .toList();
  }

  private static Stream<TableName> inputs(Step step) {
    return QuerySql.parse(step.sql(), step.file()).inputs().stream();
  }

  /** Written down before it is shown. */
  private static void looked(Invocation invocation, EmbeddedLake lake, String what) {
    OperatorLog.open(lake.workspace().settings(), invocation.clock())
        .handsOut(Action.CATALOGUE, what, List.of(), 0);
  }

  private static @Nullable String updated(DatasetFacts facts) {
    return facts.updatedAt() == null ? null : facts.updatedAt().toString();
  }

  /** By words. */
  @Command(
      name = "search",
      description = "Find datasets by words, in Chinese or English; the best come first.",
      mixinStandardHelpOptions = true,
      footer = {"", "Example: citylake catalog search 企业 税收"})
  static final class Search implements Runnable {
    private final Invocation invocation;
    @Mixin private final HomeOption home = new HomeOption();
    @Mixin private final FormatOption output = new FormatOption();

    @Parameters(arity = "1..*", paramLabel = "WORD", description = "Of titles, owners, columns.")
    private List<String> words = List.of();

    @Option(
        names = "--limit",
        paramLabel = "ROWS",
        defaultValue = "20",
        description = "Most datasets shown. Default: 20.")
    private int limit = 20;

    Search(Invocation invocation) {
      this.invocation = invocation;
    }

    @Override
    public void run() {
      try (EmbeddedLake lake = invocation.lake(home.home, null);
          DatasetSearch search = new DatasetSearch(lake.workspace())) {
        looked(invocation, lake, "catalog search " + String.join(" ", words));
        LakeFacts facts = new LakeFacts(lake.workspace(), lake.catalog(), lake.history().ledger());
        List<List<@Nullable Object>> rows = new ArrayList<>();
        for (TableName name : search.find(String.join(" ", words), limit)) {
          rows.add(row(lake.workspace().loadDataset(name), facts.of(name)));
        }
        new Listing(
                "table",
                "title_zh",
                "title_en",
                "owner",
                "grade",
                "share",
                "open",
                "cycle",
                "rows",
                "updated_at",
                "freshness",
                "quality")
            .print(invocation.console().out(), output.format, rows.iterator());
      }
    }

    private List<@Nullable Object> row(DatasetContract dataset, DatasetFacts facts) {
      return Arrays.asList(
          dataset.name().toString(),
          dataset.title().zh(),
          dataset.title().en(),
          dataset.owner(),
          dataset.grade(),
          dataset.catalogue().share().zh(),
          dataset.catalogue().open().zh(),
          dataset.updateCycle(),
          facts.rows(),
          updated(facts),
          late(dataset, facts, invocation),
          facts.quality().orElse(null));
    }
  }

  /** One dataset. */
  @Command(
      name = "show",
      description = "Show one dataset with its columns, what fills it and how it is now.",
      mixinStandardHelpOptions = true,
      footer = {"", "Example: citylake catalog show enterprise.dwd_firm --sample 5 --as wang"})
  static final class Show implements Runnable {
    private static final int SAMPLE_ROWS = 10;

    private final Invocation invocation;
    @Spec private CommandSpec spec;
    @Mixin private final HomeOption home = new HomeOption();
    @Mixin private final FormatOption output = new FormatOption();

    @Parameters(index = "0", paramLabel = "TABLE", description = "theme.table")
    private String table = "";

    @Option(
        names = "--sample",
        paramLabel = "ROWS",
        description = "Show so many rows instead, columns above grade 1 masked; starts Spark.")
    private @Nullable Integer sample;

    @Option(
        names = "--as",
        paramLabel = "USER",
        description = "The sample as this user may read it, through the policies.")
    private @Nullable String user;

    Show(Invocation invocation) {
      this.invocation = invocation;
    }

    @Override
    public void run() {
      try (EmbeddedLake lake = invocation.lake(home.home, null)) {
        OlderCatalog.warn(invocation.console(), lake.catalog());
        Workspace workspace = lake.workspace();
        TableName name = Identifiers.table(table);
        DatasetContract own = SystemDatasets.all().get(name);
        DatasetContract dataset = own == null ? workspace.loadDataset(name) : own;
        if (sample != null || user != null) {
          sample(lake, dataset);
          return;
        }
        looked(invocation, lake, "catalog show " + dataset.name());
        PrintWriter out = invocation.console().out();
        if (output.format == OutputFormat.table && own != null) {
          titles(out, own);
          out.printf("rows       made when they are asked for, by citylake sql too%n%n");
        } else if (output.format == OutputFormat.table) {
          heading(
              out,
              workspace,
              dataset,
              new LakeFacts(lake.workspace(), lake.catalog(), lake.history().ledger())
                  .of(dataset.name()));
        }
        new Listing("column", "type", "title_zh", "title_en", "unit", "grade", "key", "codes")
            .print(
                out,
                output.format,
                dataset.columns().stream().map(column -> row(dataset, column)).iterator());
      }
    }

    private void sample(EmbeddedLake lake, DatasetContract dataset) {
      int rows = sample == null ? SAMPLE_ROWS : sample;
      if (rows < 1) {
        throw new ParameterException(spec.commandLine(), "--sample needs a number from 1 up");
      }
      try (DatasetSample shown = DatasetSample.open(lake, user)) {
        SqlCommand.print(invocation.console(), shown.rows(dataset, rows), output.format, rows);
      }
    }

    private void heading(
        PrintWriter out, Workspace workspace, DatasetContract dataset, DatasetFacts facts) {
      titles(out, dataset);
      decided(out, dataset);
      out.printf("cycle      %s%n", dataset.updateCycle() == null ? "-" : dataset.updateCycle());
      out.printf(
          "rows       %s%n",
          facts.rows() == null ? "unknown, some are deleted" : facts.rows().toString());
      String late = late(dataset, facts, invocation);
      out.printf(
          "updated    %s%s%n",
          facts.updatedAt() == null ? "never" : facts.updatedAt(),
          late.isEmpty() ? "" : ", " + late);
      if (facts.dataUntil() != null) {
        out.printf("data until %s%n", facts.dataUntil());
      }
      out.printf(
          "quality    %s%n", facts.quality().map(score -> score + " of 100").orElse("no run yet"));
      workspace.tasks().values().stream()
          .filter(task -> task.target().equals(dataset.name()))
          .forEach(task -> out.printf("filled by  %s%n", filler(task)));
      out.printf(
          "columns    citylake lineage %s.COLUMN shows where one comes from%n%n", dataset.name());
    }

    private static void decided(PrintWriter out, DatasetContract dataset) {
      CatalogueEntry entry = dataset.catalogue();
      out.printf("grade      %d%n", dataset.grade());
      out.printf("shared     %s%s%n", entry.share().zh(), condition(entry.shareCondition()));
      out.printf("open       %s%s%n", entry.open().zh(), condition(entry.openCondition()));
      out.printf(
          "because    %s%n",
          entry.isDecided()
              ? entry.findDecision().map(each -> each.because() + " (" + each.on() + ")").orElse("")
              : "nobody decided; see citylake validate");
    }

    private static String condition(@Nullable String condition) {
      return condition == null ? "" : ": " + condition;
    }

    private static void titles(PrintWriter out, DatasetContract dataset) {
      out.printf("%s  %s  %s%n", dataset.name(), dataset.title().zh(), dataset.title().en());
      out.printf("owner      %s%n", dataset.owner());
      out.printf("one row    %s%n", dataset.grain());
    }

    private static String filler(Task task) {
      if (task instanceof Step step) {
        return "step %s, from %s"
            .formatted(
                step.name(),
                inputs(step).map(TableName::toString).collect(Collectors.joining(", ")));
      }
      return "job %s of %s".formatted(task.name(), ((Job) task).owner());
    }

    private static List<@Nullable Object> row(DatasetContract dataset, ColumnContract column) {
      return Arrays.asList(
          column.name(),
          column.type().toString(),
          column.title().zh(),
          column.title().en(),
          column.unit(),
          column.grade(),
          dataset.key().contains(column.name()) ? "key" : null,
          column.codeTable());
    }
  }

  /** All as a workbook. */
  @Command(
      name = "export",
      description = "Write the catalogue as an Excel workbook in the shape of 政务数据资源目录.",
      mixinStandardHelpOptions = true)
  static final class Export implements Runnable {
    private final Invocation invocation;
    @Mixin private final HomeOption home = new HomeOption();

    @Parameters(index = "0", paramLabel = "FILE", description = "The workbook to write, .xlsx.")
    private Path file = Path.of("");

    Export(Invocation invocation) {
      this.invocation = invocation;
    }

    @Override
    public void run() {
      try (EmbeddedLake lake = invocation.lake(home.home, null);
          OutputStream out = OutputFile.open(invocation, home.home, file)) {
        looked(invocation, lake, "catalog export " + file);
        new CatalogueWorkbook(
                lake.workspace(),
                new LakeFacts(lake.workspace(), lake.catalog(), lake.history().ledger()),
                table -> inputs(lake.workspace(), table),
                invocation.clock())
            .write(out);
        invocation
            .console()
            .out()
            .printf("%d datasets to %s%n", lake.workspace().datasets().size(), file);
      } catch (IOException e) {
        throw new CityLakeException(
            ErrorCode.USAGE, "Cannot write %s: %s".formatted(file, e.getMessage()), e);
      }
    }
  }
}
