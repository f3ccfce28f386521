package io.citylake.city.enterprise;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.util.List;

/**
 * How the events of a year fall on its days: more in some months, few on weekends. Events are
 * numbered in the order of time, so a register of a later day only has more of them.
 */
final class YearPace {
  private static final int WEEKDAY = 10;

  private final LocalDate first;
  private final int[] before;

  /**
   * @param events of the year
   * @param months the weight of each month, January first
   */
  YearPace(int year, int events, List<Integer> months) {
    first = LocalDate.of(year, 1, 1);
    int days = first.lengthOfYear();
    long[] weights = new long[days + 1];
    for (int i = 0; i < days; i++) {
      LocalDate day = first.plusDays(i);
      boolean weekend = day.getDayOfWeek().compareTo(DayOfWeek.SATURDAY) >= 0;
      weights[i + 1] = weights[i] + months.get(day.getMonthValue() - 1) * (weekend ? 1L : WEEKDAY);
    }
    before = new int[days + 1];
    for (int i = 0; i <= days; i++) {
      before[i] = Math.toIntExact(weights[i] * events / weights[days]);
    }
  }

  /** How many events there are up to the day and on it. */
  int until(LocalDate day) {
    int days = Math.toIntExact(day.toEpochDay() - first.toEpochDay()) + 1;
    return before[Math.max(0, Math.min(days, before.length - 1))];
  }

  /** The day of an event. */
  LocalDate day(int event) {
    int low = 0;
    int high = before.length - 1;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (before[middle] > event) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return first.plusDays(low - 1L);
  }
}
