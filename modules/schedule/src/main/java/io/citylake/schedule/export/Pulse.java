package io.citylake.schedule.export;

import java.time.ZoneId;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * When a flow begins: on every day at each of these local times. Other schedulers agree on nothing
 * else about cron texts: which days a task leaves out is said by its {@link Gate}.
 *
 * @param daily whether it is midnight of the day after a business date, and each task waits for its
 *     own time
 * @param second of each of the minutes
 */
record Pulse(boolean daily, ZoneId zone, List<Integer> hours, List<Integer> minutes, int second) {
  private static final int LONGEST = 60;

  Pulse {
    hours = List.copyOf(hours);
    minutes = List.copyOf(minutes);
  }

  static Pulse ofDays(ZoneId zone) {
    return new Pulse(true, zone, List.of(0), List.of(0), 0);
  }

  /** With the minute first; without the second. */
  String fiveFields() {
    return "%s %s * * *".formatted(field(minutes, 60), field(hours, 24));
  }

  /** As Quartz has it, with the second first and the year last. */
  String sevenFields() {
    return "%d %s %s * * ? *".formatted(second, field(minutes, 60), field(hours, 24));
  }

  private static String field(List<Integer> numbers, int all) {
    return numbers.size() == all
        ? "*"
        : numbers.stream().map(String::valueOf).collect(Collectors.joining(","));
  }

  /** A name that another export gives it too, of letters, digits, dots and dashes. */
  String id() {
    if (daily) {
      return "citylake.day";
    }
    String times = "%s-%s-%d".formatted(slug(minutes, 60), slug(hours, 24), second);
    String name = times.length() <= LONGEST ? times : Integer.toHexString(times.hashCode());
    return "citylake.%s.%s"
        .formatted(name, zone.getId().replace("+", "plus").replaceAll("[^A-Za-z0-9_]", "-"));
  }

  /** Numbers at one distance by their first and it. */
  private static String slug(List<Integer> numbers, int all) {
    int step = numbers.size() < 2 ? 0 : numbers.get(1) - numbers.get(0);
    boolean even =
        step > 0
            && IntStream.range(1, numbers.size())
                .allMatch(i -> numbers.get(i) - numbers.get(i - 1) == step)
            && numbers.get(0) < step
            && numbers.get(numbers.size() - 1) + step >= all;
    if (even) {
      return step == 1 ? "x" : numbers.get(0) + "x" + step;
    }
    return numbers.stream().map(String::valueOf).collect(Collectors.joining("_"));
  }
}
