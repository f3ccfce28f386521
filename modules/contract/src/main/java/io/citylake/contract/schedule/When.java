package io.citylake.contract.schedule;

import java.time.Duration;

/** What makes the moments of a schedule. */
public sealed interface When permits Cron, When.Every {
  /** Whether no local day can have two moments, so that a day names its slot. */
  boolean isOnceADay();

  /** Moments at a fixed distance, counted from midnight of 1970-01-01 in the schedule's zone. */
  record Every(Duration distance) implements When {
    /** Nothing is asked for more often. */
    public static final Duration SHORTEST = Duration.ofMinutes(1);

    public Every {
      if (distance.compareTo(SHORTEST) < 0) {
        throw new IllegalArgumentException("it must be at least " + SHORTEST.toSeconds() + "s");
      }
    }

    @Override
    public boolean isOnceADay() {
      return false;
    }

    @Override
    public String toString() {
      long seconds = distance.toSeconds();
      if (seconds % 3600 == 0) {
        return "every " + seconds / 3600 + "h";
      }
      return seconds % 60 == 0 ? "every " + seconds / 60 + "m" : "every " + seconds + "s";
    }
  }
}
