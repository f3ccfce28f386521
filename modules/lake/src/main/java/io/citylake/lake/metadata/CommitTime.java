package io.citylake.lake.metadata;

import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.apache.iceberg.TableMetadata;

/**
 * Whether a table can be committed to by this machine's clock. Iceberg dates each commit by it and
 * refuses one that is dated more than a minute before the last, so that a table's history stays in
 * the order of time; it says so as if it were a fault of its own. There is no way to date a commit
 * otherwise, so a clock that was set back, or the one of another machine that was ahead, stops all
 * writing until it is set right. Reading goes on.
 */
public final class CommitTime {
  /** Iceberg's own. */
  private static final Duration TOLERANCE = Duration.ofMinutes(1);

  private CommitTime() {}

  /**
   * Called before anything is written.
   *
   * @throws CityLakeException CLOCK_BEHIND
   */
  public static void requireReached(String table, TableMetadata metadata) {
    // Iceberg's commits are dated by the system's clock, whatever a test injects.
    requireReached(table, metadata, Clock.systemUTC());
  }

  static void requireReached(String table, TableMetadata metadata, Clock clock) {
    Instant last = Instant.ofEpochMilli(metadata.lastUpdatedMillis());
    Instant now = clock.instant();
    Duration ahead = Duration.between(now, last);
    if (ahead.compareTo(TOLERANCE) > 0) {
      throw new CityLakeException(
          ErrorCode.CLOCK_BEHIND,
          "Cannot write to table %s: its last commit is dated %d s ahead of this machine's clock (last=%s, now=%s); set the clock right, or, where another machine's was ahead, wait until that time"
              .formatted(table, ahead.toSeconds(), last, now));
    }
  }
}
