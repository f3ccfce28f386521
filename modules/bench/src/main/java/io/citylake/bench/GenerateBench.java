package io.citylake.bench;

import io.citylake.city.CityRequest;
import io.citylake.city.FeedFiles;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.function.Consumer;

/**
 * How fast the reference city's feeds are made: JSON lines to files, their truth counted, on all
 * processors. Each round makes the same hours over those of the round before.
 */
public final class GenerateBench {
  private static final long SEED = 7;
  private static final LocalDate FROM = LocalDate.of(2026, 1, 1);

  private final Path directory;
  private final double scale;
  private final int days;

  public GenerateBench(Path directory, double scale, int days) {
    this.directory = directory;
    this.scale = scale;
    this.days = days;
  }

  /**
   * Measures each feed.
   *
   * @param rounds that count, at least 1; one more comes first and doesn't
   * @param progress hears a line after each measurement
   */
  public List<BenchReport> run(int rounds, Consumer<String> progress) {
    BenchWorkspace.clear(directory);
    CityRequest request = new CityRequest(directory, SEED, scale, FROM, days);
    return FeedFiles.jobs().stream().map(job -> measure(job, request, rounds, progress)).toList();
  }

  private static BenchReport measure(
      String job, CityRequest request, int rounds, Consumer<String> progress) {
    long records = make(job, request, progress).records();
    BenchReport report =
        new BenchReport(
            "Feed to JSON lines, %,d records, %d rounds".formatted(records, rounds), records);
    for (int round = 0; round < rounds; round++) {
      report.add(job, make(job, request, progress).seconds());
    }
    return report;
  }

  private record Made(long records, double seconds) {}

  private static Made make(String job, CityRequest request, Consumer<String> progress) {
    long start = System.nanoTime();
    long records = FeedFiles.write(request, job).records();
    double seconds = (System.nanoTime() - start) / 1e9;
    progress.accept(
        "%-30s %,12d records %6.2f s %,12.0f/s"
            .formatted(job, records, seconds, records / seconds));
    return new Made(records, seconds);
  }
}
