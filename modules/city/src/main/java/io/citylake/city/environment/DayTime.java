package io.citylake.city.environment;

import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/** Times as the departments write them, and days as digits. */
final class DayTime {
  private static final DateTimeFormatter PLAIN = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");

  private DayTime() {}

  /** {@code 2026-01-31 08:00:00}. */
  static String plain(LocalDateTime time) {
    return PLAIN.format(time);
  }

  /** {@code 20260131}. */
  static String digits(LocalDate day) {
    return DateTimeFormatter.BASIC_ISO_DATE.format(day);
  }

  /** Microseconds of local time since 1970-01-01T00:00 there. */
  static long micros(LocalDateTime time) {
    return time.toEpochSecond(ZoneOffset.UTC) * 1_000_000;
  }
}
