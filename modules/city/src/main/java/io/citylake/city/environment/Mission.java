package io.citylake.city.environment;

import io.citylake.city.CityRequest;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.List;
import java.util.stream.IntStream;

/** One patrol of a route. Every third mission makes a detour around one of its points. */
record Mission(int number, LocalDate day, Route route) {
  private static final int NEW_ROUTES_A_DAY = 3;

  /** Half of a day's routes were patrolled the day before, so that findings come back. */
  static List<Mission> of(CityRequest request, LocalDate day) {
    int missions = request.scaled(60, 6);
    return IntStream.range(0, missions).mapToObj(number -> of(day, number)).toList();
  }

  private static Mission of(LocalDate day, int number) {
    long turn = day.toEpochDay() * NEW_ROUTES_A_DAY + number;
    return new Mission(number, day, Route.ALL.get(Math.floorMod(turn, Route.ALL.size())));
  }

  String id() {
    int ofRoute = number / Route.ALL.size() + 1;
    return "RW%s-%s-%02d".formatted(DayTime.digits(day), route.code(), ofRoute);
  }

  String device() {
    return switch (route.carrier()) {
      case "无人机" -> "UAV-%02d".formatted(route.index() + 1);
      case "无人船" -> "USV-%02d".formatted(route.index() + 1);
      default -> "UGV-%02d".formatted(route.index() + 1);
    };
  }

  LocalDateTime begins() {
    return day.atTime(8, 0).plusMinutes(number * 7L % 600);
  }

  /** Whether it goes around the point, more than 200 m away. */
  boolean avoids(int point) {
    long turn = day.toEpochDay() + number;
    return turn % 3 == 0
        && Math.floorMod(day.toEpochDay() + number * 7L, Route.POINTS) + 1 == point;
  }
}
