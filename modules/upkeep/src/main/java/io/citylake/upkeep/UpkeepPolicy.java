package io.citylake.upkeep;

import java.time.Duration;

/**
 * How far upkeep goes.
 *
 * @param keepSnapshots younger snapshots stay, whether somebody needs them or not; a run may still
 *     read what was the latest when it began
 * @param allReleases so long every release can be asked for
 * @param hourlyReleases so long one of each hour, and after it one of each day
 * @param orphanAge younger files that no metadata names stay: a run may be about to name them
 * @param budget after which nothing more is begun
 */
public record UpkeepPolicy(
    Duration keepSnapshots,
    Duration allReleases,
    Duration hourlyReleases,
    Duration orphanAge,
    Duration budget) {
  /** The least age of what is removed, so that no run loses what it reads or is about to name. */
  public static final Duration LEAST_SNAPSHOTS = Duration.ofHours(1);

  public static final Duration LEAST_ORPHANS = Duration.ofHours(24);

  public UpkeepPolicy {
    atLeast("keep-snapshots", keepSnapshots, LEAST_SNAPSHOTS);
    atLeast("orphan-age", orphanAge, LEAST_ORPHANS);
    atLeast("hourly-releases", hourlyReleases, allReleases);
  }

  /** A day of snapshots and of hourly releases, an hour of all, and half an hour's work. */
  public static UpkeepPolicy standard() {
    return new UpkeepPolicy(
        Duration.ofDays(1),
        Duration.ofHours(1),
        Duration.ofDays(1),
        LEAST_ORPHANS,
        Duration.ofMinutes(30));
  }

  private static void atLeast(String name, Duration value, Duration least) {
    if (value.compareTo(least) < 0) {
      throw new IllegalArgumentException(
          "%s must be at least %s (value=%s)".formatted(name, least, value));
    }
  }
}
