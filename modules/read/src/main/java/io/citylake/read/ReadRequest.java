package io.citylake.read;

import io.citylake.model.Position;
import io.citylake.read.file.EarlierFiles;
import java.time.Instant;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What a run wants to read.
 *
 * @param after where the last published run ended
 * @param fullRefresh everything again that is there, and supersedes what it brought before
 * @param earlier what may become of what was loaded
 * @param maxSources at most that many new files, in the order of deliveries; 0 for all, 1 for full
 *     copies that must be taken one by one
 * @param now against which a file's age is measured
 * @param failedSince when a run began that failed over one of its sources; null for none. Sources
 *     are then looked at more closely before they are taken, so that only the bad one is left out
 * @param cancelled asked while sources are looked through, which a large file makes long
 */
public record ReadRequest(
    Position after,
    boolean fullRefresh,
    EarlierFiles earlier,
    int maxSources,
    Instant now,
    @Nullable Instant failedSince,
    BooleanSupplier cancelled) {
  public ReadRequest {
    if (maxSources < 0) {
      throw new IllegalArgumentException(
          "Cannot read fewer than no sources (maxSources=" + maxSources + ")");
    }
  }

  public ReadRequest(Position after, boolean fullRefresh, int maxSources, Instant now) {
    this(after, fullRefresh, EarlierFiles.OPEN, maxSources, now, null, () -> false);
  }
}
