package io.citylake.contract.schedule;

import java.util.BitSet;
import java.util.List;
import java.util.Locale;

/** One field of a cron text: which numbers it may hold, and their names. */
record CronField(String name, int least, int most, List<String> names) {
  static final CronField SECOND = new CronField("second", 0, 59, List.of());
  static final CronField MINUTE = new CronField("minute", 0, 59, List.of());
  static final CronField HOUR = new CronField("hour", 0, 23, List.of());
  static final CronField DAY_OF_MONTH = new CronField("day of month", 1, 31, List.of());
  static final CronField MONTH =
      new CronField(
          "month",
          1,
          12,
          List.of(
              "JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"));
  static final CronField YEAR = new CronField("year", 1970, 2199, List.of());

  private static final List<String> DAYS = List.of("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT");

  /** Of five fields: Sunday is 0, and 7 as well. */
  static final CronField DAY_OF_WEEK_FROM_0 = new CronField("day of week", 0, 7, DAYS);

  /** Of six or seven fields, as Quartz counts: Sunday is 1. */
  static final CronField DAY_OF_WEEK_FROM_1 = new CronField("day of week", 1, 7, DAYS);

  /** The numbers of a list of numbers, ranges and steps. */
  BitSet numbers(String text) {
    BitSet numbers = new BitSet();
    for (String part : text.split(",", -1)) {
      addTo(numbers, part);
    }
    return numbers;
  }

  private void addTo(BitSet numbers, String part) {
    int slash = part.indexOf('/');
    String range = slash < 0 ? part : part.substring(0, slash);
    int step = slash < 0 ? 1 : step(part, part.substring(slash + 1));
    int dash = range.indexOf('-');
    int from;
    int to;
    if (range.equals("*")) {
      from = least;
      to = most;
    } else if (dash > 0) {
      from = number(range.substring(0, dash));
      to = number(range.substring(dash + 1));
      if (from > to) {
        throw wrong(part, "a range goes upwards");
      }
    } else {
      from = number(range);
      to = slash < 0 ? from : most;
    }
    for (int each = from; each <= to; each += step) {
      numbers.set(each);
    }
  }

  private int step(String part, String text) {
    if (!text.matches("[1-9]\\d{0,3}")) {
      throw wrong(part, "a step is a number from 1");
    }
    return Integer.parseInt(text);
  }

  int number(String text) {
    int named = names.indexOf(text.toUpperCase(Locale.ROOT));
    if (named >= 0) {
      // Both ways of counting days begin with Sunday.
      return named + least;
    }
    if (!text.matches("\\d{1,4}")
        || Integer.parseInt(text) < least
        || Integer.parseInt(text) > most) {
      throw wrong(text, "expected %d to %d%s".formatted(least, most, namesText()));
    }
    return Integer.parseInt(text);
  }

  private String namesText() {
    return names.isEmpty() ? "" : " or " + names.get(0) + " to " + names.get(names.size() - 1);
  }

  IllegalArgumentException wrong(String part, String why) {
    return new IllegalArgumentException("its %s '%s' can't be read: %s".formatted(name, part, why));
  }
}
