package io.citylake.receive.spool;

/**
 * A stretch of a segment that is not what was written.
 *
 * @param segment the file's name
 * @param from the first byte of it, and {@code until} the one after the last
 * @param firstLost the sequences that are not there, {@code lastLost} the last of them; none are
 *     lost where it is less
 */
public record Damage(String segment, long from, long until, long firstLost, long lastLost) {
  /** How many messages are not there. */
  public long lost() {
    return Math.max(0, lastLost - firstLost + 1);
  }
}
