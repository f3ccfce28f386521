package io.citylake.cli.up;

import io.citylake.app.FeedStates;
import io.citylake.app.LakeHost;
import io.citylake.app.LiveWorkspace;
import io.citylake.app.LogDirectory;
import io.citylake.app.ServingLake;
import io.citylake.app.StreamLoop;
import io.citylake.app.part.Part;
import io.citylake.app.part.Parts;
import io.citylake.app.part.ReceivePart;
import io.citylake.app.part.SchedulePart;
import io.citylake.app.part.ServePart;
import io.citylake.app.part.StreamPart;
import io.citylake.cli.call.Invocation;
import io.citylake.cli.call.SuddenEnd;
import io.citylake.cli.command.AgeConverter;
import io.citylake.cli.command.HomeOption;
import io.citylake.cli.command.ServeReport;
import io.citylake.cli.live.ReceiveReport;
import io.citylake.cli.live.StreamPrinter;
import io.citylake.cli.schedule.LanguageOption;
import io.citylake.cli.schedule.SlotPrinter;
import io.citylake.contract.Workspace;
import io.citylake.lake.session.SparkSettings;
import io.citylake.model.CityLakeException;
import io.citylake.run.session.SharedSpark;
import io.citylake.serve.ServingSpark;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jline.utils.Signals;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Receives, streams, schedules and serves in one process until Ctrl-C or SIGTERM. */
@Command(
    name = "up",
    description =
        "Receive, stream, schedule and serve in one process with one Spark, until Ctrl-C: what"
            + " citylake receive, stream --all, scheduler and serve do each by itself.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "A part that fails is opened again, after 5 s, 10 s and so on up to 5 minutes; the others go"
          + " on.",
      "Each part's health and metrics are where they are when it runs by itself.",
      "",
      "Exit 0: it was stopped. 1: memory or Spark was lost, which no part survives, or what ran did not"
          + " end within 25 s."
    })
public final class UpCommand implements Callable<Integer> {
  /** Fewer than a scheduler that has the machine for itself. */
  private static final int SLOTS = 2;

  private static final int STREAMS = 2;
  private static final DateTimeFormatter MOMENT =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ssxxx");

  /** Less than supervisors leave before they kill without a word. */
  private static final Duration GRACE = Duration.ofSeconds(25);

  private final Invocation invocation;
  @Spec private CommandSpec spec;
  @Mixin private final HomeOption home = new HomeOption();
  @Mixin private final LanguageOption language = new LanguageOption();

  @Option(
      names = "--without",
      paramLabel = "PART",
      split = ",",
      description = "Leave out a part: ${COMPLETION-CANDIDATES}. May be given several times.")
  private List<Kind> without = new ArrayList<>();

  @Option(
      names = "--every",
      paramLabel = "TIME",
      converter = AgeConverter.class,
      description = "What lies between two runs of a job of a feed at least. Default: 10s.")
  private Duration every = Duration.ofSeconds(10);

  /** Why the server says that Spark runs nothing any more. */
  private volatile @Nullable String broken;

  UpCommand(Invocation invocation) {
    this.invocation = invocation;
  }

  /** What there is to leave out. */
  enum Kind {
    RECEIVE,
    STREAM,
    SCHEDULER,
    SERVE;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  @Override
  public Integer call() throws InterruptedException {
    Workspace declared = invocation.workspace(home.home, null);
    LogDirectory.use(declared.settings());
    Set<Kind> kinds = kinds(declared);
    SuddenEnd sudden = new SuddenEnd(invocation.console().err());
    sudden.whenMemoryIsLost();
    // Also while the parts are opened, which are closed as soon as they are, then.
    CountDownLatch end = new CountDownLatch(1);
    for (String signal : new String[] {"INT", "TERM"}) {
      Signals.register(signal, () -> sudden.onSignal(end::countDown, GRACE));
    }
    try (SharedSpark spark = shared(declared);
        Parts parts = Parts.open(groups(declared, kinds, spark), () -> lost(spark), sudden::lost)) {
      print("Ctrl-C ends it.");
      run(parts, end, sudden);
    } finally {
      sudden.close();
    }
    print("Ended.");
    return 0;
  }

