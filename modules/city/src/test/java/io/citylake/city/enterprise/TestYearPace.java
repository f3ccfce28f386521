package io.citylake.city.enterprise;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.Month;
import java.util.List;
import org.junit.jupiter.api.Test;

class TestYearPace {
  private static final List<Integer> SPRING = List.of(1, 1, 6, 6, 1, 1, 1, 1, 1, 1, 1, 1);

  @Test
  void eachEventHasTheDayByWhichItIsCounted() {
    YearPace pace = new YearPace(2024, 731, SPRING);
    for (int i = 0; i < 731; i++) {
      LocalDate day = pace.day(i);
      assertThat(pace.until(day)).isGreaterThan(i);
      assertThat(pace.until(day.minusDays(1))).isLessThanOrEqualTo(i);
    }
    assertThat(pace.until(LocalDate.of(2023, 12, 31))).isZero();
    assertThat(pace.until(LocalDate.of(2024, 12, 31))).isEqualTo(731);
    assertThat(pace.until(LocalDate.of(2025, 6, 1))).isEqualTo(731);
  }

  @Test
  void seasonHasMoreAndWeekendsHaveLess() {
    YearPace pace = new YearPace(2025, 100_000, SPRING);
    int april = pace.until(LocalDate.of(2025, 4, 30)) - pace.until(LocalDate.of(2025, 3, 31));
    int may = pace.until(LocalDate.of(2025, 5, 31)) - pace.until(LocalDate.of(2025, 4, 30));
    assertThat(april).isGreaterThan(5 * may);
    LocalDate sunday = LocalDate.of(2025, 4, 6);
    assertThat(sunday.getDayOfWeek()).isEqualTo(DayOfWeek.SUNDAY);
    assertThat(sunday.getMonth()).isEqualTo(Month.APRIL);
    int onSunday = pace.until(sunday) - pace.until(sunday.minusDays(1));
    int onMonday = pace.until(sunday.plusDays(1)) - pace.until(sunday);
    assertThat(onMonday).isBetween(9 * onSunday, 11 * onSunday);
  }
}
