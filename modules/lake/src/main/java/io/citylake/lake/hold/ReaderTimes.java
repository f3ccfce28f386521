package io.citylake.lake.hold;

import java.time.Duration;

/**
 * How long what a process reads is kept for it.
 *
 * @param expiry after the last word of the process
 * @param renewal how often it says that it still reads
 */
public record ReaderTimes(Duration expiry, Duration renewal) {
  public ReaderTimes {
    if (renewal.isZero() || renewal.compareTo(expiry) >= 0) {
      throw new IllegalArgumentException(
          "Cannot renew every %s what lasts %s".formatted(renewal, expiry));
    }
  }

  /** Five minutes, renewed every minute. */
  public static ReaderTimes standard() {
    return new ReaderTimes(Duration.ofMinutes(5), Duration.ofMinutes(1));
  }
}
