package io.citylake.model;

import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The time that a source's name says. It is looked for in the last part of the path first, then in
 * the directories above, nearest first; within a part the first that fits counts.
 *
 * <p>It is digits of a year from 1970 to 2099, a month, and perhaps a day, an hour, a minute and a
 * second, with no digit before or after: {@code 202601}, {@code 20260131}, {@code 2026-01-31},
 * {@code 2026.1.31}, {@code 2026年1月31日}, {@code 20260131T1015}, {@code 2026-01-31_10-15-30}, {@code
 * 20260131101530}. Month and day are told apart by the same one of {@code - _ .}, by {@code 年 月 日},
 * or are two digits each. It only orders, so it is read as if it were UTC.
 */
public final class TimeInName {
  // Year, month and day.
  private static final String APART =
      "(?<y1>\\d{4})(?<s>[-_.])(?<m1>\\d{1,2})(?:\\k<s>(?<d1>\\d{1,2}))?";
  private static final String WORDS = "(?<y2>\\d{4})年(?<m2>\\d{1,2})月(?:(?<d2>\\d{1,2})日)?";
  private static final String PLAIN = "(?<y3>\\d{4})(?<m3>\\d{2})(?<d3>\\d{2})?";
  // Hour, minute and second, which only a day can have.
  private static final String CLOCK =
      "(?:[-_T .]?(?<h>\\d{2})(?:[-_:.时]?(?<min>\\d{2})(?:[-_:.分]?(?<sec>\\d{2})\\d{0,9})?)?)?";
  private static final Pattern TIME =
      Pattern.compile("(?<!\\d)(?:%s|%s|%s)%s(?!\\d)".formatted(APART, WORDS, PLAIN, CLOCK));
  private static final Pattern DATE =
      Pattern.compile("(?<!\\d)(?:%s|%s|%s)(?!\\d)".formatted(APART, WORDS, PLAIN));
  private static final Pattern PART = Pattern.compile("!?/");

  private TimeInName() {}

  /** Seconds since 1970; empty where the name says no time. */
  public static OptionalLong find(String source) {
    String[] parts = PART.split(source, -1);
    for (int i = parts.length - 1; i >= 0; i--) {
      OptionalLong found = findIn(parts[i]);
      if (found.isPresent()) {
        return found;
      }
    }
    return OptionalLong.empty();
  }

  private static OptionalLong findIn(String part) {
    Matcher with = TIME.matcher(part);
    for (int from = 0; with.find(from); from = with.start() + 1) {
      OptionalLong time = seconds(with, true);
      if (time.isPresent()) {
        return time;
      }
    }
    Matcher date = DATE.matcher(part);
    for (int from = 0; date.find(from); from = date.start() + 1) {
      OptionalLong time = seconds(date, false);
      if (time.isPresent()) {
        return time;
      }
    }
    return OptionalLong.empty();
  }

  private static OptionalLong seconds(Matcher found, boolean clock) {
    int year = number(found, 0, "y1", "y2", "y3");
    int month = number(found, 0, "m1", "m2", "m3");
    int day = number(found, 0, "d1", "d2", "d3");
    boolean timed = clock && found.group("h") != null;
    if (year < 1970 || year > 2099 || (timed && day == 0)) {
      return OptionalLong.empty();
    }
    try {
      LocalDateTime time =
          LocalDateTime.of(
              year,
              month,
              day == 0 ? 1 : day,
              clock ? number(found, 0, "h") : 0,
              clock ? number(found, 0, "min") : 0,
              clock ? number(found, 0, "sec") : 0);
      return OptionalLong.of(time.toEpochSecond(ZoneOffset.UTC));
    } catch (DateTimeException e) {
      return OptionalLong.empty();
    }
  }

  private static int number(Matcher found, int otherwise, String... groups) {
    for (String group : groups) {
      String digits = found.group(group);
      if (digits != null) {
        return Integer.parseInt(digits);
      }
    }
    return otherwise;
  }
}
