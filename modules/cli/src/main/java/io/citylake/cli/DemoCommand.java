package io.citylake.cli;

import io.citylake.city.CityGenerator;
import io.citylake.city.CityRequest;
import io.citylake.city.CityTruth;
import io.citylake.city.JobTruth;
import io.citylake.contract.Environment;
import io.citylake.contract.Workspace;
import io.citylake.contract.load.WorkspaceLoader;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import io.citylake.model.JobName;
import io.citylake.publish.plan.Planner.Drops;
import io.citylake.run.Deployment;
import io.citylake.run.JobResult;
import io.citylake.run.JobSelector;
import io.citylake.run.RoundResult;
import io.citylake.run.RunRequest;
import io.citylake.run.RunRequest.FailurePolicy;
import io.citylake.run.RunRequest.Mode;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Shows the whole of it on a small city: what departments send, what was loaded, refused and why,
 * and three answers.
 */
@Command(
    name = "demo",
    description = "Make a small city, load it with its dirt, and ask it three questions.",
    mixinStandardHelpOptions = true)
final class DemoCommand implements Callable<Integer> {
  private static final String LANDING = "CITYLAKE_LANDING";
  private static final LocalDate FROM = LocalDate.of(2026, 1, 1);
  private static final int DAYS = 3;
  private static final long SEED = 42;

  private final Invocation invocation;

  @Option(
      names = "--to",
      paramLabel = "DIR",
      description =
          "Where the demo keeps its workspace; made anew each time. Default: .citylake/demo of the repository.")
  private @Nullable Path to;

  @Option(
      names = "--scale",
      defaultValue = "0.002",
      description = "1 is the whole city of 1.86 billion records. Default: 0.002.")
  private double scale;

  DemoCommand(Invocation invocation) {
    this.invocation = invocation;
  }

  @Override
  public Integer call() throws IOException {
    PrintWriter out = invocation.console().out();
    Path repository = invocation.home(null);
    Path demo = to != null ? to.toAbsolutePath() : repository.resolve(".citylake").resolve("demo");
    DemoWorkspace.make(repository, demo);
    Path landing = demo.resolve("landing");
    out.println("1. What the departments send (" + landing + ")");
    CityTruth truth = CityGenerator.generate(new CityRequest(landing, SEED, scale, FROM, DAYS));
    truth
        .jobs()
        .forEach(
            job ->
                out.printf(
                    "   %-40s %,9d records in %d files%n",
                    job.job(), job.records(), job.files().size()));
    out.flush();

    Map<String, String> environment = new HashMap<>(invocation.environment());
    environment.put(LANDING, landing.toString());
    LocalDate date = FROM.plusDays(DAYS - 1);
    Workspace workspace = WorkspaceLoader.loadOrThrow(demo, Environment.of(environment), date);
    try (Deployment deployment =
        Deployment.open(workspace, date, invocation.clock(), invocation.spark())) {
      out.println();
      out.println("2. citylake apply: tables as the contracts say");
      deployment.apply(deployment.plan(Drops.REFUSE), Drops.REFUSE);
      out.printf(
          "   %d themes, %d tables%n%n", workspace.themes().size(), workspace.datasets().size());
      out.println("3. citylake run --all: loaded, refused and why");
      RoundResult result;
      try (RoundPrinter printer = new RoundPrinter(invocation.console())) {
        List<JobName> jobs = new JobSelector(workspace).all();
        result =
            deployment
                .round(printer)
                .run(
                    jobs,
                    new RunRequest(date, Mode.INCREMENTAL, FailurePolicy.GO_ON)
                        .withThreads(RunRequest.standardThreads()));
        printer.total(result);
      }
      boolean agree = compare(result, truth);
      out.println();
      out.println("4. citylake sql: three questions");
      ask(deployment);
      next(demo, landing);
      return result.exitStatus() == 0 && agree ? 0 : 1;
    }
  }

  /** The generator knows what it planted; a load that counts otherwise is a fault of ours. */
  private boolean compare(RoundResult result, CityTruth truth) {
    boolean agree = true;
    for (JobResult job : result.jobs()) {
      JobTruth planted = truth.findJob(job.job().toString()).orElseThrow();
      boolean same =
          job.tally().read() == planted.records()
              && job.tally().accepted() == planted.accepted()
              && job.tally().quarantined() == planted.quarantined()
              && job.tally().duplicates() == planted.duplicates();
      if (!same) {
        agree = false;
        invocation
            .console()
            .out()
            .printf(
                "   %s differs from what was planted: records %d accepted %d quarantined %d duplicates %d%n",
                job.job(),
                planted.records(),
                planted.accepted(),
                planted.quarantined(),
                planted.duplicates());
      }
    }
    if (agree) {
      invocation
          .console()
          .out()
          .println(
              "Every record is accounted for: the counts are those that the generator planted.");
    }
    return agree;
  }

  private void ask(Deployment deployment) {
    for (DemoQuestion question : DemoQuestion.ALL) {
      invocation.console().out().println();
      invocation.console().out().println("   " + question.title());
      invocation.console().out().println("   " + question.sql());
      SqlCommand.print(
          invocation.console(), deployment.sql().query(question.sql()), OutputFormat.table, 10);
    }
  }

  private void next(Path demo, Path landing) {
    PrintWriter out = invocation.console().out();
    out.println();
    out.println("What to type next:");
    out.printf("  export %s=%s CITYLAKE_HOME=%s%n", LANDING, landing, demo);
    out.println("  bin/citylake quarantine ls                 refused rows by reason");
    out.println("  bin/citylake quarantine show --limit 3     whole rows, every reason");
    out.println("  bin/citylake runs                          what ran, with counts");
    out.println("  bin/citylake run --all                     again: nothing is loaded twice");
    out.println("  bin/citylake sql                           a shell; show tables in enterprise;");
    out.flush();
  }

  /**
   * Copies the repository's contracts to a directory of the demo's own, over what an earlier demo
   * left.
   */
  private static final class DemoWorkspace extends SimpleFileVisitor<Path> {
    /** Only a directory that a demo made is made anew. */
    private static final String MARKER = ".citylake-demo";

    private final Path from;
    private final Path to;

    private DemoWorkspace(Path from, Path to) {
      this.from = from;
      this.to = to;
    }

    static void make(Path repository, Path demo) throws IOException {
      Path marker = demo.resolve(MARKER);
      if (Files.exists(demo)) {
        if (!Files.exists(marker)) {
          throw new CityLakeException(
              ErrorCode.USAGE,
              "Cannot make the demo there: the directory is none of an earlier demo; name another with --to (directory=%s)"
                  .formatted(demo));
        }
        delete(demo);
      }
      Files.createDirectories(demo);
      Files.createFile(marker);
      for (String part : List.of("conf", "jobs")) {
        Files.walkFileTree(repository.resolve(part), new DemoWorkspace(repository, demo));
      }
    }

    private static void delete(Path directory) throws IOException {
      Files.walkFileTree(
          directory,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                throws IOException {
              Files.delete(file);
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path dir, @Nullable IOException failure)
                throws IOException {
              Files.delete(dir);
              return FileVisitResult.CONTINUE;
            }
          });
    }

    @Override
    public FileVisitResult preVisitDirectory(Path dir, BasicFileAttributes attributes)
        throws IOException {
      Files.createDirectories(to.resolve(from.relativize(dir).toString()));
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      Files.copy(file, to.resolve(from.relativize(file).toString()));
      return FileVisitResult.CONTINUE;
    }
  }
}
