package io.citylake.check.parse;

import io.citylake.contract.job.TimePattern;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.time.temporal.ChronoField;
import java.time.temporal.TemporalAccessor;
import java.time.temporal.TemporalQueries;
import java.util.List;
import java.util.Locale;

/**
 * Any java.time pattern, read strictly and whatever the case; names of months, days and halves of
 * the day in English or Chinese. Parts that the pattern lacks at its end are the first month, the
 * first day and midnight.
 */
public final class JavaTimeFormat implements TimeFormat {
  private final List<DateTimeFormatter> formatters;

  public JavaTimeFormat(String pattern) {
    String fault = TimePattern.fault(pattern);
    if (!fault.isEmpty()) {
      throw new IllegalArgumentException("the pattern '%s': %s".formatted(pattern, fault));
    }
    String strict = strictYears(pattern);
    this.formatters =
        List.of(formatter(strict, Locale.ENGLISH), formatter(strict, Locale.SIMPLIFIED_CHINESE));
  }

  @Override
  public boolean read(String text, TimeParts into) {
    for (DateTimeFormatter formatter : formatters) {
      try {
        fill(formatter.parse(text), into);
        return into.isTime();
      } catch (DateTimeException | ArithmeticException other) {
        // Another locale may read it; the caller says that none did.
      }
    }
    return false;
  }

  private static void fill(TemporalAccessor parsed, TimeParts into) {
    into.clear();
    LocalDate date = parsed.query(TemporalQueries.localDate());
    into.set(TimeParts.YEAR, date == null ? parsed.get(ChronoField.YEAR) : date.getYear());
    into.set(
        TimeParts.MONTH,
        date == null ? partOr(parsed, ChronoField.MONTH_OF_YEAR, 1) : date.getMonthValue());
    into.set(TimeParts.DAY, date == null ? 1 : date.getDayOfMonth());
    LocalTime time = parsed.query(TemporalQueries.localTime());
    into.set(
        TimeParts.HOUR, time == null ? partOr(parsed, ChronoField.HOUR_OF_DAY, 0) : time.getHour());
    into.set(
        TimeParts.MINUTE,
        time == null ? partOr(parsed, ChronoField.MINUTE_OF_HOUR, 0) : time.getMinute());
    into.set(
        TimeParts.SECOND,
        time == null ? partOr(parsed, ChronoField.SECOND_OF_MINUTE, 0) : time.getSecond());
    into.set(
        TimeParts.NANO,
        time == null ? partOr(parsed, ChronoField.NANO_OF_SECOND, 0) : time.getNano());
    ZoneId zone = parsed.query(TemporalQueries.zone());
    if (zone instanceof ZoneOffset offset) {
      into.offset = offset.getTotalSeconds();
    } else if (zone != null) {
      into.offset = ZonedDateTime.from(parsed).getOffset().getTotalSeconds();
    }
  }

  private static int partOr(TemporalAccessor parsed, ChronoField field, int missing) {
    return parsed.isSupported(field) ? parsed.get(field) : missing;
  }

  private static DateTimeFormatter formatter(String pattern, Locale locale) {
    return new DateTimeFormatterBuilder()
        .parseCaseInsensitive()
        .appendPattern(pattern)
        .toFormatter(locale)
        .withResolverStyle(ResolverStyle.STRICT);
  }

  /** With y for u: strict resolving wants an era beside a year of era, which nobody writes. */
  private static String strictYears(String pattern) {
    if (pattern.indexOf('G') >= 0) {
      return pattern;
    }
    StringBuilder strict = new StringBuilder(pattern);
    boolean quoted = false;
    for (int i = 0; i < strict.length(); i++) {
      char c = strict.charAt(i);
      if (c == '\'') {
        quoted = !quoted;
      } else if (c == 'y' && !quoted) {
        strict.setCharAt(i, 'u');
      }
    }
    return strict.toString();
  }
}
