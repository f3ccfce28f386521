package io.citylake.model;

import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The time that a source's name says. It is looked for in the last part of the path first, then in
 * the directories above, nearest first; within a part the first that fits counts.
 *
 * <p>It is digits of a year from 1970 to 2099, a month, and perhaps a day, with no digit before or
 * after: {@code 202601}, {@code 20260131}, {@code 2026-01-31}, {@code 2026.1.31}, {@code
 * 2026年1月31日}. Month and day are told apart by the same one of {@code - _ .}, by {@code 年 月 日}, or
 * are two digits each. It only orders, so it is read as if it were UTC.
 *
 * <p>A day may have a time of day: {@code 20260131T1015}, {@code 2026-01-31_10-15-30}, {@code
 * 20260131_101530}, {@code 20260131 10:15}, {@code 2026年1月31日10时}, or directly behind plain digits
 * {@code 2026013110}. Any other number behind a date is a serial number: {@code 20260131_23}. Of
 * six digits nobody can tell which they are. So those that are no valid time stand behind the last
 * one before them, and the order is that of the numbers either way.
 */
public final class TimeInName {
  private static final String GLUED = "\\d{2}|\\d{4}|\\d{6,15}";
  // Year, month and day.
  private static final String APART =
      "(?<y1>\\d{4})(?<s>[-_.])(?<m1>\\d{1,2})(?:\\k<s>(?<d1>\\d{1,2})(?<g1>%s)?)?(?!\\d)"
          .formatted(GLUED);
  private static final String WORDS = "(?<y2>\\d{4})年(?<m2>\\d{1,2})月(?:(?<d2>\\d{1,2})日|(?!\\d))";
  private static final String PLAIN =
      "(?<y3>\\d{4})(?<m3>\\d{2})(?:(?<d3>\\d{2})(?<g3>%s)?)?(?!\\d)".formatted(GLUED);
  private static final Pattern DATE =
      Pattern.compile("(?<!\\d)(?:%s|%s|%s)".formatted(APART, WORDS, PLAIN));

  // Hour, minute and second, in ways that a serial number is not written.
  private static final String BEHIND_T =
      "T(?<h1>\\d{2})(?:[-_:.时]?(?<min1>\\d{2})(?:[-_:.分]?(?<sec1>\\d{2})\\d{0,9})?)?";
  private static final String SIGNS =
      "[-_ .]?(?<h2>\\d{1,2})(?:[时点]|:(?=\\d))(?:(?<min2>\\d{2})(?:[:分](?<sec2>\\d{2})?)?)?";
  private static final String PAIRS =
      "[-_ .](?<h3>\\d{2})(?<p>[-_.])(?<min3>\\d{2})\\k<p>(?<sec3>\\d{2})\\d{0,9}";
  private static final Pattern CLOCK =
      Pattern.compile("(?:%s|%s|%s)(?!\\d)".formatted(BEHIND_T, SIGNS, PAIRS));
  private static final Pattern NUMBER = Pattern.compile("[-_ .]?(?<n>\\d+)");

  private static final String WORDS_BEHIND = "~";
  private static final Pattern PART = Pattern.compile("!?/");

  private TimeInName() {}

  /**
   * What a name says.
   *
   * @param seconds since 1970
   * @param behind what orders names of one time: nothing, the digits of a serial number, or, last,
   *     {@code ~} where other words stand behind a date
   */
  public record Reading(long seconds, String behind) {
    private static final Comparator<Reading> ORDER =
        Comparator.comparingLong(Reading::seconds).thenComparing(Reading::number);

    /** The order of times, and of serial numbers within one; none is the least. */
    public static Comparator<Reading> order() {
      return ORDER;
    }

    /** Whether this is of an earlier time, or of one time with a smaller serial number. */
    public boolean isBefore(Reading other) {
      return seconds < other.seconds
          || (hasNumber() && other.hasNumber() && ORDER.compare(this, other) < 0);
    }

    private boolean hasNumber() {
      return number().signum() >= 0;
    }

