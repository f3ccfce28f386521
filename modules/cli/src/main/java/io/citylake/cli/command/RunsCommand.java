package io.citylake.cli.command;

import io.citylake.cli.call.Invocation;
import io.citylake.cli.print.Listing;
import io.citylake.cli.print.OutputFormat;
import io.citylake.lake.history.RunOutcome;
import io.citylake.lake.history.RunRecord;
import io.citylake.lake.history.StageRecord;
import io.citylake.run.LakeHistory;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows the run ledger. */
@Command(
    name = "runs",
    description = "List the latest runs; citylake runs show RUN for one.",
    mixinStandardHelpOptions = true,
    subcommands = RunsCommand.Show.class)
public final class RunsCommand implements Runnable {
  private final Invocation invocation;
  @Mixin private final HomeOption home = new HomeOption();
  @Mixin private final FormatOption output = new FormatOption();

  @Option(names = "--job", paramLabel = "JOB", description = "Only runs of this job.")
  private @Nullable String job;

  @Option(names = "--limit", defaultValue = "20", description = "How many. Default: 20.")
  private int limit = 20;

  RunsCommand(Invocation invocation) {
    this.invocation = invocation;
  }

  @Override
  public void run() {
    try (LakeHistory history = invocation.history(home.home)) {
      List<List<Object>> rows = new ArrayList<>();
      Predicate<RunRecord> alive = history.alive(invocation.clock().instant());
      for (RunRecord run :
          history.ledger().list(Optional.ofNullable(job).map(Identifiers::job), limit)) {
        rows.add(
            Arrays.asList(
                run.run().toString(),
                run.job().toString(),
                run.kind(),
                run.businessDate().toString(),
                outcome(run, alive),
                seconds(run),
                run.tally().read(),
                run.tally().accepted(),
                run.tally().quarantined(),
                run.tally().duplicates(),
                run.tally().conflicts(),
                run.tally().files() == null ? null : run.tally().files().toString()));
      }
      new Listing(
              "run",
              "job",
              "kind",
              "date",
              "outcome",
              "seconds",
              "read",
              "accepted",
              "quarantined",
              "duplicates",
              "conflicts",
              "files")
          .print(invocation.console().out(), output.format, rows.iterator());
    }
  }

  /** What the ledger says; of a process that ended without a word it still says running. */
  private static String outcome(RunRecord run, Predicate<RunRecord> alive) {
    return run.outcome() == RunOutcome.RUNNING && !alive.test(run)
        ? "died"
        : run.outcome().toString();
  }

  /** Not where its clock was set back meanwhile. */
  private static @Nullable Double seconds(RunRecord run) {
    return run.ended() == null || run.ended().isBefore(run.started())
        ? null
        : Duration.between(run.started(), run.ended()).toMillis() / 1000.0;
  }

  /** Shows one run with its stages. */
  @Command(
      name = "show",
      description = "Show one run: stages, counts, positions, outcome.",
      mixinStandardHelpOptions = true)
  static final class Show implements Runnable {
    private final Invocation invocation;
    @Mixin private final HomeOption home = new HomeOption();
    @Mixin private final FormatOption output = new FormatOption();

    @Parameters(index = "0", paramLabel = "RUN", description = "The run's id, from citylake runs.")
    private String run = "";

    Show(Invocation invocation) {
      this.invocation = invocation;
    }

    @Override
    public void run() {
      try (LakeHistory history = invocation.history(home.home)) {
        RunRecord record = history.ledger().load(Identifiers.run(run));
        List<StageRecord> stages = history.ledger().stages(record.run());
        String outcome = outcome(record, history.alive(invocation.clock().instant()));
        if (output.format == OutputFormat.table) {
          print(record, stages, outcome, history.runLog(record.run()).toString());
        } else {
          new Listing("field", "value")
              .print(
                  invocation.console().out(),
                  output.format,
                  fields(record, stages, outcome).iterator());
        }
      }
    }

    private void print(RunRecord record, List<StageRecord> stages, String outcome, String log) {
      PrintWriter out = invocation.console().out();
      for (List<Object> field : fields(record, stages, outcome)) {
        if (field.get(1) != null && !field.get(1).toString().isEmpty()) {
          out.printf("%-16s %s%n", field.get(0), field.get(1));
        }
      }
      out.printf("%-16s %s%n", "log", log);
      out.flush();
    }

    private static List<List<Object>> fields(
        RunRecord record, List<StageRecord> stages, String outcome) {
      List<List<Object>> fields = new ArrayList<>();
      fields.add(List.of("run", record.run().toString()));
      fields.add(List.of("job", record.job().toString()));
      fields.add(List.of("target", record.target().toString()));
      fields.add(List.of("kind", record.kind()));
      fields.add(List.of("business_date", record.businessDate().toString()));
      fields.add(List.of("started", record.started().toString()));
      fields.add(Arrays.asList("ended", record.ended() == null ? null : record.ended().toString()));
      fields.add(List.of("outcome", outcome));
      fields.add(List.of("read", record.tally().read()));
      fields.add(List.of("accepted", record.tally().accepted()));
      fields.add(List.of("quarantined", record.tally().quarantined()));
      fields.add(List.of("duplicates", record.tally().duplicates()));
      fields.add(List.of("conflicts", record.tally().conflicts()));
      fields.add(
          Arrays.asList(
              "files", record.tally().files() == null ? null : record.tally().files().toString()));
      fields.add(List.of("skipped", record.tally().skipped()));
      fields.add(List.of("warned", record.tally().warned()));
      fields.add(List.of("reasons", record.tally().reasons()));
      fields.add(List.of("warnings", record.tally().warnings()));
      fields.add(Arrays.asList("position_before", record.positionBefore()));
      fields.add(Arrays.asList("position_after", record.positionAfter()));
      fields.add(Arrays.asList("error", record.errorCode()));
      fields.add(Arrays.asList("message", record.message()));
      for (StageRecord stage : stages) {
        fields.add(List.of("stage " + stage.stage(), stage.took().toMillis() / 1000.0 + "s"));
      }
      return fields;
    }
  }
}
