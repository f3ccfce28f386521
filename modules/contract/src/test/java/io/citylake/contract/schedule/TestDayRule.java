package io.citylake.contract.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import io.citylake.contract.job.Calendar;
import io.citylake.contract.load.WorkspaceLoader;
import io.citylake.contract.schedule.DayRule.Answer;
import io.citylake.contract.settings.Environment;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The repository's calendar, against the notices of the State Council as they are printed. */
class TestDayRule {
  /** Days off, from and to, each as its notice has it. */
  private static final List<List<String>> OFF =
      List.of(
          List.of("2025-01-01", "2025-01-01"),
          List.of("2025-01-28", "2025-02-04"),
          List.of("2025-04-04", "2025-04-06"),
          List.of("2025-05-01", "2025-05-05"),
          List.of("2025-05-31", "2025-06-02"),
          List.of("2025-10-01", "2025-10-08"),
          List.of("2026-01-01", "2026-01-03"),
          List.of("2026-02-15", "2026-02-23"),
          List.of("2026-04-04", "2026-04-06"),
          List.of("2026-05-01", "2026-05-05"),
          List.of("2026-06-19", "2026-06-21"),
          List.of("2026-09-25", "2026-09-27"),
          List.of("2026-10-01", "2026-10-07"));

  private static final List<String> WORKED_WEEKENDS =
      List.of(
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

  private static final Calendar CN = calendar();

  private static Calendar calendar() {
    Path repository = Path.of(System.getProperty("citylake.repository"));
    return WorkspaceLoader.loadOrThrow(
            repository, Environment.of(Map.of()), LocalDate.of(2026, 1, 1))
        .calendars()
        .get("cn");
  }

  private static boolean isOff(LocalDate day) {
    boolean holiday =
        OFF.stream()
            .anyMatch(
                each ->
                    !day.isBefore(LocalDate.parse(each.get(0)))
                        && !day.isAfter(LocalDate.parse(each.get(1))));
    boolean weekend = day.getDayOfWeek().getValue() > 5;
    return holiday || (weekend && !WORKED_WEEKENDS.contains(day.toString()));
  }

  private static List<LocalDate> days(int from, int until) {
    return LocalDate.of(from, 1, 1).datesUntil(LocalDate.of(until, 1, 1)).toList();
  }

  private static List<LocalDate> found(String rule) {
    DayRule days = DayRule.parse(rule);
    return days(2025, 2027).stream().filter(day -> days.answer(day, CN) == Answer.YES).toList();
  }

  private static List<LocalDate> worked(int year, int month) {
    return LocalDate.of(year, month, 1)
        .datesUntil(LocalDate.of(year, month, 1).plusMonths(1))
        .filter(day -> !isOff(day))
        .toList();
  }

  @Test
  void knowsEachWorkingDayOfTheNotices() {
    assertThat(found("working-day"))
        .isEqualTo(days(2025, 2027).stream().filter(day -> !isOff(day)).toList());
  }

  @Test
  void knowsTheNthAndTheLastWorkingDayOfEachMonth() {
    List<LocalDate> third = new ArrayList<>();
    List<LocalDate> last = new ArrayList<>();
    for (int month = 0; month < 24; month++) {
      List<LocalDate> worked = worked(2025 + month / 12, month % 12 + 1);
      third.add(worked.get(2));
      last.add(worked.get(worked.size() - 1));
    }
    assertThat(found("working-day-3")).isEqualTo(third);
    assertThat(found("last-working-day")).isEqualTo(last);
  }

  @Test
  void knowsTheDayBeforeEachHoliday() {
    assertThat(found("before-holiday"))
        .extracting(LocalDate::toString)
        .containsExactly(
            "2025-01-27",
            "2025-04-03",
            "2025-04-30",
            "2025-05-30",
            "2025-09-30",
            "2025-12-31",
            "2026-02-14",
            "2026-04-03",
            "2026-04-30",
            "2026-06-18",
            "2026-09-24",
            "2026-09-30");
  }

  /** Nobody has the notice for 2027 yet: nothing is said of it, nor of a day that hangs on it. */
  @Test
  void neverGuessesAYearThatItDoesNotHave() {
    DayRule working = DayRule.parse("working-day");
    assertThat(working.answer(LocalDate.of(2027, 1, 4), CN)).isEqualTo(Answer.UNKNOWN);
    assertThat(working.answer(LocalDate.of(2024, 12, 31), CN)).isEqualTo(Answer.UNKNOWN);
    assertThat(working.answer(LocalDate.of(2026, 12, 31), CN)).isEqualTo(Answer.YES);
    assertThat(DayRule.parse("before-holiday").answer(LocalDate.of(2026, 12, 31), CN))
        .isEqualTo(Answer.UNKNOWN);
  }
}
