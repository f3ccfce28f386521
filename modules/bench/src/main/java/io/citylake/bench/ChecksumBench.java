package io.citylake.bench;

import io.citylake.app.EmbeddedLake;
import io.citylake.app.LakeHost;
import io.citylake.city.BenchFiles;
import io.citylake.contract.Workspace;
import io.citylake.contract.load.WorkspaceLoader;
import io.citylake.contract.settings.Environment;
import io.citylake.lake.catalog.Lake;
import io.citylake.lake.io.DurableFileIo;
import io.citylake.publish.plan.Planner.Drops;
import io.citylake.run.session.SparkStarter;
import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.apache.spark.sql.SparkSession;

/**
 * What it costs that the files of a table are verified while they are read: the same scans of the
 * same table with and without, in turn.
 */
public final class ChecksumBench {
  private static final long SEED = 7;
  private static final LocalDate DATE = LocalDate.of(2026, 1, 31);
  private static final String TABLE = Lake.CATALOG + ".bench.ods_reading";

  private final Path directory;
  private final long rows;
  private final Clock clock;

  public ChecksumBench(Path directory, long rows, Clock clock) {
    this.directory = directory;
    this.rows = rows;
    this.clock = clock;
  }

  private record Way(String name, SparkSession session) {}

  /**
   * Measures.
   *
   * @param rounds that count, at least 1; one more comes first and doesn't
   * @param progress hears a line after each measurement
   * @return a report for each kind of scan
   */
  public List<BenchReport> run(int rounds, Consumer<String> progress) {
    BenchWorkspace.make(directory);
    BenchFiles.write(directory.resolve("landing"), rows, 2, SEED);
    Workspace workspace = WorkspaceLoader.loadOrThrow(directory, Environment.of(Map.of()), DATE);
    LakeHost host = new LakeHost(Environment.of(Map.of()), clock, SparkStarter.owned());
    try (EmbeddedLake lake = EmbeddedLake.open(workspace, DATE, host)) {
      lake.apply(lake.plan(Drops.REFUSE), Drops.REFUSE);
      CityLakeIngest ingest = new CityLakeIngest(lake);
      ingest.run();
      progress.accept("%,d rows loaded".formatted(ingest.rows()));
      SparkSession session = lake.sessions().standard();
      SparkSession unverified = session.newSession();
      unverified
          .conf()
          .set("spark.sql.catalog." + Lake.CATALOG + "." + DurableFileIo.VERIFY, "false");
      List<Way> ways = List.of(new Way("not verified", unverified), new Way("verified", session));
      Map<String, String> scans = new TreeMap<>();
      scans.put("all columns", "select * from " + TABLE);
      scans.put("sum of one column", "select sum(value) from " + TABLE);
      List<BenchReport> reports = new ArrayList<>();
      scans.forEach((name, scan) -> reports.add(run(name, scan, ways, rounds, progress)));
      return reports;
    }
  }

  private BenchReport run(
      String name, String scan, List<Way> ways, int rounds, Consumer<String> progress) {
    BenchReport report =
        new BenchReport("Scan of %,d rows, %s, %d rounds".formatted(rows, name, rounds), rows);
    List<Way> order = new ArrayList<>(ways);
    for (int round = 0; round <= rounds; round++) {
      Map<String, Double> took = new TreeMap<>();
      for (Way way : order) {
        long start = System.nanoTime();
        way.session().sql(scan).write().format("noop").mode("overwrite").save();
        took.put(way.name(), (System.nanoTime() - start) / 1e9);
        progress.accept("%-20s %-14s %.3f s".formatted(name, way.name(), took.get(way.name())));
      }
      if (round > 0) {
        ways.forEach(way -> report.add(way.name(), took.get(way.name())));
      }
      Collections.rotate(order, 1);
    }
    return report;
  }
}
