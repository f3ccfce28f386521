package io.citylake.cli.city;

import io.citylake.city.CityTruth;
import io.citylake.city.JobTruth;
import io.citylake.cli.call.Invocation;
import io.citylake.cli.command.AgeConverter;
import io.citylake.cli.print.Listing;
import io.citylake.cli.print.OutputFormat;
import io.citylake.contract.application.Application;
import io.citylake.contract.application.BoundPanel;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import io.citylake.model.JobName;
import io.citylake.run.batch.JobResult;
import io.citylake.run.round.RoundResult;
import io.citylake.run.round.RunListener;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** How long the reference city takes, stage by stage, in one process. */
@Command(
    name = "city",
    description = "The reference city from nothing: records a second by stage.",
    mixinStandardHelpOptions = true)
final class CityBench implements Callable<Integer> {
  private final Invocation invocation;

  @Option(
      names = "--scale",
      defaultValue = "0.001",
      description = "1 is the whole city. Default: 0.001.")
  private double scale;

  @Option(names = "--days", defaultValue = "3", description = "How many days. Default: 3.")
  private int days;

  @Option(
      names = "--to",
      paramLabel = "DIR",
      description =
          "Where to work; made anew, unless it goes on in chunks. Default: .citylake/bench-city of"
              + " the repository.")
  private @Nullable Path to;

  @Option(
      names = "--chunk",
      paramLabel = "TIME",
      converter = AgeConverter.class,
      description =
          "So many days at a time, as 7d: made, loaded, derived from, maintained, and their feeds'"
              + " files removed. The same command goes on where it was ended. Default: all at"
              + " once.")
  private @Nullable Duration chunk;

  private final List<List<Object>> stages = new ArrayList<>();

  CityBench(Invocation invocation) {
    this.invocation = invocation;
  }

  @Override
  public Integer call() throws IOException {
    Path directory = BenchCommand.directory(invocation, null, to, "bench-city");
    if (chunk != null) {
      return new CityInChunks(invocation, directory, invocation.console().err()::println)
              .run(scale, days, chunkDays(chunk))
          ? 0
          : 1;
    }
    try (CityRun city = CityRun.forBenchmark(invocation, directory, scale, days)) {
      long start = System.nanoTime();
      CityTruth truth = city.generate();
      long records = truth.jobs().stream().mapToLong(JobTruth::records).sum();
      start = stage("generate", start, records);
      city.apply();
      start = stage("apply", start, 0);
      List<JobName> tasks = city.tasks();
      Set<JobName> loads = city.workspace().jobs().keySet();
      List<JobName> jobs = tasks.stream().filter(loads::contains).toList();
      RoundResult loaded = city.run(jobs, RunListener.none());
      start = stage("load (" + jobs.size() + " jobs)", start, records);
      List<JobName> steps = tasks.stream().filter(task -> !loads.contains(task)).toList();
      RoundResult derived = city.run(steps, RunListener.none());
      start = stage("derive (" + steps.size() + " steps)", start, rows(derived));
      city.run(tasks, RunListener.none());
      start = stage("again, nothing new", start, 0);
      long panels = panels(city);
      stage("panels (" + panels + ")", start, 0);
      print(records);
      return loaded.passed() && derived.passed() ? 0 : 1;
    }
  }

  private static int chunkDays(Duration chunk) {
    if (chunk.toDays() < 1 || !chunk.equals(Duration.ofDays(chunk.toDays()))) {
      throw new CityLakeException(
          ErrorCode.USAGE,
          "Cannot make the city in chunks of %s: give whole days, as --chunk 7d".formatted(chunk));
    }
    return (int) chunk.toDays();
  }

  private static long rows(RoundResult round) {
    return round.jobs().stream().map(JobResult::tally).mapToLong(tally -> tally.accepted()).sum();
  }

  private static long panels(CityRun city) {
    long panels = 0;
    for (Application application : city.workspace().applications().values()) {
      for (BoundPanel panel :
          BoundPanel.of(application, Map.of(), city.workspace().settings().zone())) {
        city.lake().sql().query(panel.sql(), panel.values()).head(Integer.MAX_VALUE);
        panels++;
      }
    }
    return panels;
  }

  private long stage(String name, long start, long records) {
    long now = System.nanoTime();
    double seconds = (now - start) / 1e9;
    stages.add(
        List.of(
            name,
            String.format(Locale.ROOT, "%.1f", seconds),
            records,
            records == 0 ? "" : String.format(Locale.ROOT, "%,.0f", records / seconds)));
    invocation.console().err().printf(Locale.ROOT, "%s: %.1f s%n", name, seconds);
    return now;
  }

  private void print(long records) {
    invocation
        .console()
        .out()
        .printf(Locale.ROOT, "scale %s, %d days, %,d records%n", scale, days, records);
    new Listing("stage", "seconds", "records", "records_per_second")
        .print(invocation.console().out(), OutputFormat.table, stages.iterator());
  }
}
