package io.citylake.city.economy;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import org.junit.jupiter.api.Test;

class TestWorkCalendar {
  @Test
  void holidaysAreOffAndWeekendsAreMadeUp() {
    assertThat(WorkCalendar.worked(LocalDate.of(2026, 2, 16))).isFalse();
    assertThat(WorkCalendar.findHoliday(LocalDate.of(2026, 2, 16))).hasValue("春节");
    assertThat(WorkCalendar.worked(LocalDate.of(2026, 2, 14))).isTrue();
    assertThat(WorkCalendar.worked(LocalDate.of(2026, 2, 24))).isTrue();
    assertThat(WorkCalendar.worked(LocalDate.of(2026, 3, 7))).isFalse();
    assertThat(WorkCalendar.findHoliday(LocalDate.of(2026, 3, 7))).isEmpty();
  }

  /** As many as the notices leave: 251 in 2024, 248 in 2025 and 2026. */
  @Test
  void yearsHaveTheirWorkingDays() {
    assertThat(workedDays(2024)).isEqualTo(251);
    assertThat(workedDays(2025)).isEqualTo(248);
    assertThat(workedDays(2026)).isEqualTo(248);
  }

  private static long workedDays(int year) {
    return LocalDate.of(year, 1, 1)
        .datesUntil(LocalDate.of(year + 1, 1, 1))
        .filter(WorkCalendar::worked)
        .count();
  }
}
