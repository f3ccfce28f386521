package io.citylake.cli.city;

import io.citylake.city.CityRequest;
import io.citylake.city.CityTruth;
import io.citylake.city.JobTruth;
import io.citylake.city.Revision;
import io.citylake.cli.call.Invocation;
import io.citylake.cli.print.PanelPrinter;
import io.citylake.cli.print.PanelRows.Asked;
import io.citylake.cli.print.ThemePrinter;
import io.citylake.model.JobName;
import io.citylake.run.batch.JobResult;
import io.citylake.run.round.RoundResult;
import io.citylake.run.sql.SqlEngine;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Shows the whole of it on a small city: what departments send, what was loaded, refused and
 * derived by theme, the city in figures, and three of its applications.
 */
@Command(
    name = "demo",
    description = "Make the reference city small, load it with its dirt, and show three screens.",
    mixinStandardHelpOptions = true)
public final class DemoCommand implements Callable<Integer> {
  private static final LocalDate FROM = LocalDate.of(2025, 2, 1);
  private static final int DAYS = 2;
  private static final long SEED = 42;
  private static final List<String> SCREENS =
      List.of("economic_monitor", "circular_loops", "device_health");

  private final Invocation invocation;

  @Option(
      names = "--to",
      paramLabel = "DIR",
      description =
          "Where the demo keeps its workspace; made anew each time. Default: .citylake/demo of the"
              + " repository.")
  private @Nullable Path to;

  @Option(
      names = "--scale",
      defaultValue = "0.0001",
      description = "1 is the whole city of 1.86 billion records. Default: 0.0001.")
  private double scale;

  DemoCommand(Invocation invocation) {
    this.invocation = invocation;
  }

  @Override
  public Integer call() throws IOException {
    PrintWriter out = invocation.console().out();
    Path repository = invocation.home(null);
    Path demo = to != null ? to.toAbsolutePath() : repository.resolve(".citylake").resolve("demo");
    try (CityRun city =
        CityRun.make(
            invocation,
            demo,
            landing -> new CityRequest(landing, SEED, scale, FROM, DAYS, Revision.FIRST))) {
      // Spark takes seconds to start and is needed last.
      CompletableFuture<SparkSession> spark =
          CompletableFuture.supplyAsync(city.lake().sessions()::standard);
      out.println("1. citylake generate: what the departments send (" + city.request().to() + ")");
      out.flush();
      CityTruth truth = city.generate();
      out.printf(
          "   %,d records from %d sources in %,d files%n%n",
          truth.jobs().stream().mapToLong(JobTruth::records).sum(),
          truth.jobs().size(),
          truth.jobs().stream().mapToLong(job -> job.files().size()).sum());
      out.println("2. citylake apply: tables as the contracts say");
      out.flush();
      city.apply();
      out.printf(
          "   %d themes, %d tables%n%n",
          city.workspace().themes().size(), city.workspace().datasets().size());
      out.println("3. citylake run --all: loaded, refused, derived");
      List<JobName> tasks = city.tasks();
      spark.join();
      ThemePrinter printer = new ThemePrinter(out, city.workspace(), tasks);
      printer.heading();
      RoundResult result = city.run(tasks, printer);
      out.println("   " + result.totals());
      boolean agree = compare(result, truth);
      out.flush();
      List<String> answers = answers(city);
      out.printf("%n4. The city in figures, by SQL%n%s", answers.get(0));
      out.printf("%n5. citylake app show: three of its screens%n");
      answers.stream().skip(1).forEach(screen -> out.print(System.lineSeparator() + screen));
      next(demo, city.request().to());
      return result.passed() && agree ? 0 : 1;
    }
  }

  /** The headline and the screens, asked side by side. */
  private static List<String> answers(CityRun city) {
    SqlEngine sql = city.lake().smallSql();
    ZoneId zone = city.workspace().settings().zone();
    Stream<Consumer<PrintWriter>> headline =
        Stream.of(out -> CityHeadline.print(out, city.workspace(), sql));
    Stream<Consumer<PrintWriter>> screens =
        SCREENS.stream()
            .map(city.workspace()::loadApplication)
            .map(
                screen ->
                    out ->
                        new PanelPrinter(out)
                            .print(screen, Asked.all(screen, Map.of(), zone), sql));
    return Stream.concat(headline, screens)
        .parallel()
        .map(
            answer -> {
              StringWriter text = new StringWriter();
              answer.accept(new PrintWriter(text, true));
              return text.toString();
            })
        .toList();
  }

  /** The generator knows what it planted; a load that counts otherwise is a fault of ours. */
  private boolean compare(RoundResult result, CityTruth truth) {
    PrintWriter out = invocation.console().out();
    boolean agree = true;
    for (JobResult job : result.jobs()) {
      Optional<JobTruth> planted = truth.findJob(job.job().toString());
      if (planted.isPresent() && !same(job, planted.get())) {
        agree = false;
        out.printf(
            "   %s differs from what was planted: records %d accepted %d quarantined %d duplicates"
                + " %d, found %d %d %d %d%n",
            job.job(),
            planted.get().records(),
            planted.get().accepted(),
            planted.get().quarantined(),
            planted.get().duplicates(),
            job.tally().read(),
            job.tally().accepted(),
            job.tally().quarantined(),
            job.tally().duplicates());
      }
    }
    if (agree) {
      out.println(
          "   Every record is accounted for: the counts are those that the generator planted.");
    }
    return agree;
  }

  private static boolean same(JobResult job, JobTruth planted) {
    return job.tally().read() == planted.records()
        && job.tally().accepted() == planted.accepted()
        && job.tally().quarantined() == planted.quarantined()
        && job.tally().duplicates() == planted.duplicates();
  }

  private void next(Path demo, Path landing) throws IOException {
    DemoEnvironment.write(demo, landing);
    PrintWriter out = invocation.console().out();
    out.println();
    out.println("What to type next:");
    out.printf("  export %s=%s CITYLAKE_HOME=%s%n", CityRun.LANDING, landing, demo);
    out.println("  bin/citylake reconcile                     every planted answer is found");
    out.println("  bin/citylake app list                      all screens");
    out.println("  bin/citylake quarantine ls                 refused rows by reason");
    out.println("  bin/citylake quarantine show --limit 3     whole rows, every reason");
    out.println("  bin/citylake runs                          what ran, with counts");
    out.println("  bin/citylake run --all                     again: nothing is loaded twice");
    out.println("  bin/citylake sql                           a shell; show tables in enterprise;");
    out.printf(
        "A moving city, each in a terminal of its own after  . %s%n", DemoEnvironment.of(demo));
    out.println("  bin/citylake up                            receive, load and serve");
    out.println("  bin/citylake generate --play 60x --to http a day of the city in 24 minutes");
    out.flush();
  }
}
