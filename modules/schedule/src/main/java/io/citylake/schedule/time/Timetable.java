package io.citylake.schedule.time;

import io.citylake.contract.job.Calendar;
import io.citylake.contract.schedule.Cron;
import io.citylake.contract.schedule.DayRule;
import io.citylake.contract.schedule.Schedule;
import io.citylake.contract.schedule.When;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The moments of one schedule in its zone. A local time that the clocks leave out comes as much
 * later as they jump; one that they repeat comes the first time. What runs at most once a day has
 * one slot for each day, named after the business date, which is the day before; anything else has
 * one for each moment, whose business date is the day that the moment is in or, at midnight, ends.
 */
public final class Timetable {
  /** No zone's clocks jump further. */
  private static final Duration LONGEST_JUMP = Duration.ofHours(3);

  private static final List<Duration> LOOKS =
      List.of(
          Duration.ofHours(3),
          Duration.ofDays(2),
          Duration.ofDays(40),
          Duration.ofDays(400),
          Duration.ofDays(9 * 366));

  private final Schedule schedule;
  private final ZoneId zone;
  private final @Nullable Calendar calendar;

  /**
   * @param schedule that has moments
   * @param calendar that the schedule names; null for none
   */
  public Timetable(Schedule schedule, @Nullable Calendar calendar) {
    this.schedule = schedule;
    this.zone = schedule.zone();
    this.calendar = calendar;
  }

  public Schedule schedule() {
    return schedule;
  }

  private When when() {
    return Objects.requireNonNull(schedule.when());
  }

  /** Whether a day names a slot of it. */
  public boolean isOnceADay() {
    return when().isOnceADay();
  }

  /** Its moments after one and until another, the earliest first. */
  public List<Firing> firings(Instant after, Instant until) {
    if (when() instanceof When.Every every) {
      return every(every.distance(), after, until);
    }
    return cron((Cron) when(), after, until);
  }

  /** The first moment after another. */
  public Optional<Firing> next(Instant after) {
    for (Duration look : LOOKS) {
      List<Firing> found = firings(after, after.plus(look));
      if (!found.isEmpty()) {
        return Optional.of(found.get(0));
      }
    }
    return Optional.empty();
  }

  /** All moments of a business date. */
  public List<Firing> of(LocalDate businessDate) {
    LocalDate day = isOnceADay() ? businessDate.plusDays(1) : businessDate;
    Instant from = day.atStartOfDay(zone).toInstant().minus(LONGEST_JUMP);
    Instant until = day.plusDays(1).atStartOfDay(zone).toInstant().plus(LONGEST_JUMP);
    return firings(from, until).stream()
        .filter(each -> each.businessDate().equals(businessDate))
        .toList();
  }

  /** Whether the calendar lets a moment run. */
  public DayRule.Answer answer(Instant at) {
    return answer(LocalDate.ofInstant(at, zone));
  }

  /** Whether the calendar lets what a local day names run. */
  public DayRule.Answer answer(LocalDate day) {
    Schedule.Days days = schedule.days();
    return days == null || calendar == null
        ? DayRule.Answer.YES
        : days.rule().answer(day, calendar);
  }

  /** The first year after a moment's of which its calendar says nothing; empty without one. */
  public Optional<Integer> unknownYearFrom(Instant at) {
    int year = LocalDate.ofInstant(at, zone).getYear();
    if (calendar == null) {
      return Optional.empty();
    }
    if (!calendar.knows(year)) {
      return Optional.of(year);
    }
    return calendar.knows(year + 1) ? Optional.empty() : Optional.of(year + 1);
  }

  /** Its calendar's name; empty without one. */
  public String calendarName() {
    return calendar == null ? "" : calendar.name();
  }

  private List<Firing> every(Duration distance, Instant after, Instant until) {
    long step = distance.toMillis();
    long start = LocalDate.EPOCH.atStartOfDay(zone).toInstant().toEpochMilli();
    List<Firing> found = new ArrayList<>();
    long next = start + (Math.floorDiv(after.toEpochMilli() - start, step) + 1) * step;
    for (; next <= until.toEpochMilli(); next += step) {
      found.add(ofMoment(Instant.ofEpochMilli(next)));
    }
    return found;
  }

  private List<Firing> cron(Cron cron, Instant after, Instant until) {
    LocalDateTime end = LocalDateTime.ofInstant(until.plus(LONGEST_JUMP), zone);
    Map<String, Firing> found = new LinkedHashMap<>();
    Optional<LocalDateTime> next =
        cron.next(LocalDateTime.ofInstant(after.minus(LONGEST_JUMP), zone));
    while (next.isPresent() && !next.get().isAfter(end)) {
      Instant at = next.get().atZone(zone).toInstant();
      if (at.isAfter(after) && !at.isAfter(until)) {
        Firing firing = isOnceADay() ? ofDay(next.get().toLocalDate(), at) : ofMoment(at);
        found.putIfAbsent(firing.key(), firing);
      }
      next = cron.next(next.get());
    }
    return found.values().stream().sorted(Comparator.comparing(Firing::at)).toList();
  }

  private static Firing ofDay(LocalDate day, Instant at) {
    LocalDate businessDate = day.minusDays(1);
    return new Firing(businessDate.toString(), businessDate, at);
  }

  private Firing ofMoment(Instant at) {
    LocalDate businessDate = LocalDate.ofInstant(at.minusNanos(1), zone);
    return new Firing(at.truncatedTo(ChronoUnit.SECONDS).toString(), businessDate, at);
  }
}
