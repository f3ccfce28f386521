package io.citylake.city;

import java.time.LocalDate;

/** A call for days that is under way, or that was ended half-way. */
record Making(LocalDate from, int days, Revision revision) {
  static Making of(CityRequest request) {
    return new Making(request.from(), request.days(), request.revision());
  }

  /** Whether the request makes again all that this call may have left half made. */
  boolean within(CityRequest request) {
    return !from.isBefore(request.from()) && !from.plusDays(days).isAfter(request.until());
  }

  /** As options of the command line. */
  @Override
  public String toString() {
    return "--from %s --days %d%s"
        .formatted(from, days, revision == Revision.CORRECTED ? " --corrections" : "");
  }
}
