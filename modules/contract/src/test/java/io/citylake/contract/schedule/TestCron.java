package io.citylake.contract.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TestCron {
  private static final LocalDate FIRST = LocalDate.of(2026, 1, 1);

  /** The days of 2026 on which a text has a time. */
  private static List<LocalDate> days(String text) {
    Cron cron = Cron.parse(text);
    List<LocalDate> found = new ArrayList<>();
    LocalDateTime last = FIRST.atStartOfDay().minusSeconds(1);
    while (true) {
      Optional<LocalDateTime> next = cron.next(last);
      if (next.isEmpty() || next.get().getYear() > 2026) {
        return found;
      }
      assertThat(next.get()).isAfter(last);
      found.add(next.get().toLocalDate());
      last = next.get();
    }
  }

  private static List<LocalDate> daysOf2026(Predicate<LocalDate> wanted) {
    return FIRST.datesUntil(FIRST.plusYears(1)).filter(wanted).toList();
  }

  private static boolean isWeekday(LocalDate day) {
    return day.getDayOfWeek().getValue() < 6;
  }

  /** Found by counting weekdays, not by the rule that the code has. */
  private static LocalDate nearest(LocalDate day) {
    for (int away = 0; ; away++) {
      for (LocalDate each : List.of(day.minusDays(away), day.plusDays(away))) {
        if (isWeekday(each) && each.getMonth() == day.getMonth()) {
          return each;
        }
      }
    }
  }

  @Test
  void namesTheDaysOfAYear() {
    assertThat(days("0 0 * * *")).isEqualTo(daysOf2026(day -> true));
    assertThat(days("0 30 2 * * *")).isEqualTo(daysOf2026(day -> true));
    assertThat(days("@daily")).isEqualTo(daysOf2026(day -> true));
    assertThat(days("@monthly")).isEqualTo(daysOf2026(day -> day.getDayOfMonth() == 1));
    assertThat(days("0 0 3 L * ?"))
        .isEqualTo(daysOf2026(day -> day.plusDays(1).getDayOfMonth() == 1));
    assertThat(days("0 0 3 L-3 * ?"))
        .isEqualTo(daysOf2026(day -> day.plusDays(4).getDayOfMonth() == 1));
    assertThat(days("0 0 3 15W * ?"))
        .isEqualTo(daysOf2026(day -> day.equals(nearest(day.withDayOfMonth(15)))));
    assertThat(days("0 0 3 1W * ?"))
        .isEqualTo(daysOf2026(day -> day.equals(nearest(day.withDayOfMonth(1)))));
    assertThat(days("0 0 3 LW * ?"))
        .isEqualTo(daysOf2026(day -> day.equals(nearest(day.withDayOfMonth(day.lengthOfMonth())))));
    assertThat(days("0 0 3 31W * ?"))
        .isEqualTo(
            daysOf2026(
                day -> day.lengthOfMonth() == 31 && day.equals(nearest(day.withDayOfMonth(31)))));
    assertThat(days("0 0 3 ? * 6#3"))
        .isEqualTo(
            daysOf2026(
                day ->
                    day.getDayOfWeek() == DayOfWeek.FRIDAY
                        && day.getDayOfMonth() > 14
                        && day.getDayOfMonth() < 22));
    assertThat(days("0 0 3 ? * 6L"))
        .isEqualTo(
            daysOf2026(
                day ->
                    day.getDayOfWeek() == DayOfWeek.FRIDAY
                        && day.plusDays(7).getMonth() != day.getMonth()));
    assertThat(days("0 0 3 ? * MON-FRI 2026")).isEqualTo(daysOf2026(TestCron::isWeekday));
    assertThat(days("0 0 3 L 3,6,9,12 ?"))
        .containsExactly(
            LocalDate.of(2026, 3, 31),
            LocalDate.of(2026, 6, 30),
            LocalDate.of(2026, 9, 30),
            LocalDate.of(2026, 12, 31));
  }

  /** Quartz counts Sunday as 1, Unix as 0 and as 7. */
  @Test
  void countsDaysOfTheWeekAsTheirFormDoes() {
    List<LocalDate> sundays = daysOf2026(day -> day.getDayOfWeek() == DayOfWeek.SUNDAY);
    assertThat(days("0 3 * * 0")).isEqualTo(sundays);
    assertThat(days("0 3 * * 7")).isEqualTo(sundays);
    assertThat(days("0 3 * * sun")).isEqualTo(sundays);
    assertThat(days("0 0 3 ? * 1")).isEqualTo(sundays);
    assertThat(days("0 3 * * 1-5")).isEqualTo(daysOf2026(TestCron::isWeekday));
    assertThat(days("0 0 3 ? * 2-6")).isEqualTo(daysOf2026(TestCron::isWeekday));
  }

  /** As cron does it: of two day fields that name days, either is enough. */
  @Test
  void takesEitherDayFieldOfUnix() {
    assertThat(days("0 3 13 * 5"))
        .isEqualTo(
            daysOf2026(day -> day.getDayOfMonth() == 13 || day.getDayOfWeek() == DayOfWeek.FRIDAY));
  }

  @ParameterizedTest
  @CsvSource({
    "*/15 * * * *,2026-01-01T00:14:59,2026-01-01T00:15:00",
    "*/15 * * * *,2026-01-01T00:15:00,2026-01-01T00:30:00",
    "0 10 * * * *,2026-01-01T23:10:00,2026-01-02T00:10:00",
    "30 59 23 31 12 ?,2026-01-01T00:00:00,2026-12-31T23:59:30",
    "0 0 29 2 *,2026-01-01T00:00:00,2028-02-29T00:00:00",
    "0 9-17/4 * * *,2026-01-01T13:00:00,2026-01-01T17:00:00",
    "15 10 12 * * *,2026-01-01T12:10:14,2026-01-01T12:10:15",
    "15 10 12 * * *,2026-01-01T12:10:15,2026-01-02T12:10:15",
    "'0 5,50 8,9 * * *',2026-01-01T08:50:00,2026-01-01T09:05:00",
  })
  void findsTheNextTime(String text, LocalDateTime after, LocalDateTime next) {
    assertThat(Cron.parse(text).next(after)).contains(next);
  }

  @Test
  void endsWhereThereIsNoNextTime() {
    LocalDateTime now = FIRST.atStartOfDay();
    assertThat(Cron.parse("0 0 0 1 1 ? 2020").next(now)).isEmpty();
    assertThat(Cron.parse("0 0 30 2 *").next(now)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0 30",
        "every day",
        "60 0 * * *",
        "0 24 * * *",
        "0 0 32 * *",
        "0 0 0 * *",
        "0 0 * 13 *",
        "0 0 * * 8",
        "0 0 0 ? * 0",
        "0 0 0 13 * 6",
        "*/0 * * * *",
        "5-1 * * * *",
        "a * * * *",
        "0 0 * * MON#6",
        "@noon",
        ", * * * *",
        "0 0 0W * *"
      })
  void refusesWhatIsNoCron(String text) {
    assertThatThrownBy(() -> Cron.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void saysWhatIsWrong() {
    assertThatThrownBy(() -> Cron.parse("0 24 * * *"))
        .hasMessage("its hour '24' can't be read: expected 0 to 23");
    assertThatThrownBy(() -> Cron.parse("0 0 0 ? * 0"))
        .hasMessage("its day of week '0' can't be read: expected 1 to 7 or SUN to SAT");
  }

  @Test
  void knowsWhatComesOnceADay() {
    assertThat(Cron.parse("0 30 2 * * *").isOnceADay()).isTrue();
    assertThat(Cron.parse("0 0 9,18 * * *").isOnceADay()).isFalse();
    assertThat(Cron.parse("0 10 * * * *").isOnceADay()).isFalse();
  }
}
