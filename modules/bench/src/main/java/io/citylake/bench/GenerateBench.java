package io.citylake.bench;

import io.citylake.city.CityRequest;
import io.citylake.city.FeedFiles;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;

/**
 * How fast the reference city's feeds are made, each apart and all together: files as they are
 * sent, their truth counted, on all processors. Each round makes the same days over those of the
 * round before; of small feeds more days. Each has a city of its own.
 */
public final class GenerateBench {
  private static final long SEED = 7;
  // A Thursday: two days from here are alike.
  private static final LocalDate FROM = LocalDate.of(2026, 1, 1);

  private static final String ALL = "all_together";
  private static final double ENOUGH = 1_500_000;
  private static final int MOST_TIMES = 30;

  private final Path directory;
  private final double scale;
  private final int days;

  /**
   * A benchmark.
   *
   * @param directory made anew
   * @param days at least as many as there are processors, because most feeds are made by the day
   */
  public GenerateBench(Path directory, double scale, int days) {
    this.directory = directory;
    this.scale = scale;
    this.days = days;
  }

  /**
   * Measures each feed in turn, and then all together, in each round.
   *
   * @param rounds that count, at least 1; one more comes first and doesn't
   * @param progress hears a line after each measurement
   */
  public RateReport run(int rounds, Consumer<String> progress) {
    BenchWorkspace.clear(directory);
    Map<String, List<String>> work = new LinkedHashMap<>();
    FeedFiles.jobs().forEach(job -> work.put(job, List.of(job)));
    work.put(ALL, FeedFiles.jobs());
    Map<String, Integer> times = new HashMap<>();
    RateReport report =
        new RateReport(
            "Feeds to files, scale %s, %d processors, %d rounds"
                .formatted(scale, Runtime.getRuntime().availableProcessors(), rounds));
    for (int round = 0; round <= rounds; round++) {
      for (Map.Entry<String, List<String>> each : work.entrySet()) {
        int longer = days * times.getOrDefault(each.getKey(), 1);
        Made made = make(each.getKey(), each.getValue(), longer, progress);
        if (round > 0) {
          report.add(each.getKey(), made.records(), made.seconds());
        } else {
          times.put(each.getKey(), times(made.records()));
        }
      }
    }
    return report;
  }

  private record Made(long records, double seconds) {}

  private Made make(String name, List<String> jobs, int longer, Consumer<String> progress) {
    CityRequest request = new CityRequest(directory.resolve(name), SEED, scale, FROM, longer);
    long start = System.nanoTime();
    long records = FeedFiles.write(request, jobs);
    double seconds = (System.nanoTime() - start) / 1e9;
    progress.accept(
        String.format(
            Locale.ROOT,
            "%-32s %4d days %,12d records %6.2f s %,12.0f/s",
            name,
            longer,
            records,
            seconds,
            records / seconds));
    return new Made(records, seconds);
  }

  /** How many times the days make a measurement that takes long enough to be one. */
  private int times(long records) {
    double enough = ENOUGH * Math.min(1, scale);
    return (int) Math.max(1, Math.min(MOST_TIMES, Math.ceil(enough / records)));
  }
}
