package io.citylake.city;

import java.util.List;

/** The city's feeds one by one, for benchmarks: the sources that are cut by hour. */
public final class FeedFiles {
  private FeedFiles() {}

  /** The jobs that load a feed, sorted. */
  public static List<String> jobs() {
    return CitySources.all().stream()
        .filter(source -> source.cut() == Cut.HOUR)
        .map(CitySource::job)
        .sorted()
        .toList();
  }

  /** Makes one feed on all processors, with its truth beside it. */
  public static JobTruth write(CityRequest request, String job) {
    List<CitySource> source =
        CitySources.all().stream().filter(each -> each.job().equals(job)).toList();
    return CityGenerator.generate(
            request, source, Runtime.getRuntime().availableProcessors(), GenerateProgress.none())
        .findJob(job)
        .orElseThrow(
            () -> new IllegalArgumentException("Cannot make a feed: none (job=" + job + ")"));
  }
}
