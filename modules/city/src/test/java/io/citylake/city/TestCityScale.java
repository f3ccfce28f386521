package io.citylake.city;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The promise of a year of 1.86 billion records at scale 1, and where they come from. Above the
 * floors that small cities have, records grow by a straight line with the scale: so two cities on
 * that line tell of the whole one.
 */
class TestCityScale {
  private static final String OTHERS = "everything else";
  private static final LocalDate FROM = LocalDate.of(2026, 6, 9);
  private static final Map<String, Long> MILLIONS =
      Map.of(
          "IoT readings",
          900L,
          "video events",
          450L,
          "traffic passages",
          250L,
          "industrial telemetry",
          60L,
          "identity checks",
          50L,
          "hydrogen fleet telemetry",
          40L,
          "rail",
          40L,
          OTHERS,
          70L);
  private static final Map<String, String> SHARES =
      Map.of(
          "iot_sensing.readings", "IoT readings",
          "video_analytics.events", "video events",
          "traffic.passages", "traffic passages",
          "industrial_internet.telemetry", "industrial telemetry",
          "digital_identity.proofs", "identity checks",
          "hydrogen_fleet.telemetry", "hydrogen fleet telemetry",
          "rail_transit.gates", "rail",
          "rail_transit.trains", "rail");

  @TempDir private Path dir;

  @Test
  void aYearOfTheWholeCityHasItsRecords() {
    Map<String, Double> records = new TreeMap<>();
    whole(feeds(), FROM, 1, 0.125, 0.25)
        .forEach((job, daily) -> records.merge(share(job), daily * 365, Double::sum));
    // Registers that have grown for a year, and the reports until then.
    whole(others(), CityRequest.FOUNDED.plusDays(364), 1, 0.01, 0.02)
        .forEach((job, all) -> records.merge(OTHERS, all, Double::sum));
    assertThat(records.keySet()).isEqualTo(new TreeMap<>(MILLIONS).keySet());
    MILLIONS.forEach(
        (share, millions) ->
            assertThat(records.get(share) / 1e6)
                .as("%s of %s", share, records)
                .isCloseTo(millions, withinPercentage(share.equals(OTHERS) ? 10 : 3)));
    double all = records.values().stream().mapToDouble(Double::doubleValue).sum();
    assertThat(all / 1e6).isCloseTo(1_860, withinPercentage(1));
  }

  private static String share(String job) {
    return SHARES.getOrDefault(job, OTHERS);
  }

  private static List<CitySource> feeds() {
    return CitySources.all().stream().filter(TestCityScale::isFeed).toList();
  }

  private static List<CitySource> others() {
    return CitySources.all().stream().filter(source -> !isFeed(source)).toList();
  }

  private static boolean isFeed(CitySource source) {
    return source.cut() == Cut.DAY || source.cut() == Cut.HOUR;
  }

  /** Records by job at scale 1. */
  private Map<String, Double> whole(
      List<CitySource> sources, LocalDate from, int days, double small, double large) {
    CityTruth less = make(sources, from, days, small);
    CityTruth more = make(sources, from, days, large);
    Map<String, Double> records = new TreeMap<>();
    for (JobTruth job : more.jobs()) {
      double low = less.findJob(job.job()).orElseThrow().records();
      double slope = (job.records() - low) / (large - small);
      records.put(job.job(), job.records() + (1 - large) * slope);
    }
    return records;
  }

  private CityTruth make(List<CitySource> sources, LocalDate from, int days, double scale) {
    CityRequest request = new CityRequest(dir.resolve(from + "-" + scale), 42, scale, from, days);
    return CityGenerator.generate(request, sources, 2, GenerateProgress.none());
  }
}
