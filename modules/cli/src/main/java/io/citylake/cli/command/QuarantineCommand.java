package io.citylake.cli.command;

import io.citylake.app.EmbeddedLake;
import io.citylake.cli.call.Interrupts;
import io.citylake.cli.call.Invocation;
import io.citylake.cli.call.OutputFile;
import io.citylake.cli.print.Listing;
import io.citylake.cli.print.OlderCatalog;
import io.citylake.cli.print.OutputFormat;
import io.citylake.cli.print.RoundPrinter;
import io.citylake.lake.history.RunOutcome;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import io.citylake.model.QuarantineStatus;
import io.citylake.model.Reason;
import io.citylake.publish.quarantine.QuarantineQuery;
import io.citylake.publish.quarantine.QuarantineSummary;
import io.citylake.publish.quarantine.QuarantinedRow;
import io.citylake.run.LakeHistory;
import io.citylake.run.batch.JobResult;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What people do with refused rows. */
@Command(
    name = "quarantine",
    description = "Look at refused rows, mend them, send them through again, or give them up.",
    mixinStandardHelpOptions = true,
    subcommands = {
      QuarantineCommand.Ls.class,
      QuarantineCommand.Show.class,
      QuarantineCommand.Export.class,
      QuarantineCommand.Fix.class,
      QuarantineCommand.Replay.class,
      QuarantineCommand.Discard.class
    })
