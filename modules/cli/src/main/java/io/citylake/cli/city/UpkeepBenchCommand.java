package io.citylake.cli.city;

import io.citylake.bench.UpkeepBench;
import io.citylake.bench.UpkeepReport;
import io.citylake.cli.call.Invocation;
import io.citylake.cli.command.AgeConverter;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Days of loads with their upkeep. */
@Command(
    name = "upkeep",
    description = {
      "Days of a table that is loaded all the time, each with its upkeep: whether loads, planning"
          + " and metadata stay as they were.",
      "Time is played. Each day's figures are also in bench_upkeep.json as soon as it is over."
    },
    mixinStandardHelpOptions = true)
final class UpkeepBenchCommand implements Runnable {
  private final Invocation invocation;

  @Option(names = "--days", defaultValue = "365", description = "How many days. Default: 365.")
  private int days;

  @Option(
      names = "--commits",
      defaultValue = "240",
      description = "Loads of each day. Default: 240, an hour of one every fifteen seconds.")
  private int commits;

  @Option(
      names = "--rows",
      defaultValue = "1000",
      description = "Rows of each load, at least 50. Default: 1000.")
  private int rows;

  @Option(
      names = "--longest",
      paramLabel = "TIME",
      defaultValue = "24h",
      converter = AgeConverter.class,
      description = "After it no other day is begun, as 15m. Default: 24h.")
  private Duration longest = Duration.ofHours(24);

  @Option(
      names = "--to",
      paramLabel = "DIR",
      description = "Where to work; made anew. Default: .citylake/bench-upkeep of the repository.")
  private @Nullable Path to;

  UpkeepBenchCommand(Invocation invocation) {
    this.invocation = invocation;
  }

  @Override
  public void run() {
    Path directory = BenchCommand.directory(invocation, null, to, "bench-upkeep");
    UpkeepReport report =
        new UpkeepBench(
                directory, new UpkeepBench.Play(days, commits, rows, longest), invocation.clock())
            .run(line -> invocation.console().err().println(line));
    invocation.console().out().print(report.text());
    invocation.console().out().flush();
  }
}