  /** One Spark has one set of settings: those that suit many at once. */
  private SharedSpark shared(Workspace workspace) {
    return new SharedSpark(
        invocation.spark(), SparkSettings.of(ServingSpark.settings(workspace.settings())));
  }

  private Optional<String> lost(SharedSpark spark) {
    String why = broken;
    return spark.isLost() ? Optional.of("its context was stopped") : Optional.ofNullable(why);
  }

  /** Whoever serves looks whether Spark still begins what it is given. */
  private void serving(ServeReport report, ServingLake lake) {
    report.print(lake);
    var unused = lake.broken().thenAccept(why -> broken = why);
  }

  private void run(Parts parts, CountDownLatch end, SuddenEnd sudden) throws InterruptedException {
    try {
      parts.run(end, status -> print("Parts  " + status));
    } catch (CityLakeException e) {
      // What is lost may hold up who closes it.
      sudden.endAfter(GRACE, 1, String.valueOf(e.getMessage()));
      throw e;
    }
  }

  private Set<Kind> kinds(Workspace workspace) {
    Set<Kind> kinds = EnumSet.allOf(Kind.class);
    without.forEach(kinds::remove);
    if (workspace.feeds().isEmpty() && workspace.broken().feeds().isEmpty()) {
      if (kinds.remove(Kind.RECEIVE)) {
        print("No feed is declared in conf/feeds: nothing is received.");
      }
    }
    if (FeedStates.jobs(workspace).isEmpty() && kinds.remove(Kind.STREAM)) {
      print("No job reads a feed: nothing is streamed.");
    }
    if (kinds.isEmpty()) {
      throw new ParameterException(spec.commandLine(), "--without leaves nothing that could run");
    }
    return kinds;
  }

  /** First nothing more is taken, then what runs is ended, then nobody is answered any more. */
  private List<List<Part>> groups(Workspace workspace, Set<Kind> kinds, SharedSpark spark) {
    List<Part> receivers = new ArrayList<>();
    List<Part> loaders = new ArrayList<>();
    List<Part> servers = new ArrayList<>();
    if (kinds.contains(Kind.RECEIVE)) {
      receivers.add(
          new ReceivePart(
              workspace, invocation.clock(), new ReceiveReport(invocation.console())::print));
    }
    if (kinds.contains(Kind.STREAM)) {
      loaders.add(
          new StreamPart(
              workspace,
              host(spark, "citylake-stream"),
              new StreamLoop.Pace(every, STREAMS),
              next ->
                  new StreamPrinter(
                      invocation.console().out(),
                      workspace.settings().zone(),
                      invocation.clock(),
                      next)));
    }
    if (kinds.contains(Kind.SCHEDULER)) {
      loaders.add(
          new SchedulePart(
              workspace,
              host(spark, "citylake-scheduler"),
              SLOTS,
              slots(workspace.settings().zone()),
              this::tell));
    }
    if (kinds.contains(Kind.SERVE)) {
      ServeReport report = new ServeReport(invocation.console().out());
      servers.add(
          new ServePart(
              workspace, host(spark, ""), report::introduce, lake -> serving(report, lake)));
    }
    return List.of(receivers, loaders, servers);
  }

  private SlotPrinter slots(ZoneId zone) {
    return new SlotPrinter(
        invocation.console().out(),
        invocation.console().err(),
        at -> MOMENT.format(ZonedDateTime.ofInstant(at, zone)),
        language.locale(invocation));
  }

  /** Of a changed workspace. */
  private void tell(LiveWorkspace.News news) {
    print(
        news.taken()
            ? news.sentence()
                + " for the scheduler; the other parts take it when citylake up is started anew"
            : news.sentence());
  }

  private LakeHost host(SharedSpark spark, String pool) {
    LakeHost own = invocation.host();
    return new LakeHost(own.environment(), own.clock(), spark.share(pool), own.cancellation());
  }

  private void print(String line) {
    PrintWriter out = invocation.console().out();
    synchronized (out) {
      out.println(line);
      out.flush();
    }
  }
}
