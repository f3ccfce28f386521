package io.citylake.cli.live;

import io.citylake.app.EmbeddedLake;
import io.citylake.app.FeedStates;
import io.citylake.app.SchedulerWatch;
import io.citylake.app.StreamLoop;
import io.citylake.cli.call.Interrupts;
import io.citylake.cli.call.Invocation;
import io.citylake.cli.command.AgeConverter;
import io.citylake.cli.command.FormatOption;
import io.citylake.cli.command.HomeOption;
import io.citylake.cli.print.Listing;
import io.citylake.contract.Workspace;
import io.citylake.contract.job.Job;
import io.citylake.lake.history.RunRecord;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import io.citylake.model.JobName;
import io.citylake.run.LakeHistory;
import io.citylake.run.batch.JobResult;
import io.citylake.run.graph.JobSelector;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Loads what comes by feeds, again and again. */
@Command(
    name = "stream",
    description =
        "Load what comes by feeds in short runs, what has waited longest first, until Ctrl-C.",
    mixinStandardHelpOptions = true,
    subcommands = StreamCommand.StatusCommand.class,
    footer = {
      "",
      "Examples:",
      "  citylake stream --all",
      "  citylake stream iot_sensing.readings_live --every 5s",
      "  citylake stream --all --once",
      "  citylake stream status",
      "",
      "Exit 0: it was stopped. With --once: 0 where every job passed, 1 where one failed."
    })
public final class StreamCommand implements Callable<Integer> {
  private static final int THREADS = 2;

  private final Invocation invocation;
  @Spec private CommandSpec spec;
  @Mixin private final HomeOption home = new HomeOption();

  @Parameters(
      arity = "0..*",
      paramLabel = "JOB",
      description = "Jobs by name (theme.job), glob or selection.")
  private List<String> jobs = new ArrayList<>();

  @Option(names = "--all", description = "Every job that reads a feed.")
  private boolean all;

  @Option(names = "--once", description = "Load what there is now, each job to its end, and end.")
  private boolean once;

  @Option(
      names = "--every",
      paramLabel = "TIME",
      converter = AgeConverter.class,
      description =
          "What lies between two runs of a job at least, such as 5s. Default: 10s. Shorter is"
              + " fresher, and makes more and smaller files.")
  private Duration every = Duration.ofSeconds(10);

  @Option(names = "--threads", paramLabel = "N", description = "Jobs at once. Default: 2.")
  private int threads = THREADS;

  StreamCommand(Invocation invocation) {
    this.invocation = invocation;
  }

  @Override
  public Integer call() {
    if (threads < 1) {
      throw new ParameterException(spec.commandLine(), "--threads must be at least 1");
    }
    if (all == !jobs.isEmpty()) {
      throw new ParameterException(
          spec.commandLine(), all ? "Name jobs or say --all, not both" : "Name a job or --all");
    }
    try (EmbeddedLake lake = invocation.lake(home.home, null);
        SchedulerWatch watch = new SchedulerWatch(lake)) {
      StreamPrinter printer =
          new StreamPrinter(
              invocation.console().out(),
              lake.workspace().settings().zone(),
              invocation.clock(),
              watch.runs());
      StreamLoop loop =
          new StreamLoop(
              lake, chosen(lake.workspace()), new StreamLoop.Pace(every, threads), printer);
      return once ? once(lake, loop) : run(lake, loop, watch);
    }
  }

  private int once(EmbeddedLake lake, StreamLoop loop) {
    Interrupts interrupts = new Interrupts(lake.cancellation(), invocation.console().err());
    List<JobResult> results = interrupts.cancelling(loop::once);
    if (lake.cancellation().isCancelled()) {
      return interrupts.exit();
    }
    return results.stream().anyMatch(each -> each.status() == JobResult.Status.ERROR) ? 1 : 0;
  }

  private int run(EmbeddedLake lake, StreamLoop loop, SchedulerWatch watch) {
    PrintWriter out = invocation.console().out();
    int port = lake.workspace().settings().observe().streamPort();
    out.printf("Health http://127.0.0.1:%d/health%n", watch.listen(port, loop::status));
    out.println("Ctrl-C ends it.");
    out.flush();
    lake.cancellation().onCancel(loop::stop);
    new Interrupts(lake.cancellation(), invocation.console().err())
        .cancelling(
            () -> {
              loop.run();
              return 0;
            });
    return 0;
  }

  private List<Job> chosen(Workspace workspace) {
    List<Job> feeds = FeedStates.jobs(workspace);
    List<Job> chosen = feeds;
    if (!all) {
      JobSelector selector = new JobSelector(workspace);
      Set<JobName> named = new HashSet<>(selector.select(jobs));
      chosen = feeds.stream().filter(job -> named.contains(job.name())).toList();
    }
    if (chosen.isEmpty()) {
      throw new CityLakeException(
          ErrorCode.FEED_NOT_FOUND,
          "Cannot follow a feed: none of the jobs reads one; a job does by source: {feed: NAME}");
    }
    return chosen;
  }

  /** Shows how far the jobs are. */
  @Command(
      name = "status",
      description = "Show what waits in the feeds for each job, and what became of its last run.",
      mixinStandardHelpOptions = true)
  static final class StatusCommand implements Callable<Integer> {
    private final Invocation invocation;
    @Mixin private final HomeOption home = new HomeOption();
    @Mixin private final FormatOption output = new FormatOption();

    StatusCommand(Invocation invocation) {
      this.invocation = invocation;
    }

    @Override
    public Integer call() {
      Workspace workspace = invocation.workspace(home.home, null);
      Instant now = invocation.clock().instant();
      try (LakeHistory history = LakeHistory.open(workspace.settings())) {
        FeedStates states = new FeedStates(history.lake());
        List<List<@Nullable Object>> rows = new ArrayList<>();
        for (Job job : FeedStates.jobs(workspace)) {
          FeedStates.State state = states.of(job);
          Optional<RunRecord> last =
              history.ledger().list(Optional.of(job.name()), 1).stream().findFirst();
          rows.add(row(state, last, now));
        }
        new Listing(
                "job",
                "feed",
                "state",
                "waiting",
                "oldest_s",
                "newest_s",
                "lost",
                "spool_bytes",
                "last_run",
                "ended",
                "outcome")
            .print(invocation.console().out(), output.format, rows.iterator());
      }
      return 0;
    }

    private static List<@Nullable Object> row(
        FeedStates.State state, Optional<RunRecord> last, Instant now) {
      return Arrays.asList(
          state.job().name().toString(),
          state.feed(),
          state.standing().name().toLowerCase(Locale.ROOT),
          state.messages(),
          seconds(state.oldest(), now),
          seconds(state.newest(), now),
          state.lost(),
          state.spoolBytes(),
          last.map(each -> each.run().toString()).orElse(null),
          last.map(RunRecord::ended).map(Instant::toString).orElse(null),
          last.map(each -> each.outcome().toString()).orElse(null));
    }

    private static @Nullable Long seconds(@Nullable Instant since, Instant now) {
      return since == null ? null : Math.max(0, Duration.between(since, now).toSeconds());
    }
  }
}
