package io.citylake.schedule.time;

import static org.assertj.core.api.Assertions.assertThat;

import io.citylake.contract.schedule.Cron;
import io.citylake.contract.schedule.Missed;
import io.citylake.contract.schedule.Schedule;
import io.citylake.contract.schedule.When;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import org.junit.jupiter.api.Test;

class TestTimetable {
  private static final ZoneId NEW_YORK = ZoneId.of("America/New_York");

  private static Timetable timetable(When when, ZoneId zone) {
    return new Timetable(new Schedule(when, zone, null, Missed.ALL, null, 3, null), null);
  }

  private static List<String> firings(Timetable timetable, String after, String until) {
    return timetable.firings(Instant.parse(after), Instant.parse(until)).stream()
        .map(each -> each.key() + " " + each.at())
        .toList();
  }

  /** On 2026-03-08 half past two is left out, on 2026-11-01 half past one comes twice. */
  @Test
  void aDayHasOneSlotHoweverTheClocksChange() {
    assertThat(
            firings(
                timetable(Cron.parse("30 2 * * *"), NEW_YORK),
                "2026-03-07T00:00:00Z",
                "2026-03-10T00:00:00Z"))
        .containsExactly(
            "2026-03-06 2026-03-07T07:30:00Z",
            "2026-03-07 2026-03-08T07:30:00Z",
            "2026-03-08 2026-03-09T06:30:00Z");
    assertThat(
            firings(
                timetable(Cron.parse("30 1 * * *"), NEW_YORK),
                "2026-10-31T12:00:00Z",
                "2026-11-03T00:00:00Z"))
        .containsExactly("2026-10-31 2026-11-01T05:30:00Z", "2026-11-01 2026-11-02T06:30:00Z");
  }

  @Test
  void distancesAreCountedFromMidnightOfTheZone() {
    Timetable timetable =
        timetable(new When.Every(Duration.ofHours(24)), ZoneId.of("Asia/Shanghai"));
    assertThat(timetable.next(Instant.parse("2026-01-01T00:00:00Z")).orElseThrow())
        .isEqualTo(
            new Firing(
                "2026-01-01T16:00:00Z",
                // Midnight ends the first of January there.
                LocalDate.of(2026, 1, 1),
                Instant.parse("2026-01-01T16:00:00Z")));
  }

  @Test
  void findsTheMomentsOfABusinessDate() {
    Timetable hourly = timetable(Cron.parse("10 * * * *"), NEW_YORK);
    assertThat(hourly.of(LocalDate.of(2026, 1, 5))).hasSize(24);
    assertThat(hourly.of(LocalDate.of(2026, 1, 5)).get(0).at())
        .isEqualTo(Instant.parse("2026-01-05T05:10:00Z"));
    Timetable daily = timetable(Cron.parse("30 2 * * *"), NEW_YORK);
    assertThat(daily.of(LocalDate.of(2026, 1, 5)))
        .extracting(Firing::at)
        .containsExactly(Instant.parse("2026-01-06T07:30:00Z"));
  }
}
