package io.citylake.cli.command;

import io.citylake.app.EmbeddedLake;
import io.citylake.cli.call.Console;
import io.citylake.cli.call.Interrupts;
import io.citylake.cli.call.Invocation;
import io.citylake.cli.print.Listing;
import io.citylake.cli.print.OutputFormat;
import io.citylake.cli.print.RoundPrinter;
import io.citylake.model.FileCounts;
import io.citylake.model.JobName;
import io.citylake.run.batch.JobResult;
import io.citylake.run.graph.JobSelector;
import io.citylake.run.round.RoundResult;
import io.citylake.run.round.RunRequest;
import io.citylake.run.round.RunRequest.FailurePolicy;
import io.citylake.run.round.RunRequest.Mode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Loads what is new, job by job. */
@Command(
    name = "run",
    description = "Load what is new since each job's position, exactly once.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  citylake run enterprise.firm_register",
      "  citylake run --select theme:enterprise,tag:daily --date 2026-01-31",
      "  citylake run --select +economic_operation.indicators+ --fail-fast",
      "",
      "Exit 0: every job passed. 1: at least one failed. 2: wrong usage. 3: all passed, and somebody has to act. 130: Ctrl-C."
    })
public final class RunCommand implements Callable<Integer> {
  private final Invocation invocation;
  @Spec private CommandSpec spec;
  @Mixin private final HomeOption home = new HomeOption();
  @Mixin private final DateOption date = new DateOption();
  @Mixin private final FormatOption output = new FormatOption();
  @Mixin private final WarningsOption warnings = new WarningsOption();

  @Parameters(
      arity = "0..*",
      paramLabel = "JOB",
      description = "Jobs by name (theme.job), glob or selection.")
  private List<String> jobs = new ArrayList<>();

  @Option(
      names = {"-s", "--select"},
      paramLabel = "SELECTION",
      description =
          "theme:x, tag:y, table:t, a name or glob; + before it adds what it needs, + after it what needs it. Commas join.")
  private List<String> select = new ArrayList<>();

  @Option(names = "--all", description = "Every job of the workspace.")
  private boolean all;

  @Option(
      names = "--full-refresh",
      description = "Read everything again; rows of the same sources are replaced.")
  private boolean fullRefresh;

  @Option(
      names = "--keep-missing",
      description =
          "With --full-refresh: leave the rows of files that are not there any more as they are.")
  private boolean keepMissing;

  @Option(
      names = "--withdraw-missing",
      description = "With --full-refresh: delete the rows of files that are not there any more.")
  private boolean withdrawMissing;

  @Option(names = "--fail-fast", description = "Begin no more jobs after the first that fails.")
  private boolean failFast;

  @Option(
      names = "--dry-run",
      description = "Read and judge what is new, say what would happen, write nothing.")
  private boolean dryRun;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Jobs at once. Default: two for each core, at most 4.")
  private int threads = RunRequest.standardThreads();

  RunCommand(Invocation invocation) {
    this.invocation = invocation;
  }

  private Mode mode() {
    if (dryRun) {
      return Mode.DRY_RUN;
    }
    if (!fullRefresh) {
      return Mode.INCREMENTAL;
    }
    if (keepMissing) {
      return Mode.FULL_REFRESH_KEEPING;
    }
    return withdrawMissing ? Mode.FULL_REFRESH_WITHDRAWING : Mode.FULL_REFRESH;
  }

  @Override
  public Integer call() {
    if (fullRefresh && dryRun) {
      throw new ParameterException(
          spec.commandLine(), "--full-refresh and --dry-run don't go together");
    }
    if ((keepMissing || withdrawMissing) && !fullRefresh) {
      throw new ParameterException(
          spec.commandLine(), "--keep-missing and --withdraw-missing go with --full-refresh only");
    }
    if (keepMissing && withdrawMissing) {
      throw new ParameterException(
          spec.commandLine(), "--keep-missing and --withdraw-missing don't go together");
    }
    if (threads < 1) {
      throw new ParameterException(spec.commandLine(), "--threads must be at least 1");
    }
    try (EmbeddedLake lake = invocation.lake(home.home, date.date)) {
      List<JobName> chosen = choose(new JobSelector(lake.workspace()));
      Mode mode = mode();
      RunRequest request =
          new RunRequest(
              lake.businessDate(),
              mode,
              failFast ? FailurePolicy.STOP : FailurePolicy.GO_ON,
              threads);
      RoundResult result;
      Interrupts interrupts = new Interrupts(lake.cancellation(), invocation.console().err());
      try (RoundPrinter printer = new RoundPrinter(talk())) {
        result = interrupts.cancelling(() -> lake.round(printer).run(chosen, request));
        printer.total(result);
        lake.releaseFeeds();
      }
      report(result);
      return result.cancelled()
          ? interrupts.exit()
          : warnings.exitStatus(result.passed(), result.jobs());
    }
  }

  /** With -o json or csv, results alone go to standard output and talk to standard error. */
  private Console talk() {
    Console console = invocation.console();
    return output.format == OutputFormat.table
        ? console
        : new Console(console.err(), console.err(), console.terminal());
  }

  private List<JobName> choose(JobSelector selector) {
    List<String> selections = new ArrayList<>(jobs);
    selections.addAll(select);
    if (all == !selections.isEmpty()) {
      throw new ParameterException(
          spec.commandLine(),
          all ? "Name jobs or say --all, not both" : "Name a job, a --select or --all");
    }
    if (all) {
      return selector.all();
    }
    List<JobName> chosen = selector.select(selections);
    if (chosen.size() == 1) {
      selector.requireSound(chosen.get(0));
    }
    return chosen;
  }

  private void report(RoundResult result) {
    if (output.format != OutputFormat.table) {
      List<List<Object>> rows = new ArrayList<>();
      for (JobResult job : result.jobs()) {
        @Nullable FileCounts files = job.tally().files();
        rows.add(
            Arrays.asList(
                job.job().toString(),
                job.status().toString(),
                job.run() == null ? "" : job.run().toString(),
                job.tally().read(),
                job.tally().accepted(),
                job.tally().quarantined(),
                job.tally().duplicates(),
                job.tally().conflicts(),
                files == null ? null : files.fresh(),
                files == null ? null : files.corrected(),
                files == null ? null : files.again(),
                files == null ? null : files.copies(),
                files == null ? null : files.unreadable(),
                job.took().toMillis() / 1000.0,
                job.message()));
      }
      new Listing(
              "job",
              "status",
              "run",
              "read",
              "accepted",
              "quarantined",
              "duplicates",
              "conflicts",
              "files_new",
              "files_corrected",
              "files_again",
              "files_copies",
              "files_unreadable",
              "seconds",
              "message")
          .print(invocation.console().out(), output.format, rows.iterator());
    }
  }
}
