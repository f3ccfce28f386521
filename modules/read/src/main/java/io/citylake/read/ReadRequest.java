package io.citylake.read;

import io.citylake.model.Position;
import java.time.Instant;

/**
 * What a run wants to read.
 *
 * @param after where the last published run ended
 * @param fullRefresh everything again; all earlier sources are superseded
 * @param maxSources at most that many new files, oldest first; 0 for all, 1 for full copies that
 *     must be taken one by one
 * @param now against which a file's age is measured
 */
public record ReadRequest(Position after, boolean fullRefresh, int maxSources, Instant now) {
  public ReadRequest {
    if (maxSources < 0) {
      throw new IllegalArgumentException(
          "Cannot read fewer than no sources (maxSources=" + maxSources + ")");
    }
  }
}
