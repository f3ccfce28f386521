package io.citylake.upkeep;

import io.citylake.contract.schedule.Pool;
import io.citylake.contract.settings.MaintainSettings;
import io.citylake.contract.settings.MaintainSettings.History;
import io.citylake.contract.settings.MaintainSettings.Orphans;
import io.citylake.model.DataSize;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import org.jspecify.annotations.Nullable;

/**
 * How far upkeep goes.
 *
 * @param releases how they are thinned out
 * @param keepSnapshots younger snapshots stay, whether somebody needs them or not; a run may still
 *     read what was the latest when it began
 * @param orphanAge younger files that no metadata names stay: a run may be about to name them
 * @param budget how much it does at a time
 * @param orphans whether files that nothing names are looked for, and removed
 * @param history how long what the lake knows of its past is kept
 */
public record UpkeepPolicy(
    Releases releases,
    Duration keepSnapshots,
    Duration orphanAge,
    Budget budget,
    Orphans orphans,
    History history) {
  /** The least age of what is removed, so that no run is about to name it. */
  public static final Duration LEAST_ORPHANS = Duration.ofHours(24);

  /**
   * How releases are thinned out.
   *
   * @param all so long every release can be asked for
   * @param hourly so long the last of each hour
   * @param daily so long the last of each day; null for ever
   */
  public record Releases(Duration all, Duration hourly, @Nullable Duration daily) {
    public Releases {
      atLeast("hourly-releases", hourly, all);
      if (daily != null) {
        atLeast("daily-releases", daily, hourly);
      }
    }
  }

  /**
   * How much is done at a time.
   *
   * @param time after which nothing more is begun
   * @param bytes that are written anew at most; null for no bound
   * @param hours outside of which nothing is begun; null for always
   */
  public record Budget(Duration time, @Nullable DataSize bytes, Pool.@Nullable Hours hours) {
    /** The moment after which nothing more is begun. */
    Instant until(Instant now, ZoneId zone) {
      Instant end = now.plus(time);
      if (hours == null) {
        return end;
      }
      ZonedDateTime local = now.atZone(zone);
      if (!hours.contains(local.toLocalTime())) {
        return now.minusMillis(1);
      }
      LocalDate day = local.toLocalDate();
      LocalTime close = hours.until();
      ZonedDateTime closes = day.atTime(close).atZone(zone);
      Instant over =
          (closes.isAfter(local) ? closes : day.plusDays(1).atTime(close).atZone(zone)).toInstant();
      return over.isBefore(end) ? over : end;
    }
  }

  public UpkeepPolicy {
    atLeast("keep-snapshots", keepSnapshots, MaintainSettings.LEAST_SNAPSHOTS);
    atLeast("orphan-age", orphanAge, LEAST_ORPHANS);
  }

  /** As the settings say. */
  public static UpkeepPolicy of(MaintainSettings settings) {
    return new UpkeepPolicy(
        new Releases(settings.allReleases(), settings.hourlyReleases(), settings.dailyReleases()),
        settings.keepSnapshots(),
        LEAST_ORPHANS,
        new Budget(settings.budget(), settings.budgetBytes(), settings.hours()),
        settings.orphans(),
        settings.history());
  }

  /** As it is where the settings say nothing. */
  public static UpkeepPolicy standard() {
    return of(MaintainSettings.standard());
  }

  /** The same, doing otherwise with files that nothing names. */
  public UpkeepPolicy withOrphans(Orphans other) {
    return new UpkeepPolicy(releases, keepSnapshots, orphanAge, budget, other, history);
  }

  /** The same, with snapshots kept for another time. */
  public UpkeepPolicy withKeepSnapshots(Duration other) {
    return new UpkeepPolicy(releases, other, orphanAge, budget, orphans, history);
  }

  /** The same, whatever time of day it is. */
  public UpkeepPolicy atAnyHour() {
    return new UpkeepPolicy(
        releases,
        keepSnapshots,
        orphanAge,
        new Budget(budget.time(), budget.bytes(), null),
        orphans,
        history);
  }

  private static void atLeast(String name, Duration value, Duration least) {
    if (value.compareTo(least) < 0) {
      throw new IllegalArgumentException(
          "%s must be at least %s (value=%s)".formatted(name, least, value));
    }
  }
}
