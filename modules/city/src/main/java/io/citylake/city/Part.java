package io.citylake.city;

import io.citylake.city.entity.Dice;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.YearMonth;
import java.time.ZoneOffset;

/**
 * A part of a source: what it sends for {@code [from, until)}, city time.
 *
 * @param newest whether it is the last year, month or day of its source in this request: the one
 *     that is corrected; hours of feeds and full copies are not
 */
public record Part(CityRequest request, LocalDateTime from, LocalDateTime until, boolean newest) {
  /** The part's first day; of a part that is cut by day, its day. */
  public LocalDate day() {
    return from.toLocalDate();
  }

  /** For sources that are one full copy: the day as of which it is. */
  public LocalDate lastDay() {
    return until.minusNanos(1).toLocalDate();
  }

  public YearMonth month() {
    return YearMonth.from(from);
  }

  public long seed() {
    return request.seed();
  }

  /**
   * Fixed by seed, kind, the part's start and the index. For what is the same in several parts, use
   * {@link Dice#of} with an index of its own.
   */
  public Dice dice(String kind, long index) {
    return Dice.of(request.seed(), kind, Dice.mix(from.toEpochSecond(ZoneOffset.UTC)) + index);
  }

  /** Whether this part is sent again with its mistakes mended and some values changed. */
  public boolean corrected() {
    return newest && request.revision() == Revision.CORRECTED;
  }
}
