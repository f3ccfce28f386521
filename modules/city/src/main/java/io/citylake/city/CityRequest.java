package io.citylake.city;

import io.citylake.model.CityLakeException;
import io.citylake.model.ErrorCode;
import java.nio.file.Path;
import java.time.LocalDate;

/**
 * Which part of the reference city to make.
 *
 * @param to the landing directory; made where it is missing, files of the same name are
 *     overwritten. One directory holds one city: its days may be made by many calls, of one seed
 *     and scale.
 * @param scale of events, readings and residents; 1 is the whole city (900 million readings a
 *     year). Firms, devices and streets have their full number at every scale.
 * @param from the first day, not before {@link #FOUNDED}
 * @param days at least 1
 * @param revision FIRST, or CORRECTED for the corrections that departments send later: the newest
 *     periodical files come under their old names with their bad rows mended and some values
 *     changed; the truth is then that of a first load of what is there
 */
public record CityRequest(
    Path to, long seed, double scale, LocalDate from, int days, Revision revision) {
  /** The registers start here; what happened before is their first state. */
  public static final LocalDate FOUNDED = LocalDate.of(2025, 1, 1);

  public CityRequest {
    if (from.isBefore(FOUNDED)) {
      throw new CityLakeException(
          ErrorCode.USAGE,
          "Cannot make the city before %s: its registers start there (from=%s)"
              .formatted(FOUNDED, from));
    }
    if (days < 1 || !(scale > 0)) {
      throw new CityLakeException(
          ErrorCode.USAGE,
          "Cannot make the city: days must be at least 1 and scale above 0 (days=%d, scale=%s)"
              .formatted(days, scale));
    }
  }

  public CityRequest(Path to, long seed, double scale, LocalDate from, int days) {
    this(to, seed, scale, from, days, Revision.FIRST);
  }

  public CityRequest withRevision(Revision other) {
    return new CityRequest(to, seed, scale, from, days, other);
  }

  public LocalDate until() {
    return from.plusDays(days);
  }

  public LocalDate lastDay() {
    return until().minusDays(1);
  }

  /** How many things there are, given their number at scale 1 and the least that makes sense. */
  public int scaled(int full, int least) {
    return (int) Math.max(least, Math.min(Integer.MAX_VALUE, Math.round(full * scale)));
  }
}
