package io.citylake.city.economy;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Which days offices work, by the State Council's notices for 2024 (国办发明电〔2023〕7号), 2025
 * (国办发明电〔2024〕12号) and 2026 (2025-11-04). Of other years only the weekends are known.
 */
final class WorkCalendar {
  private record Holiday(String name, LocalDate first, LocalDate last) {
    Holiday(String name, String first, String last) {
      this(name, LocalDate.parse(first), LocalDate.parse(last));
    }

    boolean holds(LocalDate day) {
      return !day.isBefore(first) && !day.isAfter(last);
    }
  }

  private static final List<Holiday> HOLIDAYS =
      List.of(
          new Holiday("元旦", "2024-01-01", "2024-01-01"),
          new Holiday("春节", "2024-02-10", "2024-02-17"),
          new Holiday("清明节", "2024-04-04", "2024-04-06"),
          new Holiday("劳动节", "2024-05-01", "2024-05-05"),
          new Holiday("端午节", "2024-06-10", "2024-06-10"),
          new Holiday("中秋节", "2024-09-15", "2024-09-17"),
          new Holiday("国庆节", "2024-10-01", "2024-10-07"),
          new Holiday("元旦", "2025-01-01", "2025-01-01"),
          new Holiday("春节", "2025-01-28", "2025-02-04"),
          new Holiday("清明节", "2025-04-04", "2025-04-06"),
          new Holiday("劳动节", "2025-05-01", "2025-05-05"),
          new Holiday("端午节", "2025-05-31", "2025-06-02"),
          new Holiday("国庆节、中秋节", "2025-10-01", "2025-10-08"),
          new Holiday("元旦", "2026-01-01", "2026-01-03"),
          new Holiday("春节", "2026-02-15", "2026-02-23"),
          new Holiday("清明节", "2026-04-04", "2026-04-06"),
          new Holiday("劳动节", "2026-05-01", "2026-05-05"),
          new Holiday("端午节", "2026-06-19", "2026-06-21"),
          new Holiday("中秋节", "2026-09-25", "2026-09-27"),
          new Holiday("国庆节", "2026-10-01", "2026-10-07"));

  private static final Set<String> MADE_UP =
      Set.of(
          "2024-02-04",
          "2024-02-18",
          "2024-04-07",
          "2024-04-28",
          "2024-05-11",
          "2024-09-14",
          "2024-09-29",
          "2024-10-12",
          "2025-01-26",
          "2025-02-08",
          "2025-04-27",
          "2025-09-28",
          "2025-10-11",
          "2026-01-04",
          "2026-02-14",
          "2026-02-28",
          "2026-05-09",
          "2026-09-20",
          "2026-10-10");

  private WorkCalendar() {}

  static Optional<String> findHoliday(LocalDate day) {
    return HOLIDAYS.stream().filter(holiday -> holiday.holds(day)).map(Holiday::name).findFirst();
  }

  static boolean worked(LocalDate day) {
    boolean weekend =
        day.getDayOfWeek() == DayOfWeek.SATURDAY || day.getDayOfWeek() == DayOfWeek.SUNDAY;
    return MADE_UP.contains(day.toString()) || (!weekend && findHoliday(day).isEmpty());
  }
}
