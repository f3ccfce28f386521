package io.citylake.city.industry;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;

/**
 * Minutes as {@code yyyy/M/d H:mm}, of which the two halves are made once: most of the time that a
 * waybill takes went into its three times. Used by one thread.
 */
final class MinuteTexts {
  private static final List<String> CLOCK = clock();

  private final LocalDate first;
  private final List<String> days = new ArrayList<>();

  MinuteTexts(LocalDate first) {
    this.first = first;
  }

  /** A minute since the first day began; empty for none, which is negative. */
  String of(int minute) {
    if (minute < 0) {
      return "";
    }
    while (days.size() <= minute / Waybill.MINUTES_A_DAY) {
      LocalDate day = first.plusDays(days.size());
      days.add(day.getYear() + "/" + day.getMonthValue() + "/" + day.getDayOfMonth() + " ");
    }
    return days.get(minute / Waybill.MINUTES_A_DAY)
        .concat(CLOCK.get(minute % Waybill.MINUTES_A_DAY));
  }

  private static List<String> clock() {
    List<String> clock = new ArrayList<>();
    for (int minute = 0; minute < Waybill.MINUTES_A_DAY; minute++) {
      clock.add(minute / 60 + (minute % 60 < 10 ? ":0" : ":") + minute % 60);
    }
    return List.copyOf(clock);
  }
}
