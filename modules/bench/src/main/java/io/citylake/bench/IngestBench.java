package io.citylake.bench;

import io.citylake.app.EmbeddedLake;
import io.citylake.app.LakeHost;
import io.citylake.city.BenchFiles;
import io.citylake.contract.Workspace;
import io.citylake.contract.load.WorkspaceLoader;
import io.citylake.contract.settings.Environment;
import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import io.citylake.publish.plan.Planner.Drops;
import io.citylake.run.session.SparkStarter;
import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Nine-column device readings as CSV to a zstd table partitioned by day, three ways on the same
 * files: plain Spark with a schema and no rules, DuckDB's COPY to one Parquet file, and CityLake
 * with seven rules and quarantine. All in one process, in turn, the order turned each round.
 */
public final class IngestBench {
  private static final long SEED = 7;
  private static final LocalDate DATE = LocalDate.of(2026, 1, 31);

  private final Path directory;
  private final long rows;
  private final int files;
  private final Clock clock;

  public IngestBench(Path directory, long rows, int files, Clock clock) {
    this.directory = directory;
    this.rows = rows;
    this.files = files;
    this.clock = clock;
  }

  /**
   * Measures.
   *
   * @param rounds that count, at least 1; one more comes first and doesn't
   * @param progress hears a line after each measurement
   */
  public BenchReport run(int rounds, Consumer<String> progress) {
    BenchWorkspace.make(directory);
    Path landing = directory.resolve("landing");
    BenchFiles.Written written = BenchFiles.write(landing, rows, files, SEED);
    progress.accept("%,d rows, %,d bytes in %d files".formatted(rows, written.bytes(), files));
    Workspace workspace = WorkspaceLoader.loadOrThrow(directory, Environment.of(Map.of()), DATE);
    BenchReport report =
        new BenchReport(
            "CSV to a zstd table, %,d rows of 9 columns, %d rounds".formatted(rows, rounds), rows);
    LakeHost host = new LakeHost(Environment.of(Map.of()), clock, SparkStarter.owned());
    try (EmbeddedLake lake = EmbeddedLake.open(workspace, DATE, host)) {
      lake.apply(lake.plan(Drops.REFUSE), Drops.REFUSE);
      List<Contestant> contestants =
          List.of(
              new PlainSpark(lake.sessions().standard(), landing),
              new DuckDbCopy(landing, directory.resolve("duckdb.parquet")),
              new CityLakeIngest(lake));
      for (Contestant contestant : contestants) {
        measure(contestant, written, progress);
      }
      List<Contestant> order = new ArrayList<>(contestants);
      for (int round = 0; round < rounds; round++) {
        Map<String, Double> took = new java.util.HashMap<>();
        for (Contestant contestant : order) {
          took.put(contestant.name(), measure(contestant, written, progress));
        }
        contestants.forEach(each -> report.add(each.name(), took.get(each.name())));
        Collections.rotate(order, 1);
      }
      report.note(new SmallJobs(lake, landing).run());
    }
    return report;
  }

  private double measure(
      Contestant contestant, BenchFiles.Written written, Consumer<String> progress) {
    contestant.prepare();
    long start = System.nanoTime();
    contestant.run();
    double seconds = (System.nanoTime() - start) / 1e9;
    long made = contestant.rows();
    // Peers keep, null or drop bad rows as is their way; good rows must all be there.
    if (made > rows || made < rows - written.bad()) {
      throw new CityLakeException(
          ErrorCode.INTERNAL,
          "Cannot trust %s: it made %d rows of %d".formatted(contestant.name(), made, rows));
    }
    progress.accept("%-46s %.2f s".formatted(contestant.name(), seconds));
    return seconds;
  }
}
