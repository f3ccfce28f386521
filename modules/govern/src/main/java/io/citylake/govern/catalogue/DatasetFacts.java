package io.citylake.govern.catalogue;

import io.citylake.model.TableName;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a dataset is like now; its contract says what it should be.
 *
 * @param rows of the present snapshot; null where its metadata doesn't tell
 * @param updatedAt when the present snapshot was published; null before the first
 * @param dataUntil how far its data goes, by the column that tells its times; null where none does
 * @param runs the latest ones of what fills it
 */
public record DatasetFacts(
    @Nullable Long rows, @Nullable Instant updatedAt, @Nullable Instant dataUntil, Runs runs) {
  /** Of a table that isn't made yet. */
  public static final DatasetFacts NONE = new DatasetFacts(0L, null, new Runs(0, 0, 0, 0));

  /** Of a table whose data says nothing of its times. */
  public DatasetFacts(@Nullable Long rows, @Nullable Instant updatedAt, Runs runs) {
    this(rows, updatedAt, null, runs);
  }

  /** Where facts come from. */
  public interface Source {
    DatasetFacts of(TableName table);
  }

  /**
   * The latest runs of what fills a table.
   *
   * @param ended how many
   * @param passed how many of them did what was asked: nothing refused, blocked or failed
   * @param judged records, accepted or refused; duplicates are neither
   * @param accepted records
   */
  public record Runs(int ended, int passed, long judged, long accepted) {}

  /**
   * 0 to 100: the share of the latest runs that passed, times the share of their records that were
   * accepted. Empty where nothing ran.
   */
  public Optional<Integer> quality() {
    if (runs.ended() == 0) {
      return Optional.empty();
    }
    double accepted = runs.judged() == 0 ? 1 : (double) runs.accepted() / runs.judged();
    return Optional.of((int) Math.floor(100.0 * accepted * runs.passed() / runs.ended()));
  }

  /**
   * Whether its data is older than its cycle allows, with as much again for the work; its
   * publishing, where the data says nothing of its times. Empty where the cycle is irregular or not
   * declared, or nothing was published.
   *
   * @param cycle as a contract has it
   */
  public Optional<Boolean> late(@Nullable String cycle, Clock clock) {
    Optional<Duration> allowed = allowed(cycle);
    Instant last = dataUntil == null ? updatedAt : dataUntil;
    return last == null
        ? Optional.empty()
        : allowed.map(most -> last.plus(most).isBefore(clock.instant()));
  }

  private static Optional<Duration> allowed(@Nullable String cycle) {
    if (cycle == null) {
      return Optional.empty();
    }
    return switch (cycle) {
      case "real-time" -> Optional.of(Duration.ofMinutes(10));
      case "hourly" -> Optional.of(Duration.ofHours(2));
      case "daily" -> Optional.of(Duration.ofDays(2));
      case "weekly" -> Optional.of(Duration.ofDays(14));
      case "monthly" -> Optional.of(Duration.ofDays(62));
      case "quarterly" -> Optional.of(Duration.ofDays(184));
      case "yearly" -> Optional.of(Duration.ofDays(731));
      default -> Optional.empty();
    };
  }
}
