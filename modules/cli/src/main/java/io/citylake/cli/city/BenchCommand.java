package io.citylake.cli.city;

import io.citylake.bench.BenchReport;
import io.citylake.bench.ChecksumBench;
import io.citylake.bench.GenerateBench;
import io.citylake.bench.IngestBench;
import io.citylake.cli.call.Invocation;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Measures CityLake against its peers on the same work in one run. */
@Command(
    name = "bench",
    description = "Measure CityLake against its peers.",
    mixinStandardHelpOptions = true,
    subcommands = {
      BenchCommand.Ingest.class,
      BenchCommand.Generate.class,
      BenchCommand.Checksums.class,
      CityBench.class,
      QueryBenchCommand.class,
      UpkeepBenchCommand.class
    })
public final class BenchCommand implements Runnable {
  @picocli.CommandLine.Spec private picocli.CommandLine.Model.CommandSpec spec;

  @Override
  public void run() {
    throw new picocli.CommandLine.ParameterException(
        spec.commandLine(),
        "Missing benchmark: ingest, generate, checksums, city, query or upkeep");
  }

  /**
   * Where a benchmark works.
   *
   * @param home of the workspace, as {@link Invocation#home} takes it
   * @param to as {@code --to} says; null for a directory of the benchmark's own in the workspace
   */
  static Path directory(
      Invocation invocation, @Nullable Path home, @Nullable Path to, String benchmark) {
    return to != null
        ? to.toAbsolutePath()
        : invocation.home(home).resolve(".citylake").resolve(benchmark);
  }

  /** Text files to a zstd table. */
  @Command(
      name = "ingest",
      description =
          "CSV to a zstd table: plain Spark, DuckDB COPY, and CityLake with seven rules and quarantine.",
      mixinStandardHelpOptions = true)
  static final class Ingest implements Runnable {
    private final Invocation invocation;

    @Option(
        names = "--rows",
        defaultValue = "5000000",
        description = "Rows to generate. Default: 5000000.")
    private long rows;

    @Option(
        names = "--files",
        defaultValue = "2",
        description = "Files to spread them over. Default: 2.")
    private int files;

    @Option(
        names = "--rounds",
        defaultValue = "3",
        description = "Counted rounds, after one that is not. Default: 3.")
    private int rounds;

    @Option(
        names = "--to",
        paramLabel = "DIR",
        description = "Where to work; made anew. Default: .citylake/bench of the repository.")
    private @Nullable Path to;

    Ingest(Invocation invocation) {
      this.invocation = invocation;
    }

    @Override
    public void run() {
      Path directory = directory(invocation, null, to, "bench");
      IngestBench bench = new IngestBench(directory, rows, files, invocation.clock());
      BenchReport report = bench.run(rounds, line -> invocation.console().err().println(line));
      invocation.console().out().print(report.text());
      invocation
          .console()
          .out()
          .println("Written to " + report.write(directory.resolve("bench_ingest.json")));
      invocation.console().out().flush();
    }
  }

  /** Scans with and without checksums. */
  @Command(
      name = "checksums",
      description = "Scans of one table, its files verified while they are read and not.",
      mixinStandardHelpOptions = true)
  static final class Checksums implements Runnable {
    private final Invocation invocation;

    @Option(
        names = "--rows",
        defaultValue = "5000000",
        description = "Rows of the table. Default: 5000000.")
    private long rows;

    @Option(
        names = "--rounds",
        defaultValue = "10",
        description = "Counted rounds, after one that is not. Default: 10.")
    private int rounds;

    @Option(
        names = "--to",
        paramLabel = "DIR",
        description =
            "Where to work; made anew. Default: .citylake/bench-checksums of the repository.")
    private @Nullable Path to;

    Checksums(Invocation invocation) {
      this.invocation = invocation;
    }

    @Override
    public void run() {
      Path directory = directory(invocation, null, to, "bench-checksums");
      ChecksumBench bench = new ChecksumBench(directory, rows, invocation.clock());
      bench
          .run(rounds, line -> invocation.console().err().println(line))
          .forEach(report -> invocation.console().out().println(report.text()));
      invocation.console().out().flush();
    }
  }

  /** The reference city's feeds to files. */
  @Command(
      name = "generate",
      description =
          "The reference city's feeds to files, each apart and all together, their truth counted.",
      mixinStandardHelpOptions = true)
  static final class Generate implements Runnable {
    private final Invocation invocation;

    @Option(names = "--scale", defaultValue = "1", description = "1 is the whole city. Default: 1.")
    private double scale;

    @Option(
        names = "--days",
        defaultValue = "2",
        description = "How many days; most feeds take one processor a day. Default: 2.")
    private int days;

    @Option(
        names = "--rounds",
        defaultValue = "5",
        description = "Counted rounds, after one that is not. Default: 5.")
    private int rounds;

    @Option(
        names = "--to",
        paramLabel = "DIR",
        description =
            "Where to work; made anew. Default: .citylake/bench-generate of the repository.")
    private @Nullable Path to;

    Generate(Invocation invocation) {
      this.invocation = invocation;
    }

    @Override
    public void run() {
      Path directory = directory(invocation, null, to, "bench-generate");
      GenerateBench bench = new GenerateBench(directory, scale, days);
      invocation
          .console()
          .out()
          .print(bench.run(rounds, line -> invocation.console().err().println(line)).text());
      invocation.console().out().flush();
    }
  }
}
