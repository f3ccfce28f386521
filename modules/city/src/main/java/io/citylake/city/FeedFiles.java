package io.citylake.city;

import java.util.Collection;
import java.util.List;
import java.util.Set;

/** The city's feeds one by one, for benchmarks: what devices and platforms send by themselves. */
public final class FeedFiles {
  /** Those of millions of records a year first. */
  private static final List<String> JOBS =
      List.of(
          "iot_sensing.readings",
          "video_analytics.events",
          "traffic.passages",
          "industrial_internet.telemetry",
          "digital_identity.proofs",
          "hydrogen_fleet.telemetry",
          "rail_transit.gates",
          "smart_logistics.waybills",
          "smart_logistics.cold_readings",
          "energy_carbon.meter_readings",
          "air_quality.station_hours",
          "water_flood.levels",
          "water_flood.pump_states");

  private FeedFiles() {}

  /** The jobs that load a feed, the largest first. */
  public static List<String> jobs() {
    return JOBS;
  }

  /** Makes these feeds on all processors, with their truth beside them: how many records. */
  public static long write(CityRequest request, Collection<String> jobs) {
    Set<String> wanted = Set.copyOf(jobs);
    List<CitySource> sources =
        CitySources.all().stream().filter(source -> wanted.contains(source.job())).toList();
    if (sources.size() != wanted.size()) {
      throw new IllegalArgumentException(
          "Cannot make feeds: not all are there (jobs=" + jobs + ")");
    }
    CityTruth truth =
        CityGenerator.generate(
            request, sources, Runtime.getRuntime().availableProcessors(), GenerateProgress.none());
    return wanted.stream()
        .mapToLong(job -> truth.findJob(job).map(JobTruth::records).orElse(0L))
        .sum();
  }
}
