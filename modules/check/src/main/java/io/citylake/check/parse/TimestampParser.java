package io.citylake.check.parse;

import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * TIMESTAMP: microseconds since 1970 in UTC, for instants of the UTC years 1 to 9999. A local time
 * is one of the mapping's zone: where clocks went back, the earlier of the two instants; where they
 * went forward, the skipped times are refused. 24:00 and leap seconds are refused.
 */
final class TimestampParser extends ValueParser {
  private static final long SECOND = 1_000_000;
  private static final long FIRST = LocalDate.of(1, 1, 1).toEpochDay() * 86_400 * SECOND;
  private static final long LAST = LocalDate.of(10_000, 1, 1).toEpochDay() * 86_400 * SECOND - 1;

  private final TimeFormat[] formats;
  private final ZoneId zone;
  private final ZoneWindow window;
  private final TimeParts parts = new TimeParts();

  TimestampParser(List<String> formats, ZoneId zone) {
    super("timestamp as " + String.join(" or ", DateParser.orUsual(formats)));
    this.formats = DateParser.compile(formats);
    this.zone = zone;
    this.window = new ZoneWindow(zone);
  }

  @Override
  public @Nullable Object parse(String text) {
    parts.fault = null;
    for (TimeFormat format : formats) {
      if (format.read(text, parts)) {
        return instant();
      }
    }
    String fault = parts.fault;
    return refuse(fault == null ? "text of another shape" : fault);
  }

  private @Nullable Object instant() {
    long micros = parts.micros;
    if (!parts.counted) {
      long local = parts.epochDay() * 86_400 + parts.secondOfDay();
      long second =
          parts.offset == TimeParts.NO_OFFSET ? window.epochSecond(local) : local - parts.offset;
      if (second == ZoneWindow.SKIPPED) {
        return refuse("a local time that " + zone + " skipped when its clocks went forward");
      }
      micros = second * SECOND + parts.microOfSecond();
    }
    if (micros < FIRST || micros > LAST) {
      return refuse("an instant outside the years 1 to 9999 of UTC");
    }
    return micros;
  }
}
