package io.citylake.receive.spool;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a spool has that a reader has not read.
 *
 * @param stretches where it is, in order; none where nothing is new
 * @param messages how many whole ones there are in them
 * @param after the position once they are read
 * @param damages what was passed over on the way
 * @param more whether there is more behind them
 * @param oldest when the first of them arrived, {@code newest} the last, in milliseconds since
 *     1970; null where there is none
 */
public record SpoolNews(
    List<SpoolStretch> stretches,
    long messages,
    SpoolPosition after,
    List<Damage> damages,
    boolean more,
    @Nullable Long oldest,
    @Nullable Long newest) {
  public SpoolNews {
    stretches = List.copyOf(stretches);
    damages = List.copyOf(damages);
  }

  /** Whether there is no message; damage alone moves no position, and is told again. */
  public boolean isEmpty() {
    return stretches.isEmpty();
  }

  public long bytes() {
    return stretches.stream().mapToLong(SpoolStretch::bytes).sum();
  }
}
