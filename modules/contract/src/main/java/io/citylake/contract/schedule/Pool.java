package io.citylake.contract.schedule;

import java.time.LocalTime;
import org.jspecify.annotations.Nullable;

/**
 * What runs share that must not burden something, as a department's database.
 *
 * @param places how many runs at once
 * @param hours in which they may begin; null for always
 */
public record Pool(int places, @Nullable Hours hours) {

  /**
   * A part of each day in the settings' zone; past midnight where it ends before it begins.
   *
   * @param until the first moment that is not of it any more
   */
  public record Hours(LocalTime from, LocalTime until) {
    public Hours {
      if (from.equals(until)) {
        throw new IllegalArgumentException("it must end at another time than it begins");
      }
    }

    /** Reads {@code 22:00-06:00}. */
    public static Hours parse(String text) {
      String[] ends = text.split("-", -1);
      if (ends.length != 2) {
        throw new IllegalArgumentException("it must be two times, such as 22:00-06:00");
      }
      return new Hours(LocalTime.parse(ends[0].strip()), LocalTime.parse(ends[1].strip()));
    }

    public boolean contains(LocalTime time) {
      boolean begun = !time.isBefore(from);
      boolean over = !time.isBefore(until);
      return from.isBefore(until) ? begun && !over : begun || !over;
    }

    @Override
    public String toString() {
      return from + "-" + until;
    }
  }

  /** Whether a run may begin at a local time. */
  public boolean isOpen(LocalTime time) {
    return hours == null || hours.contains(time);
  }
}