public final class QuarantineCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "Missing subcommand: ls, show, export, fix, replay or discard");
  }

  /** Which rows; shared by the subcommands. */
  static final class Which {
    @Option(
        names = "--table",
        paramLabel = "TABLE",
        description = "Only rows meant for this table (theme.table).")
    private @Nullable String table;

    @Option(names = "--job", paramLabel = "JOB", description = "Only rows of this job.")
    private @Nullable String job;

    QuarantineQuery query() {
      QuarantineQuery query = QuarantineQuery.all();
      if (table != null) {
        query = query.withTable(Identifiers.table(table));
      }
      return job == null ? query : query.withJob(Identifiers.job(job));
    }

    boolean isEmpty() {
      return table == null && job == null;
    }

    @Override
    public String toString() {
      return ((table == null ? "" : "--table " + table) + (job == null ? "" : " --job " + job))
          .strip();
    }
  }

  private static String user(Invocation invocation) {
    return invocation
        .environment()
        .getOrDefault("USER", System.getProperty("user.name", "unknown"));
  }

  /** Counts. */
  @Command(
      name = "ls",
      aliases = "list",
      description = "Count refused rows by table, job, status and reason.",
      mixinStandardHelpOptions = true)
  static final class Ls implements Runnable {
    private final Invocation invocation;
    @Mixin private final HomeOption home = new HomeOption();
    @Mixin private final FormatOption output = new FormatOption();
    @Mixin private final Which which = new Which();

    @Option(names = "--all", description = "Also rows that are no longer open.")
    private boolean all;

    Ls(Invocation invocation) {
      this.invocation = invocation;
    }

    @Override
    public void run() {
      try (LakeHistory history = invocation.history(home.home)) {
        OlderCatalog.warn(invocation.console(), history.lake());
        QuarantineQuery query =
            all ? which.query() : which.query().withStatus(QuarantineStatus.OPEN);
        List<List<Object>> rows = new ArrayList<>();
        for (QuarantineSummary each : history.quarantineCounts().of(query)) {
          rows.add(
              List.of(
                  each.table().toString(),
                  each.job(),
                  each.status().toString(),
                  each.reason(),
                  each.rows(),
                  each.oldest().toString()));
        }
        new Listing("table", "job", "status", "reason", "rows", "oldest")
            .print(invocation.console().out(), output.format, rows.iterator());
      }
    }
  }

  /** Whole rows. */
  @Command(
      name = "show",
      description = "Show refused rows whole, with every reason.",
      mixinStandardHelpOptions = true)
  static final class Show implements Runnable {
    private final Invocation invocation;
    @Mixin private final HomeOption home = new HomeOption();
    @Mixin private final FormatOption output = new FormatOption();
    @Mixin private final Which which = new Which();

    @Parameters(
        arity = "0..*",
        paramLabel = "ID",
        description = "Rows by id. Default: the open ones.")
    private List<String> ids = new ArrayList<>();

    @Option(names = "--limit", defaultValue = "20", description = "At most so many. Default: 20.")
    private int limit = 20;

    Show(Invocation invocation) {
      this.invocation = invocation;
    }

    @Override
    public void run() {
      try (LakeHistory history = invocation.history(home.home)) {
        OlderCatalog.warn(invocation.console(), history.lake());
        QuarantineQuery query =
            ids.isEmpty()
                ? which.query().withStatus(QuarantineStatus.OPEN).withLimit(limit)
                : which.query().withIds(ids);
        List<QuarantinedRow> rows = history.quarantine().list(query);
        QuarantineReads.log(
            invocation, home, "show " + (ids.isEmpty() ? which : String.join(" ", ids)), rows);
        if (output.format == OutputFormat.table) {
          rows.forEach(this::print);
        } else {
          QuarantineRows.print(invocation.console().out(), output.format, rows);
        }
      }
    }

    private void print(QuarantinedRow row) {
      PrintWriter out = invocation.console().out();
      out.println(row.id() + "  " + row.table() + "  " + row.status());
      out.println(
          "  from   "
              + row.source()
              + ":"
              + row.place()
              + "  by "
              + row.job()
              + "  run "
              + row.runId());
      for (Reason reason : row.reasons()) {
        String found = reason.value() == null ? "" : ", found " + Listing.plain(reason.value());
        out.println("  why    " + reason.label() + ": " + reason.message() + found);
      }
      out.println("  raw    " + Listing.plain(String.valueOf(row.raw())));
      if (row.resolvedBy() != null || row.note() != null) {
        out.println(
            "  then   "
                + row.status()
                + " by "
                + row.resolvedBy()
                + " at "
                + row.resolvedAt()
                + ": "
                + row.note());
      }
      out.flush();
    }
  }

  /** To a file. */
  @Command(
      name = "export",
      description = "Write refused rows to a CSV or JSON file, one field a column.",
      mixinStandardHelpOptions = true)
  static final class Export implements Runnable {
    private final Invocation invocation;
    @Mixin private final HomeOption home = new HomeOption();
    @Mixin private final Which which = new Which();

    @Option(
        names = "--to",
        required = true,
        paramLabel = "FILE",
        description = "A file that ends in .csv or .json.")
    private Path to = Path.of("quarantine.csv");

    Export(Invocation invocation) {
      this.invocation = invocation;
    }

    @Override
    public void run() {
      OutputFormat format = to.toString().endsWith(".json") ? OutputFormat.json : OutputFormat.csv;
      try (LakeHistory history = invocation.history(home.home);
          PrintWriter file =
              new PrintWriter(
                  new OutputStreamWriter(
                      OutputFile.open(invocation, home.home, to), StandardCharsets.UTF_8))) {
        List<QuarantinedRow> rows =
            history.quarantine().list(which.query().withStatus(QuarantineStatus.OPEN));
        QuarantineReads.log(invocation, home, "export " + which + " --to " + to, rows);
        QuarantineRows.print(file, format, rows);
        invocation.console().out().printf("%d rows written to %s%n", rows.size(), to);
      } catch (IOException e) {
        throw new CityLakeException(
            ErrorCode.USAGE, "Cannot write %s: %s".formatted(to, e.getMessage()), e);
      }
    }
  }

  /** A correction. */
  @Command(
      name = "fix",
      description =
          "Correct fields of an open row for its replay; the row itself stays as it arrived.",
      mixinStandardHelpOptions = true,
      footer = {"", "Example: citylake quarantine fix 3f2a… --set 注册资本=100 --set 成立日期=2020-01-01"})
  static final class Fix implements Runnable {
    private final Invocation invocation;
    @Mixin private final HomeOption home = new HomeOption();

    @Parameters(
        index = "0",
        paramLabel = "ID",
        description = "The row's id, from citylake quarantine show.")
    private String id = "";

    @Option(
        names = "--set",
        required = true,
        paramLabel = "NAME=TEXT",
        description = "A source field and its corrected text.")
    private Map<String, String> values = new LinkedHashMap<>();

    Fix(Invocation invocation) {
      this.invocation = invocation;
    }

    @Override
    public void run() {
      try (EmbeddedLake lake = invocation.lake(home.home, null)) {
        lake.corrections().fix(id, values, user(invocation));
        invocation
            .console()
            .out()
            .println("Fixed; it goes through with citylake quarantine replay " + id);
      }
    }
  }

  /** Through the job again. */
  @Command(
      name = "replay",
      description = "Put open rows through their job again, each once.",
      mixinStandardHelpOptions = true)
  static final class Replay implements Callable<Integer> {
    private final Invocation invocation;
    @Mixin private final HomeOption home = new HomeOption();
    @Mixin private final DateOption date = new DateOption();
    @Mixin private final Which which = new Which();
    @Mixin private final WarningsOption warnings = new WarningsOption();

    @Parameters(
        arity = "0..*",
        paramLabel = "ID",
        description = "Rows by id. Default: all open ones that --table and --job leave.")
    private List<String> ids = new ArrayList<>();

    Replay(Invocation invocation) {
      this.invocation = invocation;
    }

    @Override
    public Integer call() {
      try (EmbeddedLake lake = invocation.lake(home.home, date.date);
          RoundPrinter printer = new RoundPrinter(invocation.console())) {
        QuarantineQuery query = which.query().withIds(ids);
        Interrupts interrupts = new Interrupts(lake.cancellation(), invocation.console().err());
        List<JobResult> results =
            interrupts.cancelling(() -> lake.quarantine().replay(query, user(invocation), printer));
        if (results.isEmpty()) {
          invocation.console().out().println("There is no open row to replay.");
        }
        if (results.stream().anyMatch(result -> result.outcome() == RunOutcome.CANCELLED)) {
          return interrupts.exit();
        }
        boolean passed =
            results.stream().noneMatch(result -> result.status() == JobResult.Status.ERROR);
        return warnings.exitStatus(passed, results);
      }
    }
  }

  /** Given up. */
  @Command(
      name = "discard",
      description = "Give open rows up for good, with a reason; they stay in the quarantine table.",
      mixinStandardHelpOptions = true)
  static final class Discard implements Callable<Integer> {
    private final Invocation invocation;
    @Spec private CommandSpec spec;
    @Mixin private final HomeOption home = new HomeOption();
    @Mixin private final Which which = new Which();

    @Parameters(arity = "0..*", paramLabel = "ID", description = "Rows by id.")
    private List<String> ids = new ArrayList<>();

    @Option(names = "--reason", required = true, description = "Why, for whoever asks later.")
    private String reason = "";

    Discard(Invocation invocation) {
      this.invocation = invocation;
    }

    @Override
    public Integer call() {
      if (ids.isEmpty() && which.isEmpty()) {
        throw new ParameterException(
            spec.commandLine(), "Name rows, --table or --job: nothing is discarded wholesale");
      }
      try (EmbeddedLake lake = invocation.lake(home.home, null)) {
        List<JobResult> results =
            lake.quarantine().discard(which.query().withIds(ids), user(invocation), reason);
        long rows = results.stream().mapToLong(JobResult::resolved).sum();
        invocation.console().out().printf("%d rows discarded%n", rows);
        List<JobResult> failed =
            results.stream().filter(result -> result.status() == JobResult.Status.ERROR).toList();
        for (JobResult each : failed) {
          invocation
              .console()
              .err()
              .printf("%s: %s [%s]%n", each.job(), each.message(), each.errorCode());
        }
        return failed.isEmpty() ? 0 : 1;
      }
    }
  }

  /** Rows as a listing, one column a field. */
  private static final class QuarantineRows {
    private QuarantineRows() {}

    static void print(PrintWriter out, OutputFormat format, List<QuarantinedRow> rows) {
      new Listing(
              "id",
              "table",
              "job",
              "source",
              "place",
              "status",
              "attempt",
              "reasons",
              "raw",
              "run_id",
              "refused_at",
              "note")
          .print(out, format, rows.stream().map(QuarantineRows::cells).iterator());
    }

    private static List<@Nullable Object> cells(QuarantinedRow row) {
      String reasons =
          row.reasons().stream()
              .map(reason -> reason.label() + ": " + reason.message())
              .collect(Collectors.joining("; "));
      return Arrays.asList(
          row.id(),
          row.table().toString(),
          row.job(),
          row.source(),
          row.place(),
          row.status().toString(),
          row.attempt(),
          reasons,
          row.raw(),
          row.runId(),
          row.refusedAt().toString(),
          row.note());
    }
  }
}
