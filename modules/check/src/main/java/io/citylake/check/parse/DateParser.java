package io.citylake.check.parse;

import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * DATE: days since 1970-01-01. A time of day other than midnight would be lost, so it is refused;
 * an instant (epoch, or with an offset) counts by the clock of the mapping's zone.
 */
final class DateParser extends ValueParser {
  private static final List<String> USUAL = List.of("iso", "yyyy-MM-dd HH:mm:ss");
  private static final long FIRST = LocalDate.of(1, 1, 1).toEpochDay();
  private static final long LAST = LocalDate.of(9999, 12, 31).toEpochDay();

  private final TimeFormat[] formats;
  private final ZoneWindow window;
  private final TimeParts parts = new TimeParts();

  DateParser(List<String> formats, ZoneId zone) {
    super("date as " + String.join(" or ", orUsual(formats)));
    this.formats = compile(formats);
    this.window = new ZoneWindow(zone);
  }

  static List<String> orUsual(List<String> formats) {
    return formats.isEmpty() ? USUAL : formats;
  }

  static TimeFormat[] compile(List<String> formats) {
    // The ISO format reads the second of the usual ones too.
    List<String> each = formats.isEmpty() ? USUAL.subList(0, 1) : formats;
    return each.stream().map(TimeFormat::of).toArray(TimeFormat[]::new);
  }

  @Override
  public @Nullable Object parse(String text) {
    parts.fault = null;
    for (TimeFormat format : formats) {
      if (format.read(text, parts)) {
        return day();
      }
    }
    String fault = parts.fault;
    return refuse(fault == null ? "text of another shape" : fault);
  }

  private @Nullable Object day() {
    long local;
    long micros;
    if (parts.counted) {
      local = window.localSecond(Math.floorDiv(parts.micros, 1_000_000L));
      micros = Math.floorMod(parts.micros, 1_000_000L);
    } else {
      local = parts.epochDay() * 86_400 + parts.secondOfDay();
      micros = parts.microOfSecond();
      if (parts.offset != TimeParts.NO_OFFSET) {
        local = window.localSecond(local - parts.offset);
      }
    }
    long day = Math.floorDiv(local, 86_400L);
    if (micros != 0 || local != day * 86_400) {
      return refuse("a time of day, which a date would lose (a capture can cut it off)");
    }
    if (day < FIRST || day > LAST) {
      return refuse("a year outside 1 to 9999");
    }
    return (int) day;
  }
}
