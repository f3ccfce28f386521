package io.citylake.city;

import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/** Into which parts a source falls; each can be made alone, in any order, on any machine. */
public enum Cut {
  /**
   * One part. It begins at {@link CityRequest#FOUNDED} whatever the request's first day, so that
   * days made one after the other end with what the range has: a full copy, or a register that
   * grows.
   */
  WHOLE {
    @Override
    List<Part> parts(CityRequest request) {
      return List.of(
          new Part(
              request, CityRequest.FOUNDED.atStartOfDay(), request.until().atStartOfDay(), false));
    }
  },
  /** Every calendar year from 2023 that is over on the request's last day. */
  YEAR {
    @Override
    List<Part> parts(CityRequest request) {
      LocalDate first = CityRequest.FOUNDED.minusYears(2);
      return over(request, first, request.lastDay().withDayOfYear(1), ChronoUnit.YEARS);
    }
  },
  /**
   * Every month from January 2024 that is over on the request's last day: its report comes on the
   * first of the next. A year before the registers start, so that there is a year to compare with.
   */
  MONTH {
    @Override
    List<Part> parts(CityRequest request) {
      LocalDate first = CityRequest.FOUNDED.minusYears(1);
      return over(request, first, request.lastDay().withDayOfMonth(1), ChronoUnit.MONTHS);
    }
  },
  /** Every day of the request. */
  DAY {
    @Override
    List<Part> parts(CityRequest request) {
      return over(request, request.from(), request.until(), ChronoUnit.DAYS);
    }
  },
  /** Every hour of the request. */
  HOUR {
    @Override
    List<Part> parts(CityRequest request) {
      return over(request, request.from(), request.until(), ChronoUnit.HOURS);
    }
  };

  /** In the order of time. */
  abstract List<Part> parts(CityRequest request);

  private static List<Part> over(
      CityRequest request, LocalDate first, LocalDate end, ChronoUnit unit) {
    List<Part> parts = new ArrayList<>();
    LocalDateTime until = end.atStartOfDay();
    LocalDateTime from = first.atStartOfDay();
    while (from.isBefore(until)) {
      LocalDateTime next = from.plus(1, unit);
      parts.add(new Part(request, from, next, next.equals(until) && unit != ChronoUnit.HOURS));
      from = next;
    }
    return parts;
  }
}
