package io.citylake.contract.schedule;

import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A cron text and the local times that it names: five fields as Unix has them (minute first, Sunday
 * 0 or 7), six or seven as Quartz has them (second first, Sunday 1, a year at the end), or a word
 * such as {@code @daily}. {@code L}, {@code W} and {@code #} are read in all of them.
 */
public final class Cron implements When {
  private static final Map<String, String> WORDS =
      Map.of(
          "@yearly", "0 0 1 1 *",
          "@annually", "0 0 1 1 *",
          "@monthly", "0 0 1 * *",
          "@weekly", "0 0 * * 0",
          "@daily", "0 0 * * *",
          "@midnight", "0 0 * * *",
          "@hourly", "0 * * * *");

  /** Longer than from one 29 February to the next that there is. */
  private static final int MOST_DAYS = 9 * 366;

  private final String text;
  private final BitSet seconds;
  private final BitSet minutes;
  private final BitSet hours;
  private final BitSet months;
  private final BitSet years;
  private final CronDays days;

  private Cron(String text, List<String> fields) {
    this.text = text;
    boolean unix = fields.size() == 5;
    int first = unix ? 0 : 1;
    this.seconds = CronField.SECOND.numbers(unix ? "0" : fields.get(0));
    this.minutes = CronField.MINUTE.numbers(fields.get(first));
    this.hours = CronField.HOUR.numbers(fields.get(first + 1));
    this.days =
        new CronDays(
            fields.get(first + 2),
            fields.get(first + 4),
            unix ? CronField.DAY_OF_WEEK_FROM_0 : CronField.DAY_OF_WEEK_FROM_1);
    this.months = CronField.MONTH.numbers(fields.get(first + 3));
    this.years = CronField.YEAR.numbers(fields.size() == 7 ? fields.get(6) : "*");
  }

  /**
   * Reads a cron text.
   *
   * @throws IllegalArgumentException with what is wrong about it
   */
  public static Cron parse(String text) {
    String known = WORDS.get(text.strip());
    List<String> fields = List.of((known == null ? text.strip() : known).split("\\s+", -1));
    if (fields.size() < 5 || fields.size() > 7) {
      throw new IllegalArgumentException(
          "it must have five to seven fields, such as \"0 30 2 * * *\"");
    }
    return new Cron(text.strip(), fields);
  }

  /** The hours, minutes and seconds of the times of each day that it names. */
  public Times times() {
    return new Times(
        hours.stream().boxed().toList(),
        minutes.stream().boxed().toList(),
        seconds.stream().boxed().toList());
  }

  /** Of a day's times each is one hour with one minute and one second of these. */
  public record Times(List<Integer> hours, List<Integer> minutes, List<Integer> seconds) {}

  /** Whether there is no day that it doesn't name. */
  public boolean isEveryDay() {
    return days.isEvery()
        && months.cardinality() == CronField.MONTH.most()
        && years.cardinality() == CronField.YEAR.most() - CronField.YEAR.least() + 1;
  }

  /** The first local time after another; empty where there is none for nine years. */
  public Optional<LocalDateTime> next(LocalDateTime after) {
    LocalDateTime from = after.withNano(0).plusSeconds(1);
    LocalDate day = from.toLocalDate();
    Optional<LocalTime> time = names(day) ? time(from.toLocalTime()) : Optional.empty();
    for (int i = 0; time.isEmpty(); i++) {
      if (i > MOST_DAYS) {
        return Optional.empty();
      }
      day = day.plusDays(1);
      time = names(day) ? time(LocalTime.MIDNIGHT) : Optional.empty();
    }
    return Optional.of(day.atTime(time.get()));
  }

  /** Whether it has times on a day. */
  public boolean names(LocalDate day) {
    return months.get(day.getMonthValue()) && years.get(day.getYear()) && days.match(day);
  }

  /** The first time of a day from this one on. */
  private Optional<LocalTime> time(LocalTime from) {
    int hour = hours.nextSetBit(from.getHour());
    int minute = minutes.nextSetBit(hour == from.getHour() ? from.getMinute() : 0);
    boolean sameMinute = hour == from.getHour() && minute == from.getMinute();
    int second = seconds.nextSetBit(sameMinute ? from.getSecond() : 0);
    if (hour < 0) {
      return Optional.empty();
    }
    if (second < 0 && minute >= 0) {
      second = seconds.nextSetBit(0);
      minute = minutes.nextSetBit(minute + 1);
    }
    if (minute < 0) {
      hour = hours.nextSetBit(hour + 1);
      minute = minutes.nextSetBit(0);
      second = seconds.nextSetBit(0);
    }
    return hour < 0 ? Optional.empty() : Optional.of(LocalTime.of(hour, minute, second));
  }

  @Override
  public boolean isOnceADay() {
    return seconds.cardinality() == 1 && minutes.cardinality() == 1 && hours.cardinality() == 1;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Cron cron && cron.text.equals(text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  @Override
  public String toString() {
    return text;
  }
}