    private BigInteger number() {
      return behind.isEmpty() || behind.equals(WORDS_BEHIND)
          ? BigInteger.ONE.negate()
          : new BigInteger(behind);
    }
  }

  /** What a source's name says; empty where it says no time. */
  public static Optional<Reading> find(String source) {
    String[] parts = PART.split(source, -1);
    for (int i = parts.length - 1; i >= 0; i--) {
      Optional<Reading> found = findIn(parts[i]);
      if (found.isPresent()) {
        return found;
      }
    }
    return Optional.empty();
  }

  private static Optional<Reading> findIn(String part) {
    Optional<Reading> month = Optional.empty();
    Matcher found = DATE.matcher(part);
    for (int from = 0; found.find(from); from = found.start() + 1) {
      Optional<LocalDate> date = date(found);
      if (date.isEmpty()) {
        continue;
      }
      String rest = part.substring(found.end());
      boolean hasDay = number(found, 0, "d1", "d2", "d3") > 0;
      Reading reading = reading(date.get(), hasDay, text(found, "g1", "g3"), rest);
      // A number behind a month may be a day.
      if (hasDay || reading.number().signum() < 0) {
        return Optional.of(reading);
      }
      month = month.isPresent() ? month : Optional.of(reading);
    }
    return month;
  }

  private static Optional<LocalDate> date(Matcher found) {
    int year = number(found, 0, "y1", "y2", "y3");
    if (year < 1970 || year > 2099) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          LocalDate.of(
              year, number(found, 0, "m1", "m2", "m3"), number(found, 1, "d1", "d2", "d3")));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  private static Reading reading(LocalDate date, boolean hasDay, String glued, String rest) {
    if (!glued.isEmpty()) {
      return digits(date, glued);
    }
    Matcher clock = CLOCK.matcher(rest);
    if (hasDay && clock.lookingAt()) {
      try {
        LocalTime time =
            LocalTime.of(
                number(clock, 0, "h1", "h2", "h3"),
                number(clock, 0, "min1", "min2", "min3"),
                number(clock, 0, "sec1", "sec2", "sec3"));
        return at(date, time, "");
      } catch (DateTimeException e) {
        // Then it is a number.
      }
    }
    Matcher number = NUMBER.matcher(rest);
    if (number.lookingAt()) {
      String digits = number.group("n");
      // With or without milliseconds, microseconds and nanoseconds.
      boolean isClock = digits.length() >= 6 && digits.length() <= 15 && digits.length() % 3 == 0;
      return hasDay && isClock ? digits(date, digits) : at(date, LocalTime.MIN, digits);
    }
    return at(date, LocalTime.MIN, rest.isEmpty() || rest.startsWith(".") ? "" : WORDS_BEHIND);
  }

  /** Digits of a time of day; what is no valid one stands behind the last one before it. */
  private static Reading digits(LocalDate date, String digits) {
    String six = (digits + "0000").substring(0, 6);
    int hour = Integer.parseInt(six.substring(0, 2));
    int minute = Integer.parseInt(six.substring(2, 4));
    int second = Integer.parseInt(six.substring(4));
    if (hour > 23) {
      return at(date, LocalTime.of(23, 59, 59), digits);
    }
    if (minute > 59) {
      return at(date, LocalTime.of(hour, 59, 59), digits);
    }
    return second > 59
        ? at(date, LocalTime.of(hour, minute, 59), digits)
        : at(date, LocalTime.of(hour, minute, second), "");
  }

  private static Reading at(LocalDate date, LocalTime time, String behind) {
    return new Reading(date.atTime(time).toEpochSecond(ZoneOffset.UTC), behind);
  }

  private static int number(Matcher found, int otherwise, String... groups) {
    String digits = text(found, groups);
    return digits.isEmpty() ? otherwise : Integer.parseInt(digits);
  }

  private static String text(Matcher found, String... groups) {
    for (String group : groups) {
      String text = found.group(group);
      if (text != null) {
        return text;
      }
    }
    return "";
  }
}
