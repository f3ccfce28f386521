package io.citylake.contract.settings;

import io.citylake.contract.schedule.Pool;
import io.citylake.contract.schedule.Schedule;
import io.citylake.model.DataSize;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How upkeep works: {@code citylake maintain}, and its slots where it has a schedule.
 *
 * @param schedule of its slots; null for none
 * @param hours in which it begins something; null for always
 * @param budget after which nothing more is begun
 * @param budgetBytes that are written anew at most in one go; null for no bound
 * @param keepSnapshots younger ones stay
 * @param allReleases so long every release can be asked for
 * @param hourlyReleases so long the last of each hour
 * @param dailyReleases so long the last of each day; null for ever
 * @param history how long what the lake knows of its past is kept
 */
public record MaintainSettings(
    @Nullable Schedule schedule,
    Pool.@Nullable Hours hours,
    Duration budget,
    @Nullable DataSize budgetBytes,
    Duration keepSnapshots,
    Duration allReleases,
    Duration hourlyReleases,
    @Nullable Duration dailyReleases,
    Orphans orphans,
    History history) {
  /** The least age of what is removed, so that no run loses what it reads or is about to name. */
  public static final Duration LEAST_SNAPSHOTS = Duration.ofHours(1);

  /** As they are where nothing is said; nothing is scheduled. */
  public static MaintainSettings standard() {
    return new MaintainSettings(
        null,
        null,
        Duration.ofMinutes(30),
        null,
        Duration.ofDays(1),
        Duration.ofHours(1),
        Duration.ofDays(1),
        null,
        Orphans.IGNORE,
        History.standard());
  }

  /** What becomes of files that no metadata names. */
  public enum Orphans {
    /** Nobody looks for them, which reads every manifest. */
    IGNORE,
    COUNT,
    REMOVE;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * How long what the catalog's database and the logs tell of the past is kept.
   *
   * @param runs that found nothing new, or only looked
   * @param stages of all runs
   * @param logs of runs, and their results
   * @param moments slots of what runs more often than daily
   * @param slots of what runs once a day, and of backfills
   * @param entries of {@code _sys.maintenance}
   * @param quarantine rows that were settled; null for ever
   */
  public record History(
      Duration runs,
      Duration stages,
      Duration logs,
      Duration moments,
      Duration slots,
      Duration entries,
      @Nullable Duration quarantine) {
    /** People ask about last week, and alerts look so far back. */
    public static final Duration LEAST = Duration.ofDays(7);

    /** What needs an input's last month asks for its slots of as long ago. */
    public static final Duration LEAST_SLOTS = Duration.ofDays(62);

    public static History standard() {
      return new History(
          Duration.ofDays(30),
          Duration.ofDays(90),
          Duration.ofDays(90),
          Duration.ofDays(62),
          Duration.ofDays(400),
          Duration.ofDays(400),
          null);
    }
  }
}
